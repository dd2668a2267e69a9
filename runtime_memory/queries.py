"""The five minimum queries of document 2: active profiles, two replays, one lineage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from runtime_memory.models import (
    Approval,
    BehaviorProfile,
    Decision,
    DeployOutcome,
    PersonalityProfile,
    Profile,
    Proposal,
    Session,
    Skill,
    TaskEvent,
    Turn,
    Validation,
    WorkflowRun,
    WorkflowStep,
)

Version = TypeVar("Version", bound=Profile)


def active_behavior(name: str, *, at: datetime, known: datetime | None = None) -> Profile | None:
    """The behaviour of NAME at AT by what was recorded up to KNOWN; None in a gap."""
    return _active(BehaviorProfile._default_manager.all(), name, at, known).first()


def active_personality(name: str, *, at: datetime, known: datetime | None = None) -> Profile | None:
    """The personality of NAME at AT by what was recorded up to KNOWN; None in a gap."""
    return _active(PersonalityProfile._default_manager.all(), name, at, known).first()


def _active(
    rows: QuerySet[Version], name: str, at: datetime, known: datetime | None
) -> QuerySet[Version]:
    open_or_later = Q(effective_to=None) | Q(effective_to__gt=at)
    rows = rows.filter(open_or_later, profile_name=name, effective_from__lte=at)
    if known is not None:
        rows = rows.filter(created_at__lte=known)
    return rows.order_by("-effective_from", "-version", "-created_at", "-id")


@dataclass(frozen=True)
class SessionReplay:
    """Turns in order; `gaps` are the numbers that are missing before or among them."""

    session: Session
    turns: list[Turn]
    gaps: list[int]


def session_replay(
    session_id: str, *, after: int = -1, limit: int | None = None
) -> SessionReplay | None:
    """The turns past number AFTER, LIMIT of them at most; None when there is no session."""
    session = Session.objects.filter(pk=session_id).first()
    if session is None:
        return None
    turns = list(session.turns.filter(turn_index__gt=after).order_by("turn_index")[:limit])
    return SessionReplay(session, turns, gaps([turn.turn_index for turn in turns], after=after))


def gaps(numbers: Iterable[int], *, after: int = -1) -> list[int]:
    """What is missing from NUMBERS, which rise, when they should go on from AFTER."""
    return [
        missing for low, high in pairwise([after, *numbers]) for missing in range(low + 1, high)
    ]


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
    gaps: list[int]
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


@dataclass(frozen=True)
class Lineage:
    """All children of one proposal, in the order in which they were recorded."""

    proposal: Proposal
    validations: list[Validation] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    deploys: list[DeployOutcome] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Stages that have left nothing."""
        stages = {
            "validation": self.validations,
            "approval": self.approvals,
            "deploy outcome": self.deploys,
        }
        return [name for name, rows in stages.items() if not rows]


@dataclass(frozen=True)
class SkillLineage:
    skill: Skill
    proposals: list[Lineage]


def lineage(key: str) -> SkillLineage | None:
    """The whole tree around KEY: the id of a skill, proposal, validation, approval or
    deploy outcome. None when KEY is none of these."""
    skill = _skill_of(key)
    if skill is None:
        return None
    proposals = Proposal.objects.filter(skill=skill).order_by("created_at", "sequence", "id")
    return SkillLineage(skill, _lineages(proposals))


def proposal_lineage(proposal_id: str) -> Lineage | None:
    """All children of one proposal; None when there is no such proposal."""
    return next(iter(_lineages(Proposal.objects.filter(pk=proposal_id))), None)


def _skill_of(key: str) -> Skill | None:
    of_child = Q()
    for child in ("validations", "approvals", "deploys"):
        of_child |= Q(pk__in=Proposal.objects.filter(**{child: key}).values("skill"))
    own = Q(pk=key) | Q(pk__in=Proposal.objects.filter(pk=key).values("skill"))
    return Skill.objects.filter(own | of_child).first()


def _lineages(proposals: QuerySet[Proposal]) -> list[Lineage]:
    trees = {row.pk: Lineage(row) for row in proposals.select_related("skill")}
    parts: list[tuple[str, Any]] = [
        ("validations", Validation),
        ("approvals", Approval),
        ("deploys", DeployOutcome),
        ("decisions", Decision),
    ]
    for name, model in parts:
        for row in model.objects.filter(proposal__in=list(trees)).order_by("sequence", "id"):
            getattr(trees[row.proposal_id], name).append(row)
    return list(trees.values())
