"""Holds what a file expects against what there is: one sentence for each that fails."""

from __future__ import annotations

from collections.abc import Iterator

from agents.models import AgentMemory, InboxEvent, Run, SmartSpaceMessage, ToolCall
from agents.rehearsing.shape import (
    Calls,
    Expectation,
    Inbox,
    Memory,
    Messages,
    Parked,
    Runs,
    Scenario,
)
from agents.rehearsing.staging import Stage


def failures(scenario: Scenario, stage: Stage) -> Iterator[str]:
    """What did not come as SCENARIO expects, each named by its path."""
    for number, expectation in enumerate(scenario.expect):
        if words := _failure(expectation, stage):
            yield f"expect[{number}] failed: {words}"


def _failure(expected: Expectation, stage: Stage) -> str:
    """What is otherwise than EXPECTED, or nothing."""
    match next(held for _, held in expected if held is not None):
        case Messages() as wanted:
            return _messages(wanted, stage)
        case Memory() as wanted:
            return _memory(wanted, stage)
        case Parked() as wanted:
            return _parked(wanted, stage)
        case Runs() | Calls() | Inbox() as wanted:
            return _counted(wanted, stage)
    return ""


def _messages(wanted: Messages, stage: Stage) -> str:
    found = SmartSpaceMessage.objects.filter(
        smart_space=stage.spaces[wanted.space], metadata__isnull=True
    )
    if wanted.by is not None:
        found = found.filter(entity=stage.entities[wanted.by])
    texts = list(found.order_by("seq").values_list("content", flat=True))
    if texts == wanted.texts:
        return ""
    who = wanted.by or "everybody"
    return f"in {wanted.space}, {who} said {texts}, not {wanted.texts}."


def _counted(wanted: Runs | Calls | Inbox, stage: Stage) -> str:
    agent = stage.agents[wanted.agent]
    how: str | None
    match wanted:
        case Runs():
            of, how = "runs", wanted.status
            count = Run.objects.filter(agent=agent, **_given(status=how)).count()
        case Calls():
            of, how = f"calls of {wanted.tool}", wanted.state
            calls = ToolCall.objects.filter(run__agent=agent, tool_name=wanted.tool)
            count = calls.filter(**_given(state=how)).count()
        case Inbox():
            of, how = "events", wanted.status
            count = InboxEvent.objects.filter(agent_entity=agent.entity, status=how).count()
    if count == wanted.count:
        return ""
    return f"{wanted.agent} has {count} {f'{how} ' if how else ''}{of}, not {wanted.count}."


def _given(**filters: str | None) -> dict[str, str]:
    return {name: value for name, value in filters.items() if value is not None}


def _memory(wanted: Memory, stage: Stage) -> str:
    kept = AgentMemory.objects.filter(entity=stage.agents[wanted.agent].entity, key=wanted.key)
    value = kept.values_list("value", flat=True).first()
    if value == wanted.value:
        return ""
    return f"{wanted.agent} keeps {value!r} under {wanted.key!r}, not {wanted.value!r}."


def _parked(wanted: Parked, stage: Stage) -> str:
    agent = stage.agents[wanted.agent]
    agent.refresh_from_db()
    if agent.parked_at is None:
        return f"{wanted.agent} is not parked."
    if wanted.because not in agent.parked_reason:
        return f"{wanted.agent} is parked because {agent.parked_reason!r}."
    return ""
