"""What a line of Claude Code's session logs says: questions, answers, thoughts, tools."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from agents.claude_code.lines import place_of
from agents.session_logs.dialects import State
from agents.session_logs.files import Found
from agents.session_logs.hearing import Heard, as_text, digest, object_of, texts_of, time_of
from runtime_memory.models import TurnRole

SPEAKING = {"user", "assistant", "system", "summary"}
USER, ASSISTANT, TOOL, SYSTEM = (
    TurnRole.USER.value,
    TurnRole.ASSISTANT.value,
    TurnRole.TOOL.value,
    TurnRole.SYSTEM.value,
)
SPOKEN_TO = TurnRole.AGENT.value
"""Whoever asks in a side conversation is the main agent, not a person."""


class ClaudeTurns:
    """Every line tells all about itself, so there is no state."""

    def __init__(self, log: Found, now: datetime) -> None:
        place = place_of(log.path)
        self.state: State = {}
        self.session, self.project = place.session[:200], place.project[:400]
        self._path = log.path
        self._now = now

    def heard(self, line: bytes, offset: int) -> Iterator[Heard]:
        content = object_of(line)
        kind = content.get("type")
        if kind not in SPEAKING:
            return
        at = time_of(content.get("timestamp"), self._now)
        key = as_text(content.get("uuid")) or f"{self._path}:{offset}"
        message = content.get("message")
        if isinstance(message, dict):
            yield from self._parts(content, message, key, at)
        else:
            said = texts_of(content.get("summary") or content.get("content"))
            yield Heard(key, SYSTEM, said, at, {"kind": kind})

    def _parts(
        self, line: dict[str, Any], message: dict[str, Any], key: str, at: datetime | None
    ) -> Iterator[Heard]:
        """One turn for each part of MESSAGE; copies of an answer repeat its parts."""
        parts = message.get("content")
        parts = parts if isinstance(parts, list) else [{"type": "text", "text": as_text(parts)}]
        is_answer, is_meta = line.get("type") == "assistant", line.get("isMeta") is True
        beside = {"sidechain": True} if line.get("isSidechain") is True else {}
        for number, part in enumerate(part for part in parts if isinstance(part, dict)):
            if is_answer:
                about = beside | {"messageId": as_text(message.get("id"))[:200]}
                name = message.get("id") and digest(message["id"], part)
                yield _answered(part, name or f"{key}:{number}", at, about)
            else:
                yield _asked(part, f"{key}:{number}", at, beside, is_meta=is_meta)


def _answered(part: dict[str, Any], key: str, at: datetime | None, about: dict[str, Any]) -> Heard:
    kind = part.get("type")
    if kind in ("thinking", "redacted_thinking"):
        return Heard(key, ASSISTANT, as_text(part.get("thinking")), at, about | {"kind": "thought"})
    if kind == "tool_use":
        called = {"tool": as_text(part.get("name"))[:200], "callId": as_text(part.get("id"))[:200]}
        about = about | called | {"kind": "called"}
        return Heard(key, ASSISTANT, as_text(part.get("input")), at, about)
    return Heard(key, ASSISTANT, texts_of([part]), at, about | {"kind": "said"})


def _asked(
    part: dict[str, Any], key: str, at: datetime | None, beside: dict[str, Any], *, is_meta: bool
) -> Heard:
    if part.get("type") == "tool_result":
        about = beside | {"kind": "result", "callId": as_text(part.get("tool_use_id"))[:200]}
        about |= {"failed": True} if part.get("is_error") is True else {}
        return Heard(key, TOOL, texts_of(part.get("content")), at, about)
    role = SYSTEM if is_meta else SPOKEN_TO if beside else USER
    return Heard(key, role, texts_of([part]), at, beside | {"kind": "asked"})
