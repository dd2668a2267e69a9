"""How a cycle ends: consciousness, run, inbox, ledger, memory and outbox in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from agents.living import (
    billing,
    inbox,
    journal,
    leasing,
    overhearing,
    recording,
    remembering,
    rendering,
)
from agents.living import messages as told
from agents.living.config import reading
from agents.living.leasing import Lease
from agents.living.providers import Message
from agents.living.window import Cycle
from agents.models import InboxEvent, OutboxMessage, Run, RunStatus, SpaceDraft, StopReason

TOPIC = "run.ended"


def inbox_message(run: Run, events: list[InboxEvent]) -> Message:
    """What RUN with EVENTS was told, the same words at every attempt."""
    return told.user(rendering.inbox(inbox.told_first(events), now=run.started_at))


def save(lease: Lease, run: Run, reason: StopReason, *, now: datetime, error: str = "") -> None:
    """End RUN with all it did, its events processed. Raises LeaseLost, Moved and Unreadable.

    With nothing done, nothing is remembered. An ERROR says why the run failed after it had
    begun to act: what it did stays known.
    """
    with leasing.writing(lease, now=now):
        steps, events = journal.steps(run), inbox.of_run(run)
        if reason != StopReason.NO_OP:
            acted = [message for step in steps for message in step.messages()]
            held = remembering.load(run.agent_entity)
            number, lived = held.cycle_count + 1, [inbox_message(run, events), *acted]
            cycle = Cycle(number, str(run.pk), now, lived)
            remembering.append(held, cycle, now=now, limit=reading.limits(run.agent.config_json))
            overhearing.mark_seen(events, run.agent_entity_id)
        _bill(run, steps, now)
        recording.record(run, events, steps, reason, error=error, now=now)
        inbox.finish(run, now=now)
        end(run, reason, error=error, now=now, steps=steps)
        leasing.succeed(lease)


def account(run: Run, *, now: datetime) -> None:
    """Let figures and ledger tell what RUN, which goes on later, used by now."""
    steps = journal.steps(run)
    _bill(run, steps, now)
    Run.objects.filter(pk=run.pk).update(**_figures(run, steps, now))


def _bill(run: Run, steps: list[journal.Step], now: datetime) -> None:
    provider = run.agent.config_json.get("model", {}).get("provider", "")
    billing.bill(run, steps, provider=provider, now=now)


def end(
    run: Run, reason: StopReason, *, error: str, now: datetime, steps: list[journal.Step]
) -> None:
    """Close RUN with its figures, and tell it."""
    status = RunStatus.FAILED if reason == StopReason.ERROR else RunStatus.COMPLETED
    Run.objects.filter(pk=run.pk, status=RunStatus.RUNNING).update(
        status=status,
        stop_reason=reason,
        error=error[: inbox.MOST_ERROR],
        completed_at=now,
        **_figures(run, steps, now),
    )
    SpaceDraft.objects.filter(run=run).delete()
    body = {"runId": str(run.pk), "agentId": str(run.agent_id), "status": status.value}
    OutboxMessage.objects.create(topic=TOPIC, key=str(run.pk), body=body, created_at=now)


def _figures(run: Run, steps: list[journal.Step], now: datetime) -> dict[str, int]:
    return {
        "step_count": len(steps),
        "prompt_tokens": sum(step.usage.input_tokens for step in steps),
        "completion_tokens": sum(step.usage.output_tokens for step in steps),
        "duration_ms": max(0, (now - run.started_at) // timedelta(milliseconds=1)),
    }
