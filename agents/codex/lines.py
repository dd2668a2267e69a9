"""The lines of one Codex session log as facts. Knows no database.

Unlike Claude Code's, lines lean on those before: who and where stands in `session_meta`,
the model in `turn_context`, and tokens are told as running totals (`token_count`). Logs of
before September 2025 tell no tokens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from agents.codex import parents
from agents.codex.counting import Used, spent, total_in
from agents.session_logs import files
from agents.session_logs.dialects import State
from agents.session_logs.files import Found
from agents.session_logs.values import (
    MALFORMED,
    NO_TOKENS,
    NO_USAGE,
    NOT_USAGE,
    REPEATED,
    REPLAYED,
    TOO_LONG,
    NoFact,
    looks_whole,
    moment,
    text,
)
from agents.usage.facts import Fact, codex_answer

TOKEN_COUNT = parents.TOKEN_COUNT
FRAMES = (b'"session_meta"', b'"turn_context"')
PROVIDER = "openai"
UNKNOWN = "unknown"
NO_NAME = "model not named"
FLAGS = {NO_NAME: "the log does not say which model answered, so the cost is unknown"}
MEANINGS = {
    NOT_USAGE: "messages, calls of tools and whatever else tells no tokens",
    NO_TOKENS: "the answer used none",
    NO_USAGE: "the line tells limits, no tokens",
    REPEATED: "a total that did not grow is told again",
}
SIGNS = re.compile(r"[^A-Za-z0-9]")


def project_of(folder: str) -> str:
    """A working folder named as Claude Code names it, so that both tools' work meets."""
    return SIGNS.sub("-", folder)


class CodexLines:
    """Reads a log line by line; `state` is JSON that the next run goes on from."""

    def __init__(self, log: Found, state: State, now: datetime) -> None:
        self.state: State = state or {"session": parents.thread_of(log.path)}
        self._log = log
        self._root = Path(str(log.file).removesuffix(log.path))
        self._now = now

    def fact(self, line: bytes, offset: int) -> Fact:
        is_count = TOKEN_COUNT in line
        if not is_count and offset and not any(mark in line for mark in FRAMES):
            raise NoFact(NOT_USAGE if not line or looks_whole(line) else MALFORMED)
        if len(line) >= files.LONGEST_LINE:
            raise NoFact(TOO_LONG if is_count else NOT_USAGE)
        content = _object(line)
        payload = content.get("payload")
        payload = payload if isinstance(payload, dict) else {}
        if payload.get("type") == "token_count" and content.get("type") == "event_msg":
            return self._counted(content, payload, offset)
        self._learn(content, payload)
        raise NoFact(NOT_USAGE)

    def _learn(self, content: Mapping[str, Any], payload: Mapping[str, Any]) -> None:
        """Keep who, where and by which model, which the lines that follow lean on."""
        kind = content.get("type")
        if kind == "session_meta" and "begun" not in self.state:
            self._begin(payload, content.get("timestamp"))
        elif kind == "turn_context":
            self._keep("model", payload.get("model"))
            self._keep("folder", payload.get("cwd"))
            self._keep_branch(payload)
        elif kind is None and "id" in content and "begun" not in self.state:
            self._begin(content, content.get("timestamp"))

    def _begin(self, meta: Mapping[str, Any], at: Any) -> None:
        """The first description of the session; a replay of its parent has another."""
        self.state["begun"] = text(at, 40)
        self._keep("session", meta.get("id"))
        self._keep("folder", meta.get("cwd"))
        self._keep("provider", meta.get("model_provider"))
        self._keep_branch(meta)
        if parent := parents.parent_of(meta):
            self.state |= {"parent": parent[:200], "replayed": 0}

    def _keep(self, name: str, value: Any) -> None:
        if found := text(value, 400):
            self.state[name] = found

    def _keep_branch(self, payload: Mapping[str, Any]) -> None:
        git = payload.get("git")
        if isinstance(git, dict):
            self._keep("branch", git.get("branch"))

    def _counted(self, content: Mapping[str, Any], payload: Mapping[str, Any], offset: int) -> Fact:
        info = payload.get("info")
        if not isinstance(info, dict):
            raise NoFact(NO_USAGE)
        at, total = moment(content.get("timestamp"), self._now), total_in(info)
        before = Used(*self.state["total"]) if "total" in self.state else None
        is_replay = total is not None and self._is_replay(total, at)
        if total is not None and (before is None or total.sum > before.sum):
            self.state["total"] = list(total)
        if is_replay:
            raise NoFact(REPLAYED)
        used = spent(info, before)
        model = text(info.get("model")) or text(payload.get("model")) or self.state.get("model")
        return self._fact(used, at, model, offset)

    def _is_replay(self, total: Used, at: datetime) -> bool:
        """Whether TOTAL is still of the copy of the parent that this log begins with."""
        place = self.state.get("replayed")
        if place is None:
            return False
        known = parents.totals_of(self._root, self.state["parent"], self._now)
        if known is None:
            is_copy = parents.is_at_once(at, self._begun())
        else:
            is_copy = place < len(known) and known[place] == total
        if is_copy:
            self.state["replayed"] = place + 1
        else:
            del self.state["replayed"]
        return is_copy

    def _begun(self) -> datetime | None:
        try:
            return moment(self.state.get("begun"), self._now)
        except NoFact:
            return None

    def _fact(self, used: Used, at: datetime, model: str | None, offset: int) -> Fact:
        session = self.state["session"][:200]
        return Fact(
            provider=self.state.get("provider", PROVIDER).lower()[:80],
            request_id="",
            message_id=self._answer(session, used),
            at=at,
            model=(model or UNKNOWN)[:200],
            input_tokens=used.sent - used.cached,
            cache_read_tokens=used.cached,
            cache_write_5m_tokens=0,
            cache_write_1h_tokens=0,
            output_tokens=used.received,
            reasoning_tokens=used.reasoned,
            speed="",
            is_sidechain=False,
            provided_pico=None,
            session=session,
            project=project_of(self.state.get("folder", ""))[:400],
            branch=self.state.get("branch", "")[:200],
            flags="" if model else NO_NAME,
            path=self._log.path[-1000:],
            offset=offset,
        )

    def _answer(self, session: str, used: Used) -> str:
        """A name for the answer; of equal ones in a row each has its own."""
        name = codex_answer(session[:100], *used)
        again = self.state["again"] + 1 if self.state.get("answer") == name else 0
        self.state |= {"answer": name, "again": again}
        return f"{name}:{again + 1}" if again else name


def _object(line: bytes) -> dict[str, Any]:
    try:
        content = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise NoFact(MALFORMED) from error
    if not isinstance(content, dict):
        raise NoFact(MALFORMED)
    return content
