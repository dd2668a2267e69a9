"""Plays a scenario: moments in their order, each with all the thinking that is due then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Min

from agents.living import answering, cycle, scheduling, speaking, triggering, working
from agents.living.cycle import Outcome
from agents.models import (
    AgentLease,
    Decision,
    InboxEvent,
    InboxStatus,
    PendingToolCall,
    Plan,
    PlanStatus,
)
from agents.rehearsing import reading, staging
from agents.rehearsing.shape import Answered, Event, Scenario
from agents.rehearsing.staging import Stage
from devcraft.refusing import Refused

MOST_CYCLES = 2_000
HOLDER = "rehearsal"


class Unplayable(Exception):
    """An event that cannot happen as the file says, or a scenario that never comes to rest."""


def play(scenario: Scenario) -> Stage:
    """Let SCENARIO happen, from its start to its last event. Raises Unplayable.

    Call it in a transaction that is rolled back.
    """
    starts = reading.moment(scenario)
    stage = staging.build(scenario, now=starts)
    before, left = starts, MOST_CYCLES
    for number, event in sorted(enumerate(scenario.events), key=lambda each: each[1].at):
        at = starts + timedelta(seconds=event.at)
        for moment in _moments(stage, before, at):
            left -= _work(stage, moment, left)
        _happen(stage, event, number, at)
        left -= _work(stage, at, left)
        before = at
    return stage


def _moments(stage: Stage, after: datetime, until: datetime) -> Iterator[datetime]:
    """When something falls due by itself AFTER one moment and before UNTIL, in order."""
    now: datetime | None = after
    while now is not None:
        now = _next(stage, now)
        if now is None or now >= until:
            return
        yield now


def _next(stage: Stage, after: datetime) -> datetime | None:
    """The next plan, delayed event, or end of a rest."""
    entities = [agent.entity.pk for agent in stage.agents.values()]
    waiting = InboxEvent.objects.filter(
        agent_entity__in=entities, status=InboxStatus.PENDING, available_at__gt=after
    )
    plans = Plan.objects.filter(
        entity__in=entities, status=PlanStatus.PENDING, next_run_at__gt=after
    )
    resting = AgentLease.objects.filter(agent__entity__in=entities, resting_until__gt=after)
    found = [
        waiting.aggregate(at=Min("available_at"))["at"],
        plans.aggregate(at=Min("next_run_at"))["at"],
        resting.aggregate(at=Min("resting_until"))["at"],
    ]
    return min((at for at in found if at is not None), default=None)


def _work(stage: Stage, now: datetime, most: int) -> int:
    """Let everybody think who has a reason at NOW; how many cycles that took."""
    scheduling.clockwork(now)
    ours, cycles = [agent.pk for agent in stage.agents.values()], 0
    while due := list(working.due(now).filter(pk__in=ours).values_list("pk", flat=True)):
        for agent_id in due:
            outcome = cycle.think(agent_id, holder=HOLDER, clock=lambda: now)
            cycles += 1
            if outcome == Outcome.BUSY or cycles > most:
                raise Unplayable(f"More than {MOST_CYCLES:,} cycles; the agents do not rest.")
    return cycles


def _happen(stage: Stage, event: Event, number: int, now: datetime) -> None:
    try:
        _act(stage, event, number, now)
    except Refused as refusal:
        raise Unplayable(f"events[{number}] is refused: {refusal}.") from refusal


def _act(stage: Stage, event: Event, number: int, now: datetime) -> None:
    if event.say is not None:
        speaking.say(
            space_id=stage.spaces[event.say.space].pk,
            entity=stage.people[event.say.by],
            text=event.say.text,
            key=f"rehearsal:{number}",
            now=now,
        )
    elif event.service is not None:
        told = event.service
        agent = stage.agents[told.agent]
        triggering.trigger(
            agent, service=told.name, payload=told.payload, key=told.key or str(number), now=now
        )
    elif event.answer is not None:
        _answer(stage, event.answer, number, now)


def _answer(stage: Stage, said: Answered, number: int, now: datetime) -> None:
    """Settle the oldest open question of an agent about a tool."""
    asked = PendingToolCall.objects.open().filter(
        agent_entity=stage.agents[said.agent].entity, call__tool_name=said.tool
    )
    question = asked.order_by("created_at", "call__number").first()
    if question is None:
        raise Unplayable(f"events[{number}] answers {said.tool}, which {said.agent} did not ask.")
    answering.answer(
        question,
        by=stage.people[said.by],
        decision=Decision(said.decision),
        now=now,
        shown=question.args_digest,
        result=said.result,
    )
