"""Messages and settled questions as the lines of one conversation."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from agents.living.spaces import showing, wording
from agents.living.spaces.conversation import Stretch
from agents.living.spaces.showing import Row
from agents.living.spaces.wording import Part
from agents.models import PendingToolCall, SmartSpaceMessage

TOGETHER = timedelta(minutes=5)
WORDS = {
    "running": "running",
    "requires_action": "waits for an answer",
    "complete": "done",
    "error": "failed",
}
UNFINISHED = {"running", "requires_action"}


@dataclass(frozen=True)
class ToolCard:
    """A tool call that is shown in the conversation."""

    name: str
    status: str
    args: list[Row]
    result: list[Row]
    run: str = ""

    @property
    def words(self) -> str:
        return WORDS.get(self.status, "done")

    @property
    def is_unfinished(self) -> bool:
        return self.status in UNFINISHED


@dataclass(frozen=True)
class Line:
    """One line. DAY is set on the first of a day, IS_FIRST where its author is named."""

    at: datetime
    message: SmartSpaceMessage | None = None
    question: PendingToolCall | None = None
    day: date | None = None
    is_first: bool = True
    is_new: bool = False

    @property
    def parts(self) -> list[Part]:
        return wording.parts(self.message.content or "") if self.message else []

    @property
    def card(self) -> ToolCard | None:
        return card_of(self.message) if self.message else None

    @property
    def asked(self) -> list[Row]:
        return showing.rows(self.question.call.args) if self.question else []

    @property
    def result(self) -> list[Row]:
        return showing.rows(self.question.result) if self.question else []


def card_of(message: SmartSpaceMessage) -> ToolCard | None:
    """The tool call that MESSAGE shows, if it shows one."""
    told: Any = message.metadata
    if not isinstance(told, dict) or told.get("type") != "tool_call":
        return None
    return ToolCard(
        name=str(told.get("toolName") or "tool"),
        status=str(told.get("status") or ""),
        args=showing.rows(told.get("args")),
        result=showing.rows(told.get("result")),
        run=str(told.get("runId") or ""),
    )


def lines(
    stretch: Stretch, settled: Iterable[PendingToolCall] = (), *, seen: int | None = None
) -> list[Line]:
    """STRETCH with SETTLED questions at their calls, or where they were asked.

    The first message beyond number SEEN begins what is new.
    """
    last_day = _day(stretch.before.created_at) if stretch.before else None
    before = stretch.before
    found = []
    for line in _merged(stretch.messages, list(settled)):
        day = _day(line.at)
        is_new = line.message is not None and line.message.seq - 1 == seen
        goes_on = day == last_day and not is_new and _belongs(line.message, before)
        found.append(
            replace(line, day=None if day == last_day else day, is_new=is_new, is_first=not goes_on)
        )
        last_day, before = day, line.message
    return found


def _merged(messages: list[SmartSpaceMessage], settled: list[PendingToolCall]) -> list[Line]:
    shown = {(one.run_id, _call_id(one)) for one in messages if card_of(one)}
    by_call: dict[tuple[uuid.UUID | None, str], PendingToolCall] = {
        (one.call.run_id, one.call.tool_call_id): one for one in settled
    }
    loose = [question for call, question in by_call.items() if call not in shown]
    said = [
        Line(one.created_at, message=one, question=by_call.get((one.run_id, _call_id(one))))
        for one in messages
    ]
    found: list[Line] = []
    for line in said:
        while loose and loose[0].created_at <= line.at:
            found.append(Line(loose[0].created_at, question=loose.pop(0)))
        found.append(line)
    return found + [Line(one.created_at, question=one) for one in loose]


def _call_id(message: SmartSpaceMessage) -> str:
    return str(message.metadata.get("toolCallId")) if isinstance(message.metadata, dict) else ""


def _belongs(message: SmartSpaceMessage | None, before: SmartSpaceMessage | None) -> bool:
    """Whether MESSAGE goes on with what the same author said just BEFORE."""
    if message is None or before is None or card_of(message) or card_of(before):
        return False
    is_near = timedelta(0) <= message.created_at - before.created_at < TOGETHER
    return message.entity_id == before.entity_id and is_near


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
