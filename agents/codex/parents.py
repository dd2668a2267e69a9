"""What a session that goes on from another copies from it, so that it counts once.

Forks and subagents begin with a replay of their parent. Where the parent's log lies near,
what is equal to its beginning is the replay; where it is gone, what was written in the
second in which the session began.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from agents.codex.counting import Used, total_in
from agents.session_logs.values import NoFact

THREAD = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
TOKEN_COUNT = b'"token_count"'
AT_ONCE = timedelta(seconds=1)


def thread_of(path: str) -> str:
    """The thread that a file such as rollout-2026-…-<id>.jsonl is of."""
    stem = path.rpartition("/")[2].removesuffix(".jsonl")
    found = THREAD.search(stem)
    return found[1] if found else stem


def parent_of(meta: Mapping[str, Any]) -> str:
    """The thread that a session's META says it goes on from; empty for most."""
    forked = meta.get("forked_from_id")
    spawned: Any = meta.get("source")
    for name in ("subagent", "thread_spawn"):
        spawned = spawned.get(name) if isinstance(spawned, dict) else None
    parent = forked or (spawned.get("parent_thread_id") if isinstance(spawned, dict) else None)
    return parent if isinstance(parent, str) else ""


def totals_of(root: Path, thread: str, now: datetime) -> tuple[Used, ...] | None:
    """Every total that the log of THREAD below ROOT tells; None when there is no such log."""
    file = _threads(root, now).get(thread)
    return _totals(file) if file else None


def is_at_once(at: datetime, begun: datetime | None) -> bool:
    return begun is not None and at - begun <= AT_ONCE


@lru_cache(maxsize=4)
def _threads(root: Path, now: datetime) -> dict[str, Path]:
    """The logs below ROOT by thread; NOW is that of the import, which looks once."""
    return {thread_of(file.name): file for file in sorted(root.rglob("*.jsonl"))}


@lru_cache(maxsize=16)
def _totals(file: Path) -> tuple[Used, ...]:
    try:
        with file.open("rb") as handle:
            told = (_total(line) for line in handle if TOKEN_COUNT in line)
            return tuple(total for total in told if total)
    except OSError:
        return ()


def _total(line: bytes) -> Used | None:
    try:
        return total_in(orjson.loads(line)["payload"]["info"])
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, NoFact):
        return None
