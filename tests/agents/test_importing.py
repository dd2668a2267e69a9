"""What a run takes from folders that grow, shrink, move and change between runs."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from django.db import connection

from agents.claude_code.tool import TOOL
from agents.models import LogFile, Run, UsageEvent, UsageRevision
from agents.session_logs import importing, keeping
from agents.session_logs.importing import Import
from agents.usage import verifying
from tests.agents.logs import (
    NOW,
    SAMPLES,
    answer,
    append,
    as_line,
    bring_in,
    ledger,
    one,
    totals,
    write,
)

pytestmark = pytest.mark.django_db
LOG = "-p/s.jsonl"


def numbered(first, last):
    return [answer(f"m{number}", f"r{number}") for number in range(first, last)]


def requests(owner):
    return UsageEvent.objects.filter(owner=owner).count()


def test_a_second_run_over_unchanged_files_opens_none_and_adds_nothing(owner, samples):
    first = bring_in(owner, samples)
    before = ledger(owner), totals(owner)

    second = bring_in(owner, samples)

    assert (first.files_read, first.files_unchanged) == (7, 0)
    assert (second.files_read, second.files_unchanged, second.lines_read) == (0, 7, 0)
    assert second.usage["requests"] == 0
    assert (ledger(owner), totals(owner)) == before


def test_every_line_read_is_used_or_left_out_for_a_reason(owner, samples):
    account = bring_in(owner, samples)

    assert account.lines_read == sum(
        len(file.read_bytes().splitlines()) for file in SAMPLES.rglob("*.jsonl")
    )
    assert account.lines_read == account.lines_used + sum(account.left_out.values())


def test_a_file_that_grew_is_read_on_where_it_ended(owner, projects):
    write(projects, LOG, *numbered(0, 5))
    bring_in(owner, projects)
    append(projects, LOG, *numbered(5, 7))

    account = bring_in(owner, projects)

    assert (account.lines_read, account.usage["requests"], requests(owner)) == (2, 2, 7)


@pytest.mark.parametrize("cut", [1, 20, 100, -2])
def test_a_last_line_that_was_cut_is_read_once_it_is_whole(owner, projects, cut):
    last = as_line(answer("m9", "r9"))
    write(projects, LOG, *numbered(0, 2))
    append(projects, LOG, last[:cut], end=b"")
    first = bring_in(owner, projects)
    append(projects, LOG, last[cut:])

    second = bring_in(owner, projects)

    assert (first.left_out["unfinished last line"], first.usage["requests"]) == (1, 2)
    assert (second.lines_read, second.usage["requests"]) == (1, 1)
    assert one(owner, message_id="m9").source_offset == 2 * (len(as_line(numbered(0, 1)[0])) + 1)


def test_a_whole_last_line_without_its_end_counts_at_once_and_once(owner, projects):
    write(projects, LOG, answer(), end=b"")
    first = bring_in(owner, projects)
    append(projects, LOG, b"", answer("m2", "r2"))

    second = bring_in(owner, projects)

    assert (first.usage["requests"], second.usage["requests"], requests(owner)) == (1, 1, 2)


def test_lines_may_end_as_on_windows(owner, projects):
    write(projects, LOG, *numbered(0, 3), end=b"\r\n")

    account = bring_in(owner, projects)

    assert (account.usage["requests"], account.problems) == (3, [])


def test_a_file_that_shrank_is_read_from_its_start_and_loses_no_fact(owner, projects):
    write(projects, LOG, *numbered(0, 5))
    bring_in(owner, projects)
    write(projects, LOG, *numbered(7, 9))

    account = bring_in(owner, projects)

    assert (account.lines_read, requests(owner)) == (2, 7)


def test_a_file_that_another_one_took_the_place_of_is_read_from_its_start(owner, projects):
    write(projects, LOG, *numbered(0, 2))
    bring_in(owner, projects)
    write(projects, LOG, *numbered(10, 20))

    account = bring_in(owner, projects)

    assert (account.lines_read, requests(owner)) == (10, 12)


def test_a_replaced_file_of_the_same_size_and_time_is_noticed(owner, projects):
    file = write(projects, LOG, answer("m1", "r1"))
    bring_in(owner, projects)
    was = file.stat()
    new = write(projects, "-p/new", answer("m2", "r2"))
    os.utime(new, ns=(was.st_atime_ns, was.st_mtime_ns))
    new.replace(file)

    bring_in(owner, projects)

    assert requests(owner) == 2


@pytest.mark.parametrize("content", [answer("m1", "r1"), answer(message=None)])
def test_a_file_that_moved_adds_nothing_and_is_read_on(owner, projects, content):
    file = write(projects, "-p/s.jsonl", content)
    bring_in(owner, projects)
    shutil.move(file, projects / "-p" / "t.jsonl")
    append(projects, "-p/t.jsonl", answer("m2", "r2"))

    account = bring_in(owner, projects)

    assert account.usage["requests"] == 1
    assert requests(owner) == 2


def test_a_file_that_is_gone_takes_nothing_from_the_ledger(owner, projects):
    file = write(projects, LOG, *numbered(0, 3))
    bring_in(owner, projects)
    file.unlink()

    bring_in(owner, projects)

    assert requests(owner) == 3


def test_the_same_folder_for_two_people_is_two_ledgers(owner, stranger, samples):
    bring_in(owner, samples)
    bring_in(stranger, samples)

    assert ledger(owner) == [row | {"owner_id": owner.pk} for row in ledger(stranger)]
    assert LogFile.objects.filter(owner=stranger).count() == 7
    assert list(verifying.differences()) == []


def test_a_copy_of_the_folder_elsewhere_adds_nothing(owner, samples, tmp_path):
    bring_in(owner, samples)
    before = ledger(owner), totals(owner)
    copy = shutil.copytree(SAMPLES, tmp_path / "copy")

    account = bring_in(owner, copy)

    assert account.files_read == 7
    assert (ledger(owner), totals(owner)) == before


def test_a_session_is_one_run_from_its_first_to_its_last_request(owner, samples):
    bring_in(owner, samples)

    run = Run.objects.get(owner=owner, session="sess-blk")
    assert (run.origin, run.status, run.agent.is_foreign) == ("claude_code", "completed", True)
    assert (run.step_count, run.prompt_tokens, run.completion_tokens) == (5, 5, 5)
    assert (run.duration_ms, run.project) == (43_980_000, "-home-u-blk")
    assert Run.objects.filter(owner=owner).count() == 6


def test_prompt_tokens_of_a_run_count_what_came_from_and_went_to_a_cache(owner, projects):
    write(projects, LOG, answer(tokens=(1, 2, 30, 400)))

    bring_in(owner, projects)

    assert Run.objects.get(owner=owner).prompt_tokens == 431


def test_a_batch_may_be_smaller_than_a_file(owner, projects, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    write(projects, LOG, *numbered(0, 7))
    write(projects, "-q/t.jsonl", *numbered(5, 9))

    account = bring_in(owner, projects)

    assert (account.usage["requests"], requests(owner)) == (9, 9)
    assert account.lines_read == account.lines_used + sum(account.left_out.values())
    assert bring_in(owner, projects).files_unchanged == 2


def test_a_file_counts_as_read_once_its_last_request_is_written(owner, projects, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 3)
    for name, first in (("a", 0), ("b", 2), ("c", 4)):
        write(projects, f"-p/{name}.jsonl", *numbered(first, first + 2))
    batches = Import(owner, TOOL, now=NOW).run(projects)

    next(batches)

    assert requests(owner) == 3
    assert [Path(log.path).name for log in LogFile.objects.all()] == ["a.jsonl"]
    assert bring_in(owner, projects).usage["requests"] == 3


@pytest.mark.parametrize(
    ("written", "seconds", "next_size"),
    [(2000, 0.05, 8000), (2000, 0.16, 4250), (2000, 9, 500), (0, 0, 500), (500, 0.05, 3400)],
)
def test_a_slow_disk_gets_fewer_requests_at_once(written, seconds, next_size):
    assert importing.fitting(written, seconds) == next_size


def test_others_may_write_between_two_batches(owner, projects, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    monkeypatch.setattr(keeping, "GAP", 0.05)
    write(projects, LOG, *numbered(0, 9))

    begun = time.monotonic()
    bring_in(owner, projects)

    assert time.monotonic() - begun >= 4 * 0.05 or connection.vendor != "sqlite"


def test_an_answer_that_goes_on_in_a_later_run_updates_its_fact(owner, projects):
    write(projects, LOG, answer(tokens=(1000, 1, 0, 0)))
    first = bring_in(owner, projects)
    append(projects, LOG, answer(tokens=(1000, 300, 0, 0)))

    second = bring_in(owner, projects)

    event = one(owner)
    assert (event.output_tokens, event.cost_pico) == (300, 7_500_000_000)
    assert (first.usage["output"], second.usage["output"]) == (1, 299)
    assert second.usage["requests"] == 0
    assert second.usage["cost_pico"] == 299 * 15_000_000
    assert UsageRevision.objects.get(event=event).after["output_tokens"] == 300
    assert list(verifying.differences(owner)) == []
