"""Codex's session logs for tests, and what the ledger holds once they were brought in."""

from __future__ import annotations

from pathlib import Path

from agents.codex.tool import TOOL
from agents.models import UsageEvent
from agents.session_logs.importing import Import
from tests.agents.logs import NOW

SAMPLES = Path(__file__).parent / "samples" / "codex" / "sessions"
THREAD = "019a4700-3333-7000-8000-000000000003"
PARENT = "019c4400-4444-7000-8000-000000000004"
FORK = "019c4900-5555-7000-8000-000000000005"
LOG = f"2025/11/03/rollout-2025-11-03T08-00-00-{THREAD}.jsonl"
LATER = NOW.replace(year=2027)


def bring_in(owner, root, *, now=LATER):
    """Import what is new below ROOT; returns the account of the run."""
    run = Import(owner, TOOL, now=now)
    for _ in run.run(Path(root)):
        pass
    return run.account


def line(kind, payload, at="2025-11-03T08:00:00.000Z"):
    return {"timestamp": at, "type": kind, "payload": payload}


def usage(*tokens):
    """Input with the cached, cached, output with the reasoned, reasoned."""
    names = ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens")
    told = dict(zip(names, tokens, strict=True))
    return told | {"total_tokens": tokens[0] + tokens[2]}


def counted(total, last=None, at="2025-11-03T08:00:09.000Z", **info):
    told = {"total_token_usage": usage(*total)} if total else {}
    told |= {"last_token_usage": usage(*last)} if last else {}
    return line("event_msg", {"type": "token_count", "info": told | info}, at)


def meta(thread=THREAD, at="2025-11-03T08:00:00.000Z", **changes):
    told = {"id": thread, "timestamp": at, "cwd": "/srv/u/app", "cli_version": "0.53.0"}
    return line("session_meta", told | changes, at)


def figures(owner, **conditions):
    """Uncached, cached, output, reasoning of each fact, in the order of their times."""
    found = UsageEvent.objects.filter(owner=owner, **conditions).order_by("at", "id")
    names = ("input_tokens", "cache_read_tokens", "output_tokens", "reasoning_tokens")
    return list(found.values_list(*names))
