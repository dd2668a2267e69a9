"""What happens in a space right now: words being written, agents at work or at rest."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from agents.living import standing
from agents.living.standing import Standing
from agents.models import (
    Agent,
    RunOrigin,
    RunStatus,
    RunStep,
    SmartSpaceMessage,
    SpaceDraft,
)

TOLD = {"thinking", "waiting", "resting", "parked", "paused", "archived"}


@dataclass(frozen=True)
class AtWork:
    """An agent that does something, or cannot: at STEP of its cycle while it thinks."""

    agent: Agent
    stands: Standing
    step: int


@dataclass(frozen=True)
class Pulse:
    drafts: list[SpaceDraft]
    agents: list[AtWork]

    @property
    def version(self) -> str:
        """Changes with whatever is shown of it."""
        told = [f"{draft.pk}:{draft.updated_at.timestamp()}:{draft.text}" for draft in self.drafts]
        told += [f"{one.agent.pk}:{one.stands}:{one.step}" for one in self.agents]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def of(space_id: uuid.UUID, *, now: datetime) -> Pulse:
    return Pulse(drafts(space_id), at_work(space_id, now=now))


def drafts(space_id: uuid.UUID) -> list[SpaceDraft]:
    """What is being written and not yet posted, by runs that go on."""
    posted = SmartSpaceMessage.objects.filter(
        ~Q(idempotency_key=""), idempotency_key=OuterRef("key")
    )
    written = SpaceDraft.objects.filter(smart_space=space_id, run__status=RunStatus.RUNNING)
    return list(written.filter(~Exists(posted)).select_related("entity").order_by("pk"))


def at_work(space_id: uuid.UUID, *, now: datetime) -> list[AtWork]:
    """The agents in the space who do more, or less, than sleep."""
    members = Agent.objects.filter(entity__memberships__smart_space=space_id)
    steps = RunStep.objects.filter(
        run__agent=OuterRef("pk"), run__origin=RunOrigin.OWN, run__status=RunStatus.RUNNING
    )
    counted = steps.order_by().values("run").annotate(n=Count("pk")).values("n")
    found = standing.annotated(members).annotate(step=Coalesce(Subquery(counted), 0))
    stood = [(agent, standing.of(agent, now=now)) for agent in found.order_by("name")]
    return [
        AtWork(agent, stands, vars(agent)["step"])
        for agent, stands in stood
        if stands.state in TOLD
    ]
