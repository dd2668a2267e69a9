"""Where Claude Code leaves its session logs, and how they are read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from agents.claude_code.lines import FLAGS, ClaudeLines
from agents.claude_code.turns import ClaudeTurns
from agents.models import RunOrigin
from agents.session_logs.dialects import State, Tool
from agents.session_logs.files import Found
from agents.session_logs.values import NO_TOKENS, NO_USAGE, NOT_USAGE

MEANINGS = {
    NOT_USAGE: "questions, results of tools and whatever else asks no model",
    NO_TOKENS: "the answer used none",
    NO_USAGE: "the line only mentions usage",
}


def usual_roots(environment: Mapping[str, str]) -> list[Path]:
    """The folders of projects that Claude Code writes to (spec/observability §3.1)."""
    named = environment.get("CLAUDE_CONFIG_DIR", "")
    if named:
        homes = [part.strip() for part in named.split(",") if part.strip()]
    else:
        homes = [f"{environment.get('XDG_CONFIG_HOME') or '~/.config'}/claude", "~/.claude"]
    folders = [Path(os.path.expanduser(home), "projects") for home in homes]
    return [folder for folder in folders if os.path.isdir(folder)]


def root_of(folder: Path) -> Path:
    """The folder of projects that FOLDER is or holds."""
    return folder / "projects" if os.path.isdir(folder / "projects") else folder


def roots_of(folder: Path) -> list[Path]:
    return [root_of(folder)]


def begin(log: Found, state: State, now: datetime) -> ClaudeLines:
    return ClaudeLines(log.path, now)


def listen(log: Found, state: State, now: datetime) -> ClaudeTurns:
    return ClaudeTurns(log, now)


TOOL = Tool(
    source="claude-code",
    name="Claude Code",
    origin=RunOrigin.CLAUDE_CODE.value,
    logs="folder of projects",
    begin=begin,
    listen=listen,
    usual_roots=usual_roots,
    roots_of=roots_of,
    meanings=MEANINGS,
    flags=FLAGS,
)
