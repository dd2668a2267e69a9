from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from io import StringIO
from threading import Timer

import pytest
from django.core.management import CommandError, call_command

from agents.claude_code import lines
from agents.models import UsageEvent
from agents.session_logs.command import meant
from devcraft.models import User
from tests.agents.logs import answer, append, bring_in, write
from tests.devcraft.processes import ROOT, SECRET

pytestmark = pytest.mark.django_db


def run(*arguments, **options):
    said = StringIO()
    call_command("import_claude_code", *map(str, arguments), stdout=said, **options)
    return said.getvalue()


def account(*arguments, **options):
    return json.loads(run(*arguments, "--json", **options).splitlines()[-1])


def test_the_last_line_is_an_account_of_what_this_run_added(owner, samples, hours):
    found = account(samples, user="owner")

    assert found["usage"] == {
        "requests": 22,
        "input": 3_253_285,
        "output": 3584,
        "cache_write": 5000,
        "cache_read": 5700,
        "unpriced": 1,
        "cost_usd": "19.998885",
    }
    assert found["files"] == {"read": 7, "unchanged": 0}
    assert found["lines"]["read"] == found["lines"]["used"] + sum(
        found["lines"]["left_out"].values()
    )
    assert set(found["flagged"]) == {
        *("null request id", "odd version", "spaced", "no message id"),
    }
    assert {problem["file"] for problem in found["problems"]} == {"-home-u-lib/sess-bad.jsonl"}


def test_a_second_run_adds_nothing(owner, samples, hours):
    run(samples, user="owner")

    found = account(samples, user="owner")

    assert found["usage"] == dict.fromkeys(found["usage"], 0) | {"cost_usd": "0"}
    assert found["files"] == {"read": 0, "unchanged": 7}


def test_without_json_the_account_is_told_in_words(owner, samples, hours):
    said = run(samples, user="owner")

    assert said.startswith("Added 22 requests: 3,253,285 tokens in, 3,584 out,")
    assert "They cost $20.00; cost unknown for 1 request." in said
    assert "left out: not a JSON object (1 line)" in said
    assert "counted, but flagged: odd version (1 request): the version of the tool is" in said
    assert "): questions, results of tools and whatever else asks no model" in said
    assert "-home-u-lib/sess-bad.jsonl, line 2: not a JSON object" in said


def test_without_a_name_the_local_account_gets_the_requests(samples, hours):
    run(samples)

    assert User.objects.get().username == "local-user"
    assert UsageEvent.objects.exclude(owner__username="local-user").count() == 0


def test_the_folder_above_the_projects_may_be_named(owner, samples, hours):
    assert account(samples.parent, user="owner")["usage"]["requests"] == 22


def test_an_account_that_does_not_exist_is_refused(samples):
    with pytest.raises(CommandError, match="User 'nobody' does not exist"):
        run(samples, user="nobody")

    assert UsageEvent.objects.count() == 0


UNKNOWN = answer("u", "u", model="mystery-model-9")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], "They cost $0."),
        ([answer(costUSD=2)], "They cost $2.00."),
        ([UNKNOWN], "Cost unknown for 1 request."),
        ([UNKNOWN, answer("v", "v", model="mystery")], "Cost unknown for 2 requests."),
        ([UNKNOWN, answer(costUSD=2)], "They cost $2.00; cost unknown for 1 request."),
    ],
)
def test_an_unknown_cost_is_never_told_as_zero(owner, projects, hours, told, expected):
    write(projects, "-p/s.jsonl", *told)

    assert run(projects, user="owner").splitlines()[1] == expected


def test_more_tokens_of_an_unknown_cost_are_of_unknown_cost(owner, projects, hours):
    write(projects, "-p/s.jsonl", UNKNOWN)
    run(projects, user="owner")
    append(projects, "-p/s.jsonl", answer("u", "u", model="mystery-model-9", tokens=(10, 90, 0, 0)))

    said = run(projects, user="owner").splitlines()

    assert said[0].startswith("Added 0 requests: 0 tokens in, 70 out")
    assert said[1] == "Cost unknown for 1 request."


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing", "missing cannot be read: No such file or directory."),
        ("a-file", "a-file is not a folder."),
        ("a-file/inner", "a-file/inner cannot be read: Not a directory."),
        ("n" * 300, "n cannot be read: File name too long."),
    ],
)
def test_what_is_no_folder_is_refused(tmp_path, name, reason):
    (tmp_path / "a-file").write_text("x")

    with pytest.raises(CommandError, match=reason):
        run(tmp_path / name)


