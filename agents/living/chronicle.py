"""A consciousness as people read it: cycle by cycle, the present and the archived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.living import messages, recalling, remembering, shelving, window
from agents.living.providers import Message
from agents.living.window import Entry
from agents.models import AgentConsciousness, ArchivedCycle


@dataclass(frozen=True)
class Told:
    """A cycle on a page. One that is archived is read on its own page, so `turns` is empty."""

    number: int
    at: datetime | None
    run: str
    tokens: int
    summary: str
    is_present: bool
    turns: list[Turn]


@dataclass(frozen=True)
class Turn:
    """What was said by one side; `kind` is told, thought, called or answered."""

    kind: str
    text: str
    name: str = ""


@dataclass(frozen=True)
class Page:
    """Cycles, the newest first; `newer` and `older` are numbers for the address, or ""."""

    rows: list[Told]
    newer: str = ""
    older: str = ""


def page_of(held: AgentConsciousness, *, before: str, after: str, size: int) -> Page:
    """SIZE cycles older than number AFTER, or newer than number BEFORE.

    HELD can be read. A number that is none means the start.
    """
    is_back = before.isdecimal() and not after
    bound = _number(before if is_back else after)
    present = [_present(held, cycle) for cycle in window.whole(held.cycles)]
    if bound is not None:
        present = [t for t in present if (t.number > bound if is_back else t.number < bound)]
    present.sort(key=lambda told: told.number, reverse=not is_back)
    rows = recalling.archived(held).defer("messages", "words")
    if bound is not None:
        rows = rows.filter(**{f"cycle_number__{'gt' if is_back else 'lt'}": bound})
    rows = rows.order_by("cycle_number" if is_back else "-cycle_number")[: size + 1]
    shelved = [_archived(row) for row in rows]
    found = [*shelved, *present] if is_back else [*present, *shelved]
    has_more, found = len(found) > size, found[:size]
    if is_back:
        found.reverse()
    if not found:
        return Page([])
    return Page(
        found,
        newer=str(found[0].number) if (has_more if is_back else bound is not None) else "",
        older=str(found[-1].number) if has_more or is_back else "",
    )


def cycle_of(held: AgentConsciousness, number: int) -> Told | None:
    """Cycle NUMBER whole, wherever it lies; None when HELD does not know it."""
    for cycle in window.whole(held.cycles):
        if cycle["number"] == number:
            return _present(held, cycle)
    row = recalling.archived(held).filter(cycle_number=number).first()
    return _archived(row, is_whole=True) if row else None


def fault(held: AgentConsciousness) -> str:
    """Why HELD cannot be read, or nothing."""
    return remembering.fault(held.messages, held.cycles)


def turns(told: list[Message]) -> list[Turn]:
    """TOLD as a conversation, an entry for each text, call and answer."""
    return [turn for message in told for turn in _turns(message)]


def _turns(message: Message) -> list[Turn]:
    content = message["content"]
    if isinstance(content, str):
        return [Turn("told", content)]
    return [_turn(part) for part in content]


def _turn(part: dict[str, Any]) -> Turn:
    if part["type"] == "text":
        return Turn("thought", part["text"])
    kind = "called" if part["type"] == messages.CALL else "answered"
    return Turn(kind, messages.written(messages.carried(part)), part["toolName"])


def _present(held: AgentConsciousness, cycle: Entry) -> Told:
    return Told(
        number=cycle["number"],
        at=shelving.moment(cycle.get("at")),
        run=str(cycle.get("run") or ""),
        tokens=window.size(held.messages, cycle),
        summary=cycle["summary"],
        is_present=True,
        turns=turns(window.of(held.messages, cycle)),
    )


def _archived(row: ArchivedCycle, *, is_whole: bool = False) -> Told:
    return Told(
        number=row.cycle_number,
        at=row.at,
        run=str(row.run_id or ""),
        tokens=row.token_estimate,
        summary=row.summary,
        is_present=False,
        turns=turns(row.messages) if is_whole else [],
    )


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None
