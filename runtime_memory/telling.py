"""Sessions and runs as they are told on a page: in order, with what is missing between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from runtime_memory.models import Session, TaskEvent, Turn, WorkflowStep
from runtime_memory.queries import Gap, StepReplay, WorkflowReplay, gap_before


@dataclass(frozen=True)
class Told:
    """One turn, and the gap that lies before it."""

    turn: Turn
    gap: Gap | None


@dataclass(frozen=True)
class Conversation:
    """Some turns in order; `back` and `more` are where the neighbouring pages begin."""

    turns: list[Told]
    back: int | None
    more: int | None


def conversation(session: Session, *, start: int, size: int) -> Conversation:
    """SIZE turns of SESSION from number START, in two queries wherever that is."""
    rows = list(session.turns.filter(turn_index__gte=start).order_by("turn_index")[: size + 1])
    before = list(
        session.turns.filter(turn_index__lt=start)
        .order_by("-turn_index")
        .values_list("turn_index", flat=True)[:size]
    )
    last = before[0] if before else -1
    told = []
    for turn in rows[:size]:
        told.append(Told(turn, gap_before(turn.turn_index, last)))
        last = turn.turn_index
    return Conversation(
        told,
        back=before[-1] if before else None,
        more=rows[size].turn_index if len(rows) > size else None,
    )


@dataclass(frozen=True)
class Line:
    """A step, or an event; one within a step is nested.

    `is_backwards`: it was recorded after an event of a later moment.
    """

    step: WorkflowStep | None = None
    event: TaskEvent | None = None
    is_nested: bool = False
    is_backwards: bool = False
    gap: Gap | None = None

    @property
    def seconds(self) -> float | None:
        """How long the step took; None when it has not ended."""
        if self.step is None or self.step.finished_at is None:
            return None
        return (self.step.finished_at - self.step.started_at).total_seconds()


def lines(replay: WorkflowReplay) -> list[Line]:
    """The run from its first line to its last; orphans are not among them."""
    backwards = {event.pk for event in replay.backwards}
    gaps = gaps_by_step(replay.steps)
    told: list[Line] = []
    for entry in replay.timeline:
        if isinstance(entry, StepReplay):
            told.append(Line(step=entry.step, gap=gaps[entry.step.pk]))
            told += event_lines(entry.events, backwards, is_nested=True)
        else:
            told += event_lines([entry], backwards, is_nested=False)
    return told


def place_of(lines: Sequence[Line], event_id: str) -> int:
    """The number of the line that tells of an event; 0 when none does."""
    places = (n for n, line in enumerate(lines) if line.event and line.event.pk == event_id)
    return next(places, 0)


def event_lines(
    events: Iterable[TaskEvent], backwards: set[str], *, is_nested: bool
) -> Iterable[Line]:
    return (
        Line(event=event, is_nested=is_nested, is_backwards=event.pk in backwards)
        for event in events
    )


def gaps_by_step(steps: Sequence[StepReplay]) -> dict[str, Gap | None]:
    """By the id of each step, the numbers that are missing before it."""
    found, last = {}, -1
    for one in steps:
        found[one.step.pk] = gap_before(one.step.step_index, last)
        last = one.step.step_index
    return found
