"""Runs for tests: thought by an agent here, or brought in from a log."""

from __future__ import annotations

from datetime import timedelta

from agents.living.providers import Reply, Usage
from agents.models import Run, RunStep, ToolCall
from tests.agents.living.thinking import awake, called, run_of, think, with_model, write
from tests.factories.agents import MORNING, RunFactory, RunStepFactory, UsageEventFactory
from tests.factories.living import PendingToolCallFactory, PersonFactory, ToolCallFactory

HOSTILE = '<script>alert(1)</script>{{ 7|add:"1" }}\u202e'
SPENT = Usage(12_000, 340, cache_read_tokens=9_000, cache_write_tokens=500, reasoning_tokens=120)


def lived(owner, *, text="I answer now.", **changes):
    """A cycle of an agent of OWNER: it sends a message, then says TEXT."""
    agent = awake(owner=owner, **changes)
    write(agent, "What is the weather?")
    first = called("send_message", text="Sunny.")
    replies = (Reply(calls=first.calls, usage=SPENT, model="mini-1"), Reply(text, usage=SPENT))
    _, options = with_model(*replies)
    assert think(agent, **options) == "saved"
    return run_of(agent)


def long(owner, steps, **changes):
    """A run of STEPS steps with two calls each, one of which was asked about."""
    from_ = lived(owner)
    run = RunFactory(
        agent=from_.agent, agent_entity=from_.agent_entity, owner=owner, cycle_number=2, **changes
    )
    rows = [
        RunStep(
            run=run,
            number=number,
            kind="model",
            name="mini",
            model="mini-1",
            started_at=MORNING + timedelta(seconds=number),
            ended_at=MORNING + timedelta(seconds=number, milliseconds=800),
            payload={"text": f"Thought {number}.", "usage": vars(SPENT), "native": {"secret": 1}},
        )
        for number in range(1, steps + 1)
    ]
    RunStep.objects.bulk_create(rows)
    by = PersonFactory(display_name="Grace")
    for row in rows:
        UsageEventFactory(owner=owner, session=str(run.pk), request_id=str(row.pk), run=run)
        for place in range(2):
            call = ToolCallFactory(
                run=run, step=row, number=2 * row.number + place, tool_name="look", done=True
            )
        PendingToolCallFactory(
            agent_entity=run.agent_entity, call=call, resolved=True, resolved_by=by
        )
    return run


def interrupted(run: Run, **changes) -> RunStep:
    """A step of RUN that was asked and has no answer."""
    number = run.steps.count() + 1
    return RunStepFactory(run=run, number=number, name="mini", status="running", **changes)


def planned(run: Run, **changes) -> ToolCall:
    step, before = run.steps.latest("number"), run.tool_calls.latest("number")
    return ToolCallFactory(run=run, step=step, number=before.number + 1, **changes)
