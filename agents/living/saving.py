"""How a cycle ends: consciousness, run, inbox, ledger and outbox in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from agents.living import billing, inbox, journal, leasing, remembering, rendering
from agents.living import messages as told
from agents.living.leasing import Lease
from agents.living.providers import Message
from agents.living.window import Cycle
from agents.models import OutboxMessage, Run, RunStatus, StopReason

TOPIC = "run.ended"


def inbox_message(run: Run) -> Message:
    """What RUN was told, the same words at every attempt."""
    return told.user(rendering.inbox(inbox.of_run(run), now=run.started_at))


def save(lease: Lease, run: Run, reason: StopReason, *, now: datetime, error: str = "") -> None:
    """End RUN with all it did, its events processed. Raises LeaseLost, Moved and Unreadable.

    With nothing done, nothing is remembered. An ERROR says why the run failed after it had
    begun to act: what it did stays known.
    """
    with leasing.writing(lease, now=now):
        steps = journal.steps(run)
        if reason != StopReason.NO_OP:
            acted = [message for step in steps for message in step.messages()]
            number = remembering.load(run.agent_entity).cycle_count + 1
            cycle = Cycle(number, str(run.pk), now, [inbox_message(run), *acted])
            remembering.append(run.agent_entity, cycle, now=now)
        provider = run.agent.config_json.get("model", {}).get("provider", "")
        billing.bill(run, steps, provider=provider, now=now)
        inbox.finish(run, now=now)
        end(run, reason, error=error, now=now, steps=steps)
        leasing.succeed(lease)


def end(
    run: Run, reason: StopReason, *, error: str, now: datetime, steps: list[journal.Step]
) -> None:
    """Close RUN with its figures, and tell it."""
    status = RunStatus.FAILED if reason == StopReason.ERROR else RunStatus.COMPLETED
    Run.objects.filter(pk=run.pk, status=RunStatus.RUNNING).update(
        status=status,
        stop_reason=reason,
        error=error[: inbox.MOST_ERROR],
        step_count=len(steps),
        prompt_tokens=sum(step.usage.input_tokens for step in steps),
        completion_tokens=sum(step.usage.output_tokens for step in steps),
        duration_ms=max(0, (now - run.started_at) // timedelta(milliseconds=1)),
        completed_at=now,
    )
    body = {"runId": str(run.pk), "agentId": str(run.agent_id), "status": status.value}
    OutboxMessage.objects.create(topic=TOPIC, key=str(run.pk), body=body, created_at=now)
