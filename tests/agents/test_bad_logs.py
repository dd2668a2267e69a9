"""Logs that no tool should write: named, counted, never a crash, never half a file lost."""

from __future__ import annotations

import json
import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models import LogFile, UsageEvent
from agents.session_logs import files, reading
from agents.usage import reports, verifying
from agents.usage.reports import Period
from missions.days import DayRule
from tests.agents.logs import NOW, answer, append, as_line, bring_in, one, write
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db
LOG = "-p/s.jsonl"
GOOD = answer("good", "good")


def requests(owner):
    return UsageEvent.objects.filter(owner=owner).count()


@pytest.mark.parametrize(
    "bad",
    [
        b"{not json",
        b'{"message":{"usage":{',
        b'{"message":{"usage":{}}}}',
        b"\xff\xfe\xfa",
        b"null",
        b"[]",
        b'"usage"',
        b'{"usage":' + b"[" * 2000 + b"]" * 2000 + b"}",
        answer(at="tomorrow"),
        answer(at="2099-01-01T00:00:00Z"),
        answer(at=None),
        answer(model=None),
        answer(usage={"input_tokens": -5}),
        answer(usage={"input_tokens": 10**30}),
        answer(costUSD="much"),
        answer(costUSD=1e300),
        b'{"message":{"model":"\\ud800","usage":{"input_tokens":1}}}',
    ],
)
def test_one_bad_line_is_named_by_file_and_line_and_the_rest_counts(owner, projects, bad):
    write(projects, LOG, GOOD, bad, answer("last", "last"))

    account = bring_in(owner, projects)

    assert requests(owner) == 2
    assert (account.lines_read, account.lines_used) == (3, 2)
    [problem] = account.problems
    assert problem["file"] == LOG
    assert problem["line"] == 2
    assert account.left_out == {problem["reason"]: 1}
    assert list(verifying.differences(owner)) == []


def test_bad_lines_are_named_once_and_not_again(owner, projects):
    write(projects, LOG, b"{not json", GOOD)
    bring_in(owner, projects)
    append(projects, LOG, answer("last", "last"))

    assert bring_in(owner, projects).problems == []


def named(account):
    return [(problem["file"], problem["line"]) for problem in account.problems]


def test_a_bad_line_of_a_file_that_grew_is_named_by_its_line(owner, projects):
    write(projects, LOG, GOOD, b"{not json", b"", GOOD)
    first = bring_in(owner, projects)
    append(projects, LOG, GOOD, b"{not json")
    append(projects, LOG, b"{half", end=b"")
    second = bring_in(owner, projects)
    append(projects, LOG, b" of a line", b"[]")

    third = bring_in(owner, projects)

    assert (named(first), named(second)) == ([(LOG, 2)], [(LOG, 6), (LOG, 7)])
    assert named(third) == [(LOG, 7), (LOG, 8)]


def test_a_last_line_that_gets_its_end_later_shifts_no_number(owner, projects):
    write(projects, LOG, b"", GOOD, end=b"")
    bring_in(owner, projects)
    append(projects, LOG, b"", b"{not json")

    assert named(bring_in(owner, projects)) == [(LOG, 2)]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_lines_are_named_alike_by_a_second_process(owner, stranger, projects, monkeypatch):
    for user in (owner, stranger):
        write(projects, LOG, GOOD, GOOD)
        bring_in(user, projects)
    append(projects, LOG, b"{not json", answer(at="tomorrow"))
    here = bring_in(owner, projects)
    monkeypatch.setattr(reading, "MUCH", 1)

    beside = bring_in(stranger, projects)

    assert named(here) == named(beside) == [(LOG, 3), (LOG, 4)]


def test_noise_in_one_file_is_counted_and_hides_nothing_in_another(owner, projects):
    write(projects, "-a/noise.jsonl", *[b"{bad"] * 500)
    write(projects, LOG, GOOD, b"{bad")

    account = bring_in(owner, projects)

    assert named(account) == [*[("-a/noise.jsonl", n) for n in range(1, 21)], (LOG, 2)]
    assert (account.more_problems, account.left_out["not a JSON object"]) == (480, 501)


def test_problems_of_many_files_are_counted_beyond_those_named(owner, projects):
    for number in range(210):
        write(projects, f"-p/{number}.jsonl", b"{bad")

    account = bring_in(owner, projects)

    assert (len(account.problems), account.more_problems) == (200, 10)


def test_unknown_fields_change_nothing(owner, projects):
    odd = {"new": {"usage": {"input_tokens": 99}}, "": [None], "x" * 5000: 1}
    write(projects, LOG, answer(usage={"server_tool_use": {"web": 1}}) | odd)

    bring_in(owner, projects)

    assert one(owner).total_tokens == 30


