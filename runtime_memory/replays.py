"""Sessions and runs told again in order, with what is missing or out of place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import Q, QuerySet

from runtime_memory.models import Session, TaskEvent, Turn, WorkflowRun, WorkflowStep


@dataclass(frozen=True)
class Gap:
    """Numbers FIRST to LAST, which are missing."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"

    @property
    def count(self) -> int:
        return self.last - self.first + 1


def gap_before(number: int, last: int) -> Gap | None:
    """What is missing when NUMBER follows LAST."""
    return Gap(last + 1, number - 1) if number > last + 1 else None


def gaps(numbers: Iterable[int], *, after: int = -1) -> list[Gap]:
    """What is missing from NUMBERS, which rise, when they should go on from AFTER."""
    found = (gap_before(high, low) for low, high in pairwise([after, *numbers]))
    return [gap for gap in found if gap]


@dataclass(frozen=True)
class SessionReplay:
    """Turns in order; `gaps` are the numbers that are missing before or among them."""

    session: Session
    turns: list[Turn]
    gaps: list[Gap]


def session_replay(
    session_id: str, *, after: int = -1, limit: int | None = None
) -> SessionReplay | None:
    """The turns past number AFTER, LIMIT of them at most; None when there is no session."""
    session = Session.objects.filter(pk=session_id).first()
    if session is None:
        return None
    turns = list(session.turns.filter(turn_index__gt=after).order_by("turn_index")[:limit])
    return SessionReplay(session, turns, gaps([turn.turn_index for turn in turns], after=after))


@dataclass(frozen=True)
class StepReplay:
    step: WorkflowStep
    events: list[TaskEvent]


@dataclass(frozen=True)
class WorkflowReplay:
    """A run told in order. `events` are those of no step.

    `orphans` name this run or one of its steps, but not both rightly. `backwards` are
    events that were recorded after a later moment: a clock was set back. `timeline` is
    steps and events of no step, interleaved by time.
    """

    run: WorkflowRun
    steps: list[StepReplay]
    events: list[TaskEvent]
    orphans: list[TaskEvent]
    gaps: list[Gap]
    backwards: list[TaskEvent]

    @property
    def timeline(self) -> list[StepReplay | TaskEvent]:
        told: list[tuple[datetime, int, int, StepReplay | TaskEvent]] = [
            (one.step.started_at, 0, one.step.step_index, one) for one in self.steps
        ]
        told += [(event.created_at, 1, event.sequence, event) for event in self.events]
        return [one for *_, one in sorted(told, key=lambda entry: entry[:3])]


def workflow_replay(run_id: str) -> WorkflowReplay | None:
    """The run with its steps by number and its events by (created_at, sequence)."""
    run = WorkflowRun.objects.filter(pk=run_id).first()
    if run is None:
        return None
    steps = list(run.steps.order_by("step_index"))
    inside = {step.pk: StepReplay(step, []) for step in steps}
    named = Q(workflow_run=run) | Q(workflow_run=None, step__workflow_run=run)
    events = list(TaskEvent.objects.filter(named).order_by("created_at", "sequence", "id"))
    loose: list[TaskEvent] = []
    orphans: list[TaskEvent] = []
    for event in events:
        _place(event, inside, loose, orphans)
    return WorkflowReplay(
        run=run,
        steps=list(inside.values()),
        events=loose,
        orphans=orphans,
        gaps=gaps([step.step_index for step in steps]),
        backwards=_backwards(events),
    )


def _place(
    event: TaskEvent,
    inside: dict[str, StepReplay],
    loose: list[TaskEvent],
    orphans: list[TaskEvent],
) -> None:
    if event.workflow_run_id is None or (event.step_id and event.step_id not in inside):
        orphans.append(event)
    elif event.step_id:
        inside[event.step_id].events.append(event)
    else:
        loose.append(event)


def _backwards(events: list[TaskEvent]) -> list[TaskEvent]:
    recorded = sorted(events, key=lambda event: event.sequence)
    return [after for before, after in pairwise(recorded) if after.created_at < before.created_at]


def stray_events() -> QuerySet[TaskEvent]:
    """Events of no run and no step."""
    return TaskEvent.objects.filter(workflow_run=None, step=None).order_by("created_at", "sequence")
