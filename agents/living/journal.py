"""What a run did so far, written before anything else happens, so that it can go on.

A model's answer is kept with the calls it plans; each call is closed in the transaction
that does what was asked. A run that was killed is read back from here: no answer is
bought twice, and nothing is done twice.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from agents.living import messages
from agents.living.providers import Message, Reply, Usage
from agents.models import CallState, Effect, Run, RunStatus, RunStep, StepKind, ToolCall
from devcraft import strict_json

INTERRUPTED = "Interrupted before its answer was kept; it may have been billed."
NOT_DONE = {"error": "Not carried out: the cycle ended before."}


@dataclass(frozen=True)
class Step:
    """An answer that was kept, with its calls as they stand."""

    row: RunStep
    calls: list[ToolCall]

    @property
    def text(self) -> str:
        return str((self.row.payload or {}).get("text", ""))

    @property
    def usage(self) -> Usage:
        return Usage(**(self.row.payload or {}).get("usage", {}))

    @property
    def called(self) -> set[str]:
        return {call.tool_name for call in self.calls}

    def messages(self) -> list[Message]:
        asked = [{"id": c.tool_call_id, "name": c.tool_name, "args": c.args} for c in self.calls]
        said = [messages.assistant(self.text, asked)] if self.text or asked else []
        if not self.calls:
            return said
        answers = [
            {"id": c.tool_call_id, "name": c.tool_name, "output": c.result} for c in self.calls
        ]
        return [*said, messages.results(answers)]


def steps(run: Run) -> list[Step]:
    rows = RunStep.objects.filter(run=run, kind=StepKind.MODEL, status=RunStatus.COMPLETED)
    calls: dict[Any, list[ToolCall]] = {}
    for call in ToolCall.objects.filter(run=run).order_by("number"):
        calls.setdefault(call.step_id, []).append(call)
    return [Step(row, calls.get(row.pk, [])) for row in rows.order_by("number")]


def planned(run: Run) -> list[ToolCall]:
    """Calls of RUN that nobody acted on yet, in their order."""
    return list(ToolCall.objects.filter(run=run, state=CallState.PLANNED).order_by("number"))


def ask(run: Run, *, told: list[Message], model: str, now: datetime) -> RunStep:
    """Note that a model is about to be asked what TOLD says."""
    return RunStep.objects.create(
        run=run,
        number=RunStep.objects.filter(run=run).count() + 1,
        kind=StepKind.MODEL,
        name=model,
        status=RunStatus.RUNNING,
        started_at=now,
        request_digest=hashlib.sha256(strict_json.canonical(told)).hexdigest(),
    )


def interrupt(run: Run, *, now: datetime, why: str = INTERRUPTED) -> None:
    """Close questions of RUN that have no answer."""
    RunStep.objects.filter(run=run, status=RunStatus.RUNNING).update(
        status=RunStatus.FAILED, error=why, ended_at=now
    )


def answer(step: RunStep, reply: Reply, *, now: datetime) -> None:
    """Keep REPLY, and plan the calls it asks for."""
    step.status = RunStatus.COMPLETED
    step.model = reply.model or step.name
    step.finish_reason = reply.finish_reason
    step.ended_at = now
    step.duration_ms = max(0, (now - step.started_at) // timedelta(milliseconds=1))
    step.payload = {"text": messages.storable(reply.text), "usage": vars(reply.usage)}
    step.save()
    first = ToolCall.objects.filter(run=step.run).count() + 1
    known = set(ToolCall.objects.filter(run=step.run).values_list("tool_call_id", flat=True))
    for number, call in enumerate(reply.calls, first):
        given = messages.storable(call.id)
        taken = not given or given in known
        known.add(given)
        ToolCall.objects.create(
            run=step.run,
            step=step,
            number=number,
            tool_call_id=f"{step.run_id.hex}_{number}" if taken else given,
            idempotency_key=f"{step.run_id}:{number}",
            tool_name=messages.storable(call.name) or "nameless",
            args={} if call.args is None else messages.storable(call.args),
            effect=Effect.IDEMPOTENT,
            created_at=now,
        )


def close(call: ToolCall, state: CallState, output: dict[str, Any], *, now: datetime) -> None:
    call.state, call.result = state, output
    call.attempts += 1
    call.started_at = None if state == CallState.REFUSED else now
    call.ended_at = now
    call.error = str(output.get("error", ""))
    call.save()


def give_up(run: Run, *, now: datetime) -> None:
    """Answer what RUN planned and will not do."""
    for call in planned(run):
        close(call, CallState.REFUSED, NOT_DONE, now=now)
