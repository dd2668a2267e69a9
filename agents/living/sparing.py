"""Agents that have nothing left to spend: they stop before a model is asked again.

What is guaranteed: before every question to a model, all answers that any agent of the same
owner has kept by then are in the ledger and in the sum. What is on its way at that moment is
not, so that a budget may be passed by one answer of each agent that thinks right then, and
by no more; how far it was passed stands in its notice and in the audit chain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from agents.living import inbox, journal, leasing, saving
from agents.living.leasing import Lease
from agents.models import About, Agent, AgentLease, AtLimit, Budget, EventType, Run, StopReason
from agents.usage.budgets import standing, wording
from agents.usage.budgets.standing import Standing
from agents.usage.facts import OWN
from agents.usage.linking import Linker
from devcraft.models import User
from runtime_memory import chain

MOST_REASON = 500
HAS_BUDGETS = Exists(Budget.objects.open().filter(owner=OuterRef("owner")))
"""Whether the owner of an agent, the row outside, has any."""


@dataclass
class Next:
    """What the ledger will be told of the next request of an agent."""

    at: datetime
    project: str
    session: str = ""
    branch: str = ""
    key: str = ""


class Spent(Exception):
    """A budget is spent that the agent's next request would count to."""

    def __init__(self, found: Standing) -> None:
        super().__init__(wording.stopped(found.budget))
        self.found = found

    @property
    def reason(self) -> str:
        return str(self)[:MOST_REASON]


def check_agent(agent: Agent, *, now: datetime) -> None:
    """Before AGENT begins a run. Raises Spent."""
    _check(agent, Next(now, agent.slug), now)


def check_run(lease: Lease, run: Run, *, now: datetime) -> None:
    """Before RUN, whose owner has budgets, asks a model: what it used by now goes into the
    ledger first. Raises Spent and LeaseLost.
    """
    with leasing.writing(lease, now=now):
        saving.account(run, now=now)
    _check(run.agent, Next(now, run.agent.slug, str(run.pk), run.branch), now)


def _check(agent: Agent, following: Next, now: datetime) -> None:
    if agent.owner is None:
        return
    found = standing.of(agent.owner, now=now, at_limit=AtLimit.STOP)
    for one in found:
        if one.stops and _counts(one.budget, agent, following):
            raise Spent(one)


def _counts(budget: Budget, agent: Agent, following: Next) -> bool:
    """Whether BUDGET is about the request FOLLOWING of AGENT."""
    if budget.about == About.AGENT:
        return budget.agent_id == agent.pk
    if budget.about == About.SOURCE:
        return budget.subject == OWN
    if budget.about == About.MISSION and agent.owner:
        return Linker(agent.owner).place(following)[0] == budget.mission_id
    return budget.about == About.ALL


def rest(lease: Lease, spent: Spent, *, now: datetime) -> None:
    """Let the agent rest until the budget's next period begins; what waits for it waits on."""
    with leasing.writing(lease, now=now):
        _rest(lease, spent)
        chain.append(
            kind="budget.stopped", subject=spent.found.budget, now=now, agent=str(lease.agent_id)
        )


def end(lease: Lease, run: Run, spent: Spent, *, now: datetime) -> None:
    """End RUN with what it did, and let the agent rest; then it is told to go on.

    A run that did nothing yet stays open and goes on by itself.
    """
    with leasing.writing(lease, now=now):
        if journal.steps(run):
            saving.save(lease, run, StopReason.BUDGET, now=now, error=spent.reason)
            _go_on_later(run, spent, now)
        else:
            inbox.forgive(run)
        _rest(lease, spent)
        facts = {"agent": str(lease.agent_id), "run": str(run.pk)}
        chain.append(kind="budget.stopped", subject=spent.found.budget, now=now, **facts)


def _rest(lease: Lease, spent: Spent) -> None:
    until = spent.found.period.ends_at
    leasing.rest(lease, until=until, reason=spent.reason, is_failure=False)


def _go_on_later(run: Run, spent: Spent, now: datetime) -> None:
    inbox.put(
        entity_id=run.agent_entity_id,
        event_id=f"stopped:{run.pk}",
        event_type=EventType.HEARTBEAT,
        data={"stoppedBy": wording.name(spent.found.budget)},
        now=now,
    )


def wake_all(owner: User) -> int:
    """End the rests of OWNER's agents that wait for money; how many woke. Those that still
    have none rest again before they ask anything.
    """
    resting = AgentLease.objects.filter(agent__owner=owner, rest_reason__startswith=wording.STOPPED)
    return resting.update(resting_until=None, rest_reason="")