def test_a_binary_file_is_named_and_the_others_count(owner, projects):
    write(projects, "-a/x.jsonl", b"\x00\x01" * 900)
    write(projects, LOG, GOOD)

    account = bring_in(owner, projects)

    assert account.problems == [{"file": "-a/x.jsonl", "line": None, "reason": "a binary file"}]
    assert requests(owner) == 1


def test_noise_after_good_lines_does_not_take_them_away(owner, projects):
    noise = random.Random(3).randbytes(200_000)
    write(projects, LOG, *[answer(f"m{n}", f"r{n}") for n in range(30)], b" " * 9000)
    append(projects, LOG, noise, GOOD)

    account = bring_in(owner, projects)

    assert requests(owner) == 31
    assert account.lines_read == account.lines_used + sum(account.left_out.values())


def test_a_file_that_fails_while_it_is_read_is_named_and_the_others_count(owner, projects):
    (projects / "-a.jsonl").symlink_to("/proc/self/mem")
    write(projects, LOG, GOOD)

    account = bring_in(owner, projects)

    [problem] = account.problems
    assert (problem["file"], problem["reason"]) == ("-a.jsonl", "Input/output error")
    assert requests(owner) == 1


def test_names_as_long_as_a_disk_allows_are_taken(owner, projects):
    path = os.path.join("p" * 255, "s" * 255, "subagents", "w" * 255, "a" * 249 + ".jsonl")
    write(projects, path, answer(message=None), GOOD)

    bring_in(owner, projects)
    bring_in(owner, projects)

    events = UsageEvent.objects.filter(owner=owner)
    sizes = [(len(event.key), len(event.source_path), len(event.session)) for event in events]
    assert len(sizes) == 2
    assert all(key <= 400 and source <= 1000 and name <= 200 for key, source, name in sizes)


def test_names_that_are_no_text_are_written_out(owner, projects):
    write(projects, os.fsdecode(b"-p\xff\n/s\xfe.jsonl"), GOOD)

    bring_in(owner, projects)

    assert (one(owner).project, one(owner).session) == ("-p\\udcff\n", "s\\udcfe")
    assert bring_in(owner, projects).files_unchanged == 1


@pytest.mark.parametrize("size", [10**7, 10**7 + 1, 10**10, 2**63 - 1])
def test_counts_beyond_any_request_cannot_break_the_sums(owner, projects, size):
    big = {"tokens": (size, size, size, size), "model": "claude-opus-4-6"}
    fast = {"usage": {"speed": "fast"}}
    write(projects, "-p/a.jsonl", *[answer(f"m{n}", f"r{n}", **big, **fast) for n in range(300)])
    dear = [answer(f"c{n}", f"c{n}", costUSD=size / 10**4) for n in range(300)]
    write(projects, "-p/b.jsonl", *dear, GOOD)

    bring_in(owner, projects)

    today = Period(NOW.date(), NOW.date(), DayRule("UTC"))
    assert requests(owner) == (601 if size == 10**7 else 1)
    assert reports.spend(owner, today).requests == requests(owner)
    assert list(verifying.differences(owner)) == []


def test_a_line_longer_than_any_is_left_out_and_the_next_one_counts(owner, projects, monkeypatch):
    monkeypatch.setattr(files, "LONGEST_LINE", 2000)
    long = answer("long", "long") | {"text": "x" * 9000}
    write(projects, LOG, GOOD, long, answer("last", "last"))

    account = bring_in(owner, projects)

    assert (requests(owner), account.left_out) == (2, {"longer than 32 MB": 1})
    assert bring_in(owner, projects).files_unchanged == 1


def test_a_long_line_that_still_grows_takes_nothing_else_with_it(owner, projects, monkeypatch):
    monkeypatch.setattr(files, "LONGEST_LINE", 2000)
    write(projects, LOG, GOOD)
    append(projects, LOG, b'{"usage":"' + b"x" * 5000, end=b"")
    bring_in(owner, projects)
    append(projects, LOG, b'x" }', answer("last", "last"))

    account = bring_in(owner, projects)

    assert {event.message_id for event in UsageEvent.objects.all()} == {"good", "last"}
    assert account.left_out == {"not a JSON object": 1}


def test_an_empty_file_is_read_once(owner, projects):
    write(projects, LOG)

    assert (bring_in(owner, projects).problems, LogFile.objects.get().offset) == ([], 0)
    assert bring_in(owner, projects).files_unchanged == 1


pieces = st.lists(
    st.sampled_from([as_line(answer(f"m{n}", f"r{n}")) for n in range(3)])
    | st.binary(max_size=30)
    | st.builds(lambda n: json.dumps({"usage": n}).encode(), st.integers()),
    max_size=8,
)


@given(pieces)
def test_whatever_a_log_holds_every_line_is_accounted_for(tmp_path_factory, contents):
    owner, root = UserFactory(), tmp_path_factory.mktemp("logs")
    write(root, LOG, *contents)

    account = bring_in(owner, root)

    assert account.lines_read == account.lines_used + sum(account.left_out.values())
    assert requests(owner) == account.usage["requests"]
