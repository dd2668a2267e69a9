"""What session logs say, kept in runtime memory."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from agents.claude_code import tool as claude_code
from agents.codex import tool as codex
from agents.models import LogFile, Run
from agents.session_logs.transcripts import Transcripts
from devcraft import scrubbing
from runtime_memory.models import Session, Turn
from runtime_memory.store import RuntimeMemoryStore as store
from tests.agents.codex import SAMPLES as CODEX
from tests.agents.codex import THREAD
from tests.agents.codex import bring_in as bring_codex_in
from tests.agents.logs import NOW, answer, append, bring_in, write

pytestmark = pytest.mark.django_db
LOG = "-p/s.jsonl"


def keep(owner, root, tool=claude_code.TOOL, *, now=NOW):
    run = Transcripts(owner, tool, now=now)
    for _ in run.run(Path(root)):
        pass
    return run.kept


def line(role, content, uuid, at="2026-11-18T08:00:00.000Z", **changes):
    message = {"role": role, "content": content}
    told = {"type": role, "message": message, "uuid": uuid, "timestamp": at, "sessionId": "s"}
    return told | changes


def said(session=None):
    found = Turn.objects.order_by("session_id", "turn_index")
    if session:
        found = found.filter(session=session)
    return [(turn.role, turn.content) for turn in found]


def answered(*parts, message="m1", **changes):
    told = answer(message, f"r-{message}", **changes)
    told["message"]["content"] = list(parts)
    return told | {"uuid": f"u-{message}-{len(parts)}"}


CALL = {"type": "tool_use", "id": "c1", "name": "Bash", "input": {"command": "ls"}}
RESULT = {"type": "tool_result", "tool_use_id": "c1", "content": [{"type": "text", "text": "a b"}]}


def test_questions_thoughts_calls_results_and_answers_are_turns(owner, tmp_path):
    write(
        tmp_path,
        LOG,
        {"type": "summary", "summary": "List files", "leafUuid": "x"},
        line("user", "list", "u1"),
        answered({"type": "thinking", "thinking": "Hm."}, CALL),
        answered(CALL, {"type": "text", "text": "…"}, tokens=(10, 90, 0, 0)),
        line("user", [RESULT], "u2"),
        answered({"type": "text", "text": "a and b"}, message="m2"),
        {"type": "file-history-snapshot", "messageId": "x"},
    )
    bring_in(owner, tmp_path)
    kept = keep(owner, tmp_path)

    session = Session.objects.get()
    assert said(session) == [
        ("system", "List files"),
        ("user", "list"),
        ("assistant", "Hm."),
        ("assistant", '{"command": "ls"}'),
        ("assistant", "…"),
        ("tool", "a b"),
        ("assistant", "a and b"),
    ]
    run = Run.objects.get()
    assert (session.pk, session.owner, session.actor) == (str(run.pk), owner, "claude-code")
    assert json.loads(session.metadata_json)["project"] == "-p"
    about = json.loads(Turn.objects.get(turn_index=3).metadata_json)
    assert (about["kind"], about["tool"], about["callId"]) == ("called", "Bash", "c1")
    assert (kept.turns, kept.sessions) == (7, {session.pk})


def test_what_is_new_is_added_and_nothing_is_kept_twice(owner, tmp_path):
    write(tmp_path, LOG, line("user", "one", "u1"), answered({"type": "text", "text": "1"}))
    bring_in(owner, tmp_path)
    keep(owner, tmp_path)
    append(tmp_path, LOG, line("user", "two", "u2"))
    append(tmp_path, LOG, b'{"type":"user","mess', end=b"")

    assert keep(owner, tmp_path).turns == 1
    LogFile.objects.all().delete()
    assert keep(owner, tmp_path).turns == 0
    assert [content for _, content in said()] == ["one", "1", "two"]


def test_a_session_that_was_silent_for_a_day_has_ended_and_goes_on_in_another(owner, tmp_path):
    write(tmp_path, LOG, line("user", "one", "u1", at="2026-11-01T08:00:00.000Z"))
    keep(owner, tmp_path)
    first = Session.objects.get()
    append(tmp_path, LOG, line("user", "two", "u2"))
    keep(owner, tmp_path)

    second = Session.objects.exclude(pk=first.pk).get()
    assert (first.status, first.ended_at) == ("completed", datetime(2026, 11, 1, 8, tzinfo=UTC))
    assert (second.status, said(second)) == ("active", [("user", "two")])
    assert json.loads(second.metadata_json)["continues"] == first.pk
    LogFile.objects.all().delete()
    assert keep(owner, tmp_path).turns == 0


def test_what_a_person_erased_stays_erased(owner, tmp_path):
    write(tmp_path, LOG, line("user", "one", "u1", at="2026-11-01T08:00:00.000Z"))
    keep(owner, tmp_path)
    store.erase_session(session_id=Session.objects.get().pk, by=owner, now=NOW)
    append(tmp_path, LOG, line("user", "two", "u2"))

    assert keep(owner, tmp_path).turns == 0
    assert not Session.objects.exists()


def test_long_texts_are_kept_whole_and_known_secrets_are_not(owner, tmp_path, monkeypatch):
    monkeypatch.setattr(scrubbing, "_KNOWN", {"hunter2hunter2"})
    long = "é" * 500_000
    write(tmp_path, LOG, line("user", long, "u1"), line("user", "\x00 hunter2hunter2", "u2"))
    keep(owner, tmp_path)

    *parts, last = [content for _, content in said()]
    assert ("".join(parts), len(parts)) == (long, 3)
    assert last == "\ufffd [secret]"


def test_a_side_conversation_is_of_its_session(owner, tmp_path):
    asked = line("user", "look", "u1", isSidechain=True)
    write(tmp_path, "-p/s/subagents/agent-1.jsonl", asked, answered(CALL, side=True))
    bring_in(owner, tmp_path)
    keep(owner, tmp_path)

    assert said(str(Run.objects.get(session="s").pk))[0] == ("agent", "look")


def test_every_generation_of_codex_logs_is_heard(owner):
    bring_codex_in(owner, CODEX)
    keep(owner, CODEX, codex.TOOL)

    run = Run.objects.get(session=THREAD)
    assert said(str(run.pk)) == [
        ("system", "<environment_context>\n  <cwd>/srv/u/app</cwd>\n</environment_context>"),
        ("user", "run the tests"),
        ("assistant", "**Running tests**"),
        ("assistant", '{"command":["bash","-lc","pytest -q"],"workdir":"/srv/u/app"}'),
        ("tool", '{"output":"2 passed\\n","metadata":{"exit_code":0,"duration_seconds":1.9}}'),
        ("assistant", "Both tests pass."),
        ("user", "thanks"),
        ("assistant", "You are welcome."),
    ]
    bare = Session.objects.get(metadata_json__contains="01982a00-1111")
    assert [role for role, _ in said(bare)] == [
        "user",
        "assistant",
        "assistant",
        "tool",
        "assistant",
    ]
    assert keep(owner, CODEX, codex.TOOL).turns == 0


def test_the_commands_keep_what_was_said_when_they_are_asked_to(owner, desk, tmp_path):
    shutil.copytree(CODEX, tmp_path / "sessions")
    reports = []
    for _ in range(2):
        out = StringIO()
        call_command(
            "import_codex", tmp_path, user="owner", transcripts=True, json=True, stdout=out
        )
        reports.append(json.loads(out.getvalue())["transcripts"])

    assert reports[0]["sessions"] == 6
    assert reports[1] == {"sessions": 0, "turns": 0}
    run = Run.objects.get(session=THREAD)
    page = desk.get(reverse("agents:run_detail", args=[run.pk])).content.decode()
    assert reverse("runtime_memory:session_detail", args=[str(run.pk)]) in page
