"""What our own database says came of every order, when nobody works any more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from agents.living import pairing
from agents.models import (
    Agent,
    AgentConsciousness,
    AgentLease,
    AnswerKind,
    ArchivedCycle,
    CallState,
    InboxEvent,
    InboxStatus,
    OutboxMessage,
    PendingToolCall,
    Run,
    RunStatus,
    RunStep,
    SmartSpaceMessage,
    StepKind,
    ToolCall,
)

TOLD = re.compile(r'^\[.*\| spaceId: [^\]]*\] .*: "(.*)"$', re.M)
SAID = "Done: "
ENDED = [RunStatus.COMPLETED, RunStatus.FAILED]


@dataclass(frozen=True)
class Evidence:
    """How often each order was told to the agent, answered by it, and asked about.

    `asked` counts unsafe calls whose outcome nobody knows, each with a question to people.
    `stuck` and `wrong` are sentences.
    """

    told: Counter[str]
    said: Counter[str]
    asked: Counter[str]
    stuck: tuple[str, ...]
    wrong: tuple[str, ...]


def gather(agent: Agent) -> Evidence:
    entity = agent.entity
    said = SmartSpaceMessage.objects.filter(entity=entity, content__startswith=SAID)
    texts = said.values_list("content", flat=True)
    return Evidence(
        told=Counter(_told(agent)),
        said=Counter((text or "").removeprefix(SAID) for text in texts),
        asked=Counter(_asked(agent)),
        stuck=tuple(_stuck(agent)),
        wrong=tuple(_wrong(agent)),
    )


def _told(agent: Agent) -> Iterator[str]:
    """Every order in the consciousness and in the archive, once for each time it stands there."""
    held = AgentConsciousness.objects.get(agent_entity=agent.entity)
    archived = ArchivedCycle.objects.filter(agent_entity=agent.entity)
    kept = [*held.messages, *(m for cycle in archived for m in cycle.messages)]
    for message in kept:
        if message["role"] == "user" and isinstance(message["content"], str):
            yield from TOLD.findall(message["content"])


def _asked(agent: Agent) -> Iterator[str]:
    questions = PendingToolCall.objects.filter(
        agent_entity=agent.entity, kind=AnswerKind.ANSWER, call__state=CallState.UNKNOWN
    )
    for question in questions.select_related("call"):
        yield str(question.call.args.get("mark"))


def _stuck(agent: Agent) -> Iterator[str]:
    """What should have come to an end and did not."""
    for event in InboxEvent.objects.filter(agent_entity=agent.entity):
        if event.status != InboxStatus.PROCESSED:
            yield f"Event {event.sequence} is {event.status}."
    for run in Run.objects.filter(agent=agent).exclude(status=RunStatus.COMPLETED):
        yield f"A run is {run.status}: {run.error or 'it did not end'}."
    open_ = [CallState.PLANNED, CallState.STARTED]
    for call in ToolCall.objects.filter(run__agent=agent, state__in=open_):
        yield f"A call of {call.tool_name} is {call.state}."
    if AgentLease.objects.filter(agent=agent).exclude(holder="").exists():
        yield "Somebody still holds the lease."
    if Agent.objects.filter(pk=agent.pk, parked_at__isnull=False).exists():
        yield "The agent is parked."


def _wrong(agent: Agent) -> Iterator[str]:
    """What does not fit together."""
    held = AgentConsciousness.objects.get(agent_entity=agent.entity)
    if fault := pairing.fault(held.messages):
        yield f"The consciousness cannot be sent: {fault}"
    runs = Run.objects.filter(agent=agent, status__in=ENDED)
    if held.cycle_count != runs.count():
        yield f"{held.cycle_count} cycles are remembered, {runs.count()} runs ended."
    keys = [str(run.pk) for run in runs]
    if OutboxMessage.objects.filter(topic="run.ended", key__in=keys).count() != len(keys):
        yield "Not every end of a run was told once."
    for run in runs:
        yield from _misfigured(run)


def _misfigured(run: Run) -> Iterator[str]:
    steps = RunStep.objects.filter(run=run, kind=StepKind.MODEL, status=RunStatus.COMPLETED)
    used = [(step.payload or {}).get("usage", {}) for step in steps]
    if run.prompt_tokens != sum(each.get("input_tokens", 0) for each in used):
        yield "A run counts other tokens than its steps."
