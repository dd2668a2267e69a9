"""A run step by step: what the model was asked and said, and what became of its calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models.fields.json import KeyTextTransform, KeyTransform

from agents.living import canceling, journal
from agents.living.providers import Usage
from agents.living.spaces import showing
from agents.living.spaces.showing import Row
from agents.models import (
    CallState,
    PendingToolCall,
    Run,
    RunOrigin,
    RunStatus,
    RunStep,
    StepKind,
    ToolCall,
    UsageEvent,
)
from agents.models.calls import OPEN
from agents.runs import trees
from agents.usage.reports import NAMES, Spend
from devcraft.models import User

STEPS = 200
MOST_INDENT = 6
STATES = {
    CallState.PLANNED: "Planned",
    CallState.STARTED: "Under way",
    CallState.DONE: "Done",
    CallState.FAILED: "Failed",
    CallState.UNKNOWN: "Outcome unknown",
    CallState.REFUSED: "Not done",
}
DOUBTS = {
    journal.INTERRUPTED: "possibly billed twice",
    canceling.STOPPED: "possibly billed",
}
GOOD, BAD = {CallState.DONE}, {CallState.FAILED, CallState.UNKNOWN, CallState.REFUSED}


@dataclass(frozen=True)
class CallTold:
    """A call with what people were asked about it, if they were."""

    call: ToolCall
    question: PendingToolCall | None

    @property
    def name(self) -> str:
        return showing.visible(self.call.tool_name)

    @property
    def args(self) -> list[Row]:
        return showing.rows(self.call.args)

    @property
    def result(self) -> list[Row]:
        return showing.rows(self.call.result)

    @property
    def decided(self) -> list[Row]:
        """What the question was answered with."""
        return showing.rows(self.question.result) if self.question else []

    @property
    def is_open(self) -> bool:
        return self.call.ended_at is None

    @property
    def waits(self) -> bool:
        """Whether somebody has yet to answer."""
        return self.question is not None and self.question.status in OPEN

    @property
    def state(self) -> str:
        if self.is_open and self.waits:
            return "Waits for an answer"
        return STATES[CallState(self.call.state)]

    @property
    def tone(self) -> str:
        if self.call.state in BAD:
            return "bad"
        return "good" if self.call.state in GOOD else "warn"


@dataclass(frozen=True)
class StepTold:
    """A step with its calls. `cost` is its request in the ledger, once it is there."""

    row: RunStep
    calls: list[CallTold]
    cost: UsageEvent | None
    depth: int

    @property
    def text(self) -> str:
        return str(vars(self.row)["said"] or "")

    @property
    def usage(self) -> Usage | None:
        return usage_of(vars(self.row)["used"])

    @property
    def asked(self) -> str:
        """What it was given, where that was written down as text."""
        return str(vars(self.row)["asked"] or "")

    @property
    def attributes(self) -> list[Row]:
        """What else a foreign step told."""
        return showing.rows(vars(self.row)["attributes"])

    @property
    def title(self) -> str:
        if self.row.kind == StepKind.TOOL:
            return showing.visible(str(vars(self.row)["tool"] or self.row.name)) or "Tool call"
        return self.row.model or self.row.name or self.row.get_kind_display()

    @property
    def indent(self) -> int:
        """How far in it stands: its depth, as far as there is room."""
        return min(self.depth, MOST_INDENT)

    @property
    def is_open(self) -> bool:
        return self.row.status == RunStatus.RUNNING

    @property
    def doubt(self) -> str:
        """What is not known about its bill: a lost answer may have been paid for."""
        return DOUBTS.get(self.row.error, "")

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it will change any more."""
        return not self.is_open and not any(one.is_open or one.waits for one in self.calls)


@dataclass(frozen=True)
class Told:
    """A stretch of a run's steps as a tree; `more` is the number after which others follow.

    `used` is what the whole run used so far, None while no step told it; `spend` what is in
    the ledger of it.
    """

    steps: list[StepTold]
    used: Usage | None
    spend: Spend
    more: int | None


def of(run: Run, user: User, *, after: int) -> Told:
    """The steps of RUN beyond number AFTER, with their calls, questions and costs."""
    rows = list(_steps(run).filter(number__gt=after).order_by("number")[: STEPS + 1])
    more, rows = len(rows) > STEPS, rows[:STEPS]
    calls, events = _calls(rows), _events(run, user)
    costs = {_billed_as(run, event): event for event in events}
    steps = [
        StepTold(row, calls.get(row.pk, []), costs.get(_bills(run, row)), depth)
        for row, depth in trees.ordered(rows)
    ]
    is_whole = after == 0 and not more
    used = [vars(row)["used"] for row in (rows if is_whole else _steps(run))]
    return Told(steps, _sum(used), _spend(events), rows[-1].number if more else None)


def usage_of(written: Any) -> Usage | None:
    """What a step's journal says it used; None where it says nothing that can be read."""
    if not isinstance(written, dict):
        return None
    known = Usage.__dataclass_fields__
    return Usage(**{name: value for name, value in written.items() if name in known})


def _steps(run: Run) -> Any:
    """Without what providers must get back word for word, which nobody reads."""
    return (
        RunStep.objects.filter(run=run)
        .defer("payload")
        .annotate(
            said=KeyTextTransform("text", "payload"),
            used=KeyTransform("usage", "payload"),
            asked=KeyTextTransform("input", "payload"),
            tool=KeyTextTransform("tool", "payload"),
            attributes=KeyTransform("attributes", "payload"),
        )
    )


def _calls(rows: list[RunStep]) -> dict[Any, list[CallTold]]:
    found = ToolCall.objects.filter(step__in=[row.pk for row in rows])
    told: dict[Any, list[CallTold]] = {}
    for call in found.select_related("question__resolved_by", "question__audience").order_by(
        "number"
    ):
        question = call.question if hasattr(call, "question") else None
        told.setdefault(call.step_id, []).append(CallTold(call, question))
    return told


def _events(run: Run, user: User) -> list[UsageEvent]:
    """What is in the ledger of RUN."""
    if run.owner_id is None:
        return []
    session = str(run.pk) if run.origin == RunOrigin.OWN else run.session
    mine = UsageEvent.objects.visible_to(user).filter(owner=run.owner, session=session)
    return list(mine if run.origin == RunOrigin.OWN else mine.filter(run=run))


def _billed_as(run: Run, event: UsageEvent) -> str:
    """What EVENT has in common with the step that it bills: its id, or its span."""
    if run.origin == RunOrigin.OWN:
        return event.request_id
    return str(vars(event).get("span_id", "")) or event.key.rpartition(":")[2]


def _bills(run: Run, row: RunStep) -> str:
    return str(row.pk) if run.origin == RunOrigin.OWN else row.span_id


def _spend(events: list[UsageEvent]) -> Spend:
    known = [event.cost_pico for event in events if event.cost_pico is not None]
    tokens = {
        name: sum(getattr(event, name) for event in events)
        for name in NAMES
        if name.endswith("_tokens")
    }
    unpriced = len(events) - len(known)
    return Spend(requests=len(events), cost_pico=sum(known), unpriced=unpriced, **tokens)


def _sum(written: list[Any]) -> Usage | None:
    known = [found for one in written if (found := usage_of(one))]
    if not known:
        return None
    names = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
    sums = {name: sum(getattr(one, name) for one in known) for name in names}
    reasoned = sum(one.reasoning_tokens for one in known)
    is_estimated = any(one.is_estimated for one in known)
    return Usage(**sums, reasoning_tokens=reasoned, is_estimated=is_estimated)