def test_the_usual_places_are_read_when_no_folder_is_named(owner, samples, monkeypatch, hours):
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(samples.parent))

    assert account(user="owner")["usage"]["requests"] == 22


def test_it_says_when_the_usual_places_hold_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path))

    with pytest.raises(CommandError, match="No session logs were found in the usual places"):
        run()


def test_several_places_are_one_account(owner, tmp_path, monkeypatch, hours):
    for number in range(2):
        folder = tmp_path / f"home{number}" / "projects"
        write(folder, "-p/s.jsonl", answer(f"m{number}", f"r{number}"))
    places = ",".join(str(tmp_path / f"home{number}") for number in range(2))
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", places)

    assert account(user="owner")["usage"]["requests"] == 2


def test_money_is_told_exactly(owner, projects, hours):
    write(projects, "-p/s.jsonl", answer(tokens=(1, 0, 0, 0)), answer("m2", "r2", costUSD=1e-7))

    assert account(projects, user="owner")["usage"]["cost_usd"] == "0.0000031"


def test_whole_tens_of_dollars_are_told_without_an_exponent(owner, projects, hours):
    write(projects, "-p/s.jsonl", answer(costUSD=20))

    assert account(projects, user="owner")["usage"]["cost_usd"] == "20"


def test_a_name_cannot_command_the_terminal(owner, projects, hours):
    write(projects, "-p/\x1b[31m\nred é.jsonl", b"{bad")

    assert "  -p/\\x1b[31m\\nred é.jsonl, line 1: not a JSON object\n" in run(
        projects, user="owner"
    )


@pytest.mark.parametrize(
    ("line", "end", "has_news"),
    [
        (answer("m2", "r2"), b"\n", True),
        (b"{bad", b"\n", True),
        (b"{bad", b"", False),
        (b"{}", b"\n", False),
    ],
)
def test_news_are_lines_that_were_used_or_wrong(owner, projects, line, end, has_news):
    write(projects, "-p/s.jsonl", answer())
    (projects / "-p" / "folder.jsonl").mkdir()
    bring_in(owner, projects)
    append(projects, "-p/s.jsonl", line, end=end)

    assert bring_in(owner, projects).has_news is has_news


@pytest.mark.parametrize("flag", lines.FLAGS)
def test_every_flag_is_told_in_plain_words(flag):
    assert meant(flag, lines.FLAGS).startswith(": the ")


def hear_interrupts():
    """A test run in the background of a shell ignores them, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def killed_late(process):
    """End PROCESS after a minute, so that no test waits for it for ever."""
    timer = Timer(60, process.kill)
    timer.start()
    yield
    timer.cancel()


def test_following_takes_what_comes_until_it_is_stopped(projects, migrated, tmp_path):
    write(projects, "-p/s.jsonl", answer())
    (projects / "-p" / "folder.jsonl").mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    told = {"SECRET_KEY": SECRET, "DATABASE_URL": f"sqlite:///{tmp_path}/desk.sqlite3"}
    manage = [sys.executable, "-u", "manage.py"]
    started = {"cwd": ROOT, "env": kept | told, "text": True}
    shutil.copy(migrated, tmp_path / "desk.sqlite3")
    command = [*manage, "import_claude_code", str(projects), "--json", "--follow"]

    heard = {"stdout": subprocess.PIPE, "preexec_fn": hear_interrupts}
    with subprocess.Popen(command, **heard, **started) as running, killed_late(running):
        first = json.loads(running.stdout.readline())
        append(projects, "-p/s.jsonl", answer("m2", "r2"))
        second = json.loads(running.stdout.readline())
        running.send_signal(signal.SIGINT)
        status = running.wait()

    assert (first["usage"]["requests"], second["usage"]["requests"], status) == (1, 1, 0)
    assert [problem["file"] for problem in first["problems"]] == ["-p/folder.jsonl"]
    assert second["problems"] == []
