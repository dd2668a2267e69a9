"""Session logs for tests, and what the ledger holds once they were brought in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from django.forms.models import model_to_dict

from agents.claude_code.tool import TOOL
from agents.models import Run, TokenBurn, UsageEvent, UsageTotal
from agents.session_logs.importing import Import
from agents.usage.tally import FIGURES

SAMPLES = Path(__file__).parent / "samples" / "claude-code" / "projects"
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SONNET = "claude-sonnet-4-20250514"
OPUS = "claude-opus-4-6"


def answer(message="m1", request="r1", *, tokens=(10, 20, 0, 0), **changes):
    """A line as Claude Code writes it; TOKENS are in, out, cache write, cache read."""
    names = ("input_tokens", "output_tokens", "cache_creation_input_tokens")
    usage = dict(zip((*names, "cache_read_input_tokens"), tokens, strict=True))
    inner = {"id": message, "role": "assistant", "model": changes.pop("model", SONNET)}
    content = {
        "type": "assistant",
        "sessionId": "s",
        "version": "2.1.0",
        "gitBranch": changes.pop("branch", "main"),
        "isSidechain": changes.pop("side", False),
        "message": inner | {"usage": usage | changes.pop("usage", {})},
        "requestId": request,
        "timestamp": changes.pop("at", "2026-11-18T08:00:00.000Z"),
    }
    for holder in (content, inner):
        for name in [name for name, value in holder.items() if value is None]:
            del holder[name]
    return content | changes


def as_line(content):
    return (
        content
        if isinstance(content, bytes)
        else json.dumps(content, separators=(",", ":")).encode()
    )


def write(root, path, *contents, end=b"\n", mode="wb"):
    """Write CONTENTS as lines of the log at PATH below ROOT."""
    file = Path(root, path)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open(mode) as handle:
        for content in contents:
            handle.write(as_line(content) + end)
    return file


def append(root, path, *contents, end=b"\n"):
    return write(root, path, *contents, end=end, mode="ab")


def bring_in(owner, root, *, now=NOW):
    """Import what is new below ROOT; returns the account of the run."""
    run = Import(owner, TOOL, now=now)
    for _ in run.run(Path(root)):
        pass
    return run.account


def ledger(owner):
    """Every fact of OWNER without the numbers that databases give out."""
    return [
        {name: value for name, value in row.items() if name not in ("id", "run_id", "price_id")}
        for row in UsageEvent.objects.filter(owner=owner).order_by("provider", "key").values()
    ]


def totals(owner):
    """Every total of OWNER that is not nothing, and what runs came to."""
    found = []
    for model in (UsageTotal, TokenBurn):
        for row in model.objects.filter(owner=owner):
            fields = model_to_dict(row, exclude=["id", "owner"])
            if any(fields[name] for name in FIGURES):
                found.append((model.__name__, *map(str, fields.values())))
    columns = ("session", "step_count", "prompt_tokens", "completion_tokens", "started_at")
    runs = Run.objects.filter(owner=owner).values_list(*columns, "completed_at", "duration_ms")
    return sorted(found), sorted(runs)


def one(owner, **conditions):
    return UsageEvent.objects.get(owner=owner, **conditions)


def tokens(event):
    """In, out, cache write, cache read."""
    return (
        event.input_tokens,
        event.output_tokens,
        event.cache_write_tokens,
        event.cache_read_tokens,
    )
