"""What a line of Codex's session logs says: questions, answers, thoughts, tools."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from agents.codex import parents
from agents.codex.lines import project_of
from agents.session_logs.dialects import State
from agents.session_logs.files import Found
from agents.session_logs.hearing import Heard, as_text, object_of, texts_of, time_of
from agents.session_logs.values import text
from runtime_memory.models import TurnRole

ROLES = {
    "user": TurnRole.USER.value,
    "assistant": TurnRole.ASSISTANT.value,
    "developer": TurnRole.SYSTEM.value,
    "system": TurnRole.SYSTEM.value,
}
ASSISTANT, TOOL, SYSTEM = (
    TurnRole.ASSISTANT.value,
    TurnRole.TOOL.value,
    TurnRole.SYSTEM.value,
)
CALLED = ("arguments", "input", "action")
FRAMED = ("<environment_context>", "<user_instructions>", "<permissions instructions>")
"""How messages begin that Codex itself writes in the user's name."""


class CodexTurns:
    """Reads a log line by line; the first tells whose session it is.

    A fork's copy of its parent is said again: it is what the fork goes on from.
    """

    def __init__(self, log: Found, state: State, now: datetime) -> None:
        self.state: State = state or {"session": parents.thread_of(log.path)}
        self._path = log.path.rpartition("/")[2]
        self._now = now

    @property
    def session(self) -> str:
        return str(self.state["session"])[:200]

    @property
    def project(self) -> str:
        return project_of(self.state.get("folder", ""))[:400]

    def heard(self, line: bytes, offset: int) -> Iterator[Heard]:
        content = object_of(line)
        kind, at = content.get("type"), time_of(content.get("timestamp"), self._now)
        payload = content.get("payload")
        key = f"{self._path}:{offset}"
        if kind == "session_meta" or (not offset and kind is None):
            self._begin(payload if isinstance(payload, dict) else content)
        elif kind == "compacted" and isinstance(payload, dict):
            said = as_text(payload.get("message"))
            yield Heard(key, SYSTEM, said, at, {"kind": "compacted"})
        elif kind == "response_item" and isinstance(payload, dict):
            yield from _item(payload, key, at)
        elif not isinstance(payload, dict):
            yield from _item(content, key, at)

    def _begin(self, meta: dict[str, Any]) -> None:
        if "begun" not in self.state:
            found = {"session": text(meta.get("id")), "folder": text(meta.get("cwd"), 400)}
            self.state |= {name: value for name, value in found.items() if value}
            self.state["begun"] = True


def _item(item: dict[str, Any], key: str, at: datetime | None) -> Iterator[Heard]:
    kind = as_text(item.get("type"))
    if kind == "message" and item.get("role") in ROLES:
        said = texts_of(item.get("content"))
        role = SYSTEM if said.startswith(FRAMED) else ROLES[item["role"]]
        is_answer = role == ASSISTANT
        yield Heard(key, role, said, at, {"kind": "said" if is_answer else "asked"})
    elif kind == "reasoning":
        yield Heard(key, ASSISTANT, texts_of(item.get("summary")), at, {"kind": "thought"})
    elif kind.endswith("_output"):
        about = {"kind": "result", "callId": as_text(item.get("call_id"))[:200]}
        yield Heard(key, TOOL, texts_of(item.get("output")), at, about)
    elif kind.endswith("_call"):
        about = {"kind": "called", "tool": as_text(item.get("name") or kind)[:200]}
        about |= {"callId": as_text(item.get("call_id"))[:200]}
        told = next((item[name] for name in CALLED if item.get(name)), "")
        yield Heard(key, ASSISTANT, as_text(told), at, about)
