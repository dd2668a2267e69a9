"""Each cycle as a session in runtime memory, written with the save that ends it.

One session per cycle, not per day: a cycle begins and ends, goes well or fails, and can be
erased by itself, and what its record costs does not depend on the cycles before. Its id is
the run's, so that it is written once. Turns tell what came in, what the agent thought and
said, and what it did. An agent of nobody has no memory: shared, it would show everyone what
was said in private spaces.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from agents.living import profiles, rendering
from agents.living.journal import Step
from agents.models import CallState, EntityType, EventType, InboxEvent, Run, StopReason, ToolCall
from devcraft import scrubbing, storable
from runtime_memory.models import SessionStatus, TurnRole
from runtime_memory.recording.sessions import Said
from runtime_memory.store import RuntimeMemoryStore as store

MOST_TURNS = 200
MOST_LETTERS = 20_000
MOST_NAME = 200
SPOKEN = "send_message"


def record(
    run: Run,
    events: list[InboxEvent],
    steps: list[Step],
    reason: StopReason,
    *,
    error: str,
    now: datetime,
) -> None:
    """Write RUN, woken by EVENTS, which ends with STEPS for REASON, into its owner's memory."""
    if run.owner is None:
        return
    store.record_session(
        session_id=str(run.pk),
        actor=run.agent.slug,
        channel=run.trigger_type,
        turns=_kept(
            [*_heard(run, events), *(turn for step in steps for turn in _done(step, now))], now
        ),
        status=SessionStatus.FAILED if reason == StopReason.ERROR else SessionStatus.COMPLETED,
        metadata={
            "runId": str(run.pk),
            "agentId": str(run.agent_id),
            "agent": clean(run.agent.name, MOST_NAME),
            "cycle": run.cycle_number,
            "stopReason": reason.value,
            "profiles": profiles.told(run),
            **({"error": clean(error)} if error else {}),
        },
        owner=run.owner,
        started_at=run.started_at,
        now=now,
    )


def clean(text: str, most: int = MOST_LETTERS) -> str:
    """TEXT as it may be kept for good: without secrets, storable, no longer than MOST."""
    return rendering.clipped(str(storable.mended(scrubbing.text(text))), most)


def _kept(turns: list[Said], now: datetime) -> list[Said]:
    if len(turns) <= MOST_TURNS:
        return turns
    left_out = len(turns) - MOST_TURNS + 1
    note = Said(TurnRole.SYSTEM, f"… {left_out:,} more turns were left out.", now)
    return [*turns[: MOST_TURNS - 1], note]


def _heard(run: Run, events: list[InboxEvent]) -> Iterator[Said]:
    for event in events:
        if event.event_type == EventType.SPACE_MESSAGE:
            yield _message(event, run.started_at)
        else:
            is_result = event.event_type == EventType.TOOL_RESULT
            _, _, line = rendering.inbox([event], now=run.started_at).partition("\n")
            role = TurnRole.TOOL if is_result else TurnRole.SYSTEM
            yield Said(role, clean(line), run.started_at, {"kind": event.event_type})


def _message(event: InboxEvent, at: datetime) -> Said:
    data = event.data
    is_human = data["senderType"] == EntityType.HUMAN
    return Said(
        TurnRole.USER if is_human else TurnRole.AGENT,
        clean(data["content"]),
        at,
        {
            "kind": "heard",
            "from": clean(data["senderName"], MOST_NAME),
            "space": clean(data["spaceName"], MOST_NAME),
            "spaceId": clean(data["spaceId"], MOST_NAME),
            "messageId": clean(data["messageId"], MOST_NAME),
        },
    )


def _done(step: Step, now: datetime) -> Iterator[Said]:
    """What the model thought in STEP, and what it said and did."""
    at = step.row.ended_at or now
    if step.text:
        thought = {"kind": "thought", "model": clean(step.row.model, MOST_NAME)}
        tokens = step.usage.output_tokens
        yield Said(TurnRole.ASSISTANT, clean(step.text), at, thought, tokens)
    for call in step.calls:
        yield _called(call, call.ended_at or now)


def _called(call: ToolCall, at: datetime) -> Said:
    about: dict[str, Any] = {"tool": clean(call.tool_name, MOST_NAME), "state": call.state}
    if call.tool_name == SPOKEN and call.state == CallState.DONE:
        return Said(TurnRole.ASSISTANT, clean(call.args["text"]), at, {"kind": "said", **about})
    told = {"args": call.args, "result": call.result}
    words = json.dumps(told, ensure_ascii=False)
    return Said(TurnRole.TOOL, clean(words), at, {"kind": "called", **about})
