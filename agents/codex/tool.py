"""Where Codex leaves its session logs, and how they are read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from agents.codex.lines import FLAGS, MEANINGS, CodexLines
from agents.codex.turns import CodexTurns
from agents.models import RunOrigin
from agents.session_logs.dialects import State, Tool
from agents.session_logs.files import Found

FOLDERS = ("sessions", "archived_sessions")


def usual_roots(environment: Mapping[str, str]) -> list[Path]:
    """The folders of sessions that Codex writes to (spec/observability §3.6)."""
    home = Path(os.path.expanduser(environment.get("CODEX_HOME") or "~/.codex"))
    return _sessions_of(home)


def roots_of(folder: Path) -> list[Path]:
    """The folders of sessions that FOLDER is or holds."""
    return _sessions_of(folder) or [folder]


def _sessions_of(home: Path) -> list[Path]:
    return [home / name for name in FOLDERS if os.path.isdir(home / name)]


def begin(log: Found, state: State, now: datetime) -> CodexLines:
    return CodexLines(log, state, now)


TOOL = Tool(
    source="codex",
    name="Codex",
    origin=RunOrigin.CODEX.value,
    logs="folder of sessions",
    begin=begin,
    listen=CodexTurns,
    usual_roots=usual_roots,
    roots_of=roots_of,
    meanings=MEANINGS,
    flags=FLAGS,
)
