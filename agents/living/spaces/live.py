"""What changed in a space since a page looked at it. The page says what it shows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import QueryDict

from agents.living.spaces import asking, conversation, lines, pulse
from agents.living.spaces.asking import Card
from agents.living.spaces.lines import Line
from agents.living.spaces.pulse import Pulse
from agents.models import SmartSpaceMembership
from devcraft.forms import whole_number

MOST_TOLD = 50
FIRST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Shown:
    """What a page shows: its last message, unfinished tool cards, questions that were open
    and that were over, the pulse, and when it looked last."""

    after: int
    unfinished: list[int]
    asked: list[uuid.UUID]
    had: list[uuid.UUID]
    pulse: str
    since: datetime | None


@dataclass(frozen=True)
class Changes:
    lines: list[Line]
    finished: list[Line]
    asked: list[Card]
    settled: list[Line]
    missed: list[Line]
    pulse: Pulse | None
    last_seq: int
    now: datetime

    @property
    def is_any(self) -> bool:
        parts = (self.lines, self.finished, self.asked, self.settled, self.missed, self.pulse)
        return any(parts)


def read(told: QueryDict) -> Shown:
    """What a page tells; whatever is none of it is passed over."""
    numbers = [whole_number(text) for text in told.getlist("unfinished")[-MOST_TOLD:]]
    return Shown(
        after=whole_number(told.get("after", "")) or 0,
        unfinished=[number for number in numbers if number],
        asked=_keys(told.getlist("asked")),
        had=_keys(told.getlist("had")),
        pulse=told.get("pulse", ""),
        since=_moment(told.get("since", "")),
    )


def since(seat: SmartSpaceMembership, shown: Shown, *, now: datetime) -> Changes:
    space_id = seat.smart_space_id
    stretch = conversation.following(space_id, after=shown.after)
    waiting = asking.open_in(space_id, now=now)
    over = [
        Line(one.created_at, question=one)
        for one in asking.over_in(
            space_id, known=shown.asked, since=shown.since, had=shown.had, now=now
        )
    ]
    beat = pulse.of(space_id, now=now)
    return Changes(
        lines=lines.lines(stretch),
        finished=_finished(space_id, shown.unfinished),
        asked=[Card(one, seat.entity) for one in waiting if one.pk not in shown.asked],
        settled=[line for line in over if _is_among(line, shown.asked)],
        missed=[line for line in over if not _is_among(line, shown.asked)],
        pulse=beat if beat.version != shown.pulse else None,
        last_seq=max(stretch.last_seq, shown.after),
        now=now,
    )


def _finished(space_id: uuid.UUID, numbers: list[int]) -> list[Line]:
    """The tool cards among NUMBERS that came to an end."""
    cards = conversation.at(space_id, seqs=numbers)
    shown = [Line(message.created_at, message=message) for message in cards]
    return [line for line in shown if line.card is None or not line.card.is_unfinished]


def _is_among(line: Line, keys: list[uuid.UUID]) -> bool:
    return line.question is not None and line.question.pk in keys


def _keys(texts: list[str]) -> list[uuid.UUID]:
    return [key for text in texts[-MOST_TOLD:] if (key := _key(text))]


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo and found >= FIRST else None
