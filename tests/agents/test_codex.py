"""Codex's session logs of several generations as facts and runs."""

from __future__ import annotations

import json
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agents.models import LogFile, Run, UsageEvent
from agents.usage import verifying
from agents.usage.facts import codex_answer
from tests.agents.codex import (
    FORK,
    LOG,
    PARENT,
    SAMPLES,
    THREAD,
    bring_in,
    counted,
    figures,
    line,
    meta,
)
from tests.agents.facts import fact, record
from tests.agents.logs import append, write

pytestmark = pytest.mark.django_db
FIRST = (10_000, 7_500, 1_250, 1_000)


def test_every_generation_of_logs_is_read(owner):
    account = bring_in(owner, SAMPLES)

    assert figures(owner, session=THREAD) == [
        (2_500, 7_500, 1_250, 1_000),
        (1_500, 10_000, 50, 0),
        (300, 11_400, 20, 0),
    ]
    assert figures(owner, model="unknown") == [(1_200, 0, 30, 0)]
    assert UsageEvent.objects.count() == 9
    assert account.left_out["the same total again"] == 1
    assert account.left_out["a replay of an earlier session"] == 2
    assert account.problems == []
    assert list(verifying.differences()) == []


def test_a_fact_knows_where_and_by_which_model_and_what_it_cost(owner):
    bring_in(owner, SAMPLES)

    told = UsageEvent.objects.filter(session=THREAD).order_by("at")
    assert list(told.values_list("model", flat=True)) == ["gpt-5-codex", "gpt-5-codex", "gpt-5"]
    first = told[0]
    assert (first.provider, first.project, first.branch) == ("openai", "-srv-u-app", "mission-7")
    assert first.cost_pico == (2_500 * 1_250_000 + 7_500 * 125_000 + 1_250 * 10_000_000)
    assert UsageEvent.objects.get(model="unknown").cost_pico is None
    assert UsageEvent.objects.get(model="unknown").flag_list == ["model not named"]


def test_sessions_are_runs_of_codex(owner):
    bring_in(owner, SAMPLES)

    run = Run.objects.get(session=THREAD)
    assert (run.origin, run.branch, run.step_count) == ("codex", "mission-7", 3)
    assert (run.prompt_tokens, run.completion_tokens) == (33_200, 1_320)
    assert (run.agent.name, Run.objects.count()) == ("codex (owner)", 5)


def test_a_fork_counts_only_what_its_parent_did_not(owner):
    bring_in(owner, SAMPLES)

    assert len(figures(owner, session=PARENT)) == 3
    assert figures(owner, session=FORK) == [(1_000, 11_500, 400, 100)]


def test_a_fork_whose_parent_is_gone_is_told_by_its_first_second(owner, tmp_path):
    shutil.copytree(SAMPLES, tmp_path, dirs_exist_ok=True)
    next(tmp_path.rglob(f"*{PARENT}.jsonl")).unlink()
    account = bring_in(owner, tmp_path)

    assert figures(owner, session=FORK) == [(1_000, 11_500, 400, 100)]
    assert account.left_out["a replay of an earlier session"] == 2


def test_a_log_that_grows_line_by_line_gives_the_same_as_the_whole(owner, stranger, tmp_path):
    lines = (SAMPLES / LOG).read_bytes().splitlines()
    for one in lines:
        append(tmp_path, LOG, one)
        bring_in(owner, tmp_path)
    bring_in(stranger, tmp_path)

    assert figures(owner) == figures(stranger) != []
    LogFile.objects.all().delete()
    bring_in(owner, tmp_path)
    assert figures(owner) == figures(stranger)
    assert bring_in(owner, tmp_path).files_unchanged == 1


def test_an_archived_copy_counts_no_more(owner, tmp_path):
    active, archived = tmp_path / "sessions", tmp_path / "archived_sessions"
    shutil.copytree(SAMPLES, active)
    shutil.copytree(SAMPLES, archived)
    call_command("import_codex", tmp_path, user="owner", stdout=StringIO())

    assert UsageEvent.objects.count() == 9
    assert list(verifying.differences()) == []


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([counted(FIRST), counted(FIRST)], [(2_500, 7_500, 1_250, 1_000)]),
        ([counted(FIRST), counted((9_000, 0, 9, 0))], [(2_500, 7_500, 1_250, 1_000)]),
        ([counted(None, (9, 4, 3, 1))], [(5, 4, 3, 1)]),
        ([counted((900, 0, 90, 0), (9, 4, 3, 1))], [(5, 4, 3, 1)]),
        ([counted((9, 99, 3, 33))], [(0, 9, 3, 3)]),
        (
            [counted((9, 9, 3, 0)), counted((19, 8, 4, 0), (10, 2, 1, 0))],
            [(0, 9, 3, 0), (8, 2, 1, 0)],
        ),
        ([counted((9, 0, 3, 0)), counted((18, 0, 6, 0))], [(9, 0, 3, 0)] * 2),
    ],
)
def test_running_totals_become_what_each_request_used(owner, tmp_path, told, expected):
    write(tmp_path, LOG, meta(), *told)
    bring_in(owner, tmp_path)

    assert figures(owner) == expected


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"type":"event_msg","payload":{"type":"token_count"', "not a JSON object"),
        (counted((-1, 0, 1, 0)), "input_tokens is no whole number from 0 to 10,000,000"),
        (counted((10**8, 0, 1, 0)), "input_tokens is no whole number from 0 to 10,000,000"),
        (counted((1.5, 0, 1, 0)), "input_tokens is no whole number from 0 to 10,000,000"),
        (counted(FIRST, at="yesterday"), "timestamp is no time since 2000"),
        (counted(FIRST, at="2099-01-01T00:00:00Z"), "timestamp is more than a day in the future"),
    ],
)
def test_a_bad_line_is_named_and_the_next_one_counts(owner, tmp_path, bad, reason):
    write(tmp_path, LOG, meta(), bad, line("event_msg", "odd"), counted(None, (9, 4, 3, 1)))
    account = bring_in(owner, tmp_path)

    assert figures(owner) == [(5, 4, 3, 1)]
    assert [(problem["line"], problem["reason"]) for problem in account.problems] == [(2, reason)]


def test_a_log_event_of_the_same_answer_is_the_same_fact(owner, tmp_path):
    write(tmp_path, LOG, meta(), counted(FIRST))
    bring_in(owner, tmp_path)
    told = {"provider": "openai", "request_id": "", "road": "event", "path": ""}
    record(owner, fact(message_id=codex_answer(THREAD, *FIRST), **told))

    assert UsageEvent.objects.get().roads == "log,event"


def test_the_command_gives_the_same_account_as_that_of_claude_code(owner, monkeypatch, tmp_path):
    shutil.copytree(SAMPLES, tmp_path / "sessions")
    monkeypatch.setenv("CODEX_HOME", str(tmp_path))
    said = StringIO()
    call_command("import_codex", user="owner", json=True, stdout=said)

    told = json.loads(said.getvalue())
    assert (told["usage"]["requests"], told["usage"]["unpriced"]) == (9, 1)
    assert (told["files"], told["lines"]["used"]) == ({"read": 6, "unchanged": 0}, 9)
    assert told["flagged"] == {"model not named": 1}


def test_without_logs_the_command_says_what_to_name(owner, monkeypatch, tmp_path):
    monkeypatch.setenv("CODEX_HOME", str(tmp_path))

    with pytest.raises(CommandError, match="name their folder of sessions"):
        call_command("import_codex", user="owner")
