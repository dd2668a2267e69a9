"""What happened in a rehearsal, line by line: events, runs with their steps and calls, messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from agents.models import InboxEvent, Run, RunStep, SmartSpaceMessage, ToolCall
from agents.rehearsing.staging import Stage

MOST_LETTERS = 120


def lines(stage: Stage) -> Iterator[str]:
    yield "Events"
    yield from _events(stage)
    yield "Runs"
    yield from _runs(stage)
    yield "Messages"
    yield from _messages(stage)


def _events(stage: Stage) -> Iterator[str]:
    entities = [agent.entity.pk for agent in stage.agents.values()]
    found = InboxEvent.objects.filter(agent_entity__in=entities).order_by("created_at", "sequence")
    for event in found:
        to = stage.name_of(event.agent_entity_id)
        said = event.data.get("content") or event.data.get("payload") or event.data
        came = f"{_clock(event.created_at)} {event.event_type} to {to}"
        yield f"  {came}: {_cut(said)}, {event.status}"


def _runs(stage: Stage) -> Iterator[str]:
    names = {agent.pk: slug for slug, agent in stage.agents.items()}
    for run in Run.objects.filter(agent__in=names).order_by("started_at", "cycle_number", "pk"):
        ended = run.stop_reason or "open"
        tokens = f"{run.prompt_tokens:,} in, {run.completion_tokens:,} out"
        yield (
            f"  {_clock(run.started_at)} {names[run.agent_id]}, cycle {run.cycle_number}: "
            f"{run.status}, {ended}, {tokens}"
        )
        for step in RunStep.objects.filter(run=run).order_by("number"):
            yield from _step(step)


def _step(step: RunStep) -> Iterator[str]:
    text = (step.payload or {}).get("text", "")
    yield f"    step {step.number}, {step.status}: {_cut(step.error or text)}"
    for call in ToolCall.objects.filter(step=step).order_by("number"):
        yield f"      {call.tool_name} {_cut(call.args)}: {call.state}, {_cut(call.result)}"


def _messages(stage: Stage) -> Iterator[str]:
    for name, space in stage.spaces.items():
        for said in SmartSpaceMessage.objects.filter(smart_space=space).order_by("seq"):
            by = stage.name_of(said.entity_id)
            yield f"  {_clock(said.created_at)} {name}, {by}: {_cut(said.content)}"


def _clock(at: datetime) -> str:
    return at.strftime("%m-%d %H:%M:%S")


def _cut(value: Any) -> str:
    """VALUE as JSON on one line, cut short."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"
