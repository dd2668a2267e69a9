"""What a run did so far, written before anything else happens, so that it can go on.

A model's answer is kept with the calls it plans; each call is closed in the transaction
that does what was asked. A run that was killed is read back from here: no answer is
bought twice, and nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from agents.living import messages
from agents.living.providers import Message, Reply, Usage
from agents.models import (
    AnswerKind,
    CallState,
    Effect,
    Run,
    RunStatus,
    RunStep,
    SpaceDraft,
    StepKind,
    Tier,
    ToolCall,
)
from devcraft import epochs, storable, strict_json

INTERRUPTED = "Interrupted before its answer was kept; it may have been billed."
NOT_DONE = {"error": "Not carried out: the cycle ended before."}
NOT_KNOWN = {"error": "The cycle ended before it was known what came of this."}
PENDING = {"status": "pending", "note": "Nobody answered yet; the answer will come as an event."}
MOST_ERROR = 2_000


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

    def told(self) -> list[Message]:
        """These messages for the model that said them, with what is its own in them."""
        native = (self.row.payload or {}).get("native")
        said = self.messages()
        return [said[0] | {"native": native}, *said[1:]] if native and said else said

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


def following(steps: list[Step]) -> int:
    """The number that the next call of a run gets after STEPS."""
    return sum(len(step.calls) for step in steps) + 1


def unfinished(run: Run) -> list[ToolCall]:
    """Calls of RUN that nobody acted on yet, or that were left half done, in their order."""
    open_ = [CallState.PLANNED, CallState.STARTED]
    return list(ToolCall.objects.filter(run=run, state__in=open_).order_by("number"))


def ask(
    run: Run, *, told: list[Message], model: str, tier: Tier | None = None, now: datetime
) -> RunStep:
    """Note that a model is about to be asked what TOLD says."""
    return RunStep.objects.create(
        run=run,
        number=RunStep.objects.filter(run=run).count() + 1,
        kind=StepKind.MODEL,
        name=model,
        tier=tier or "",
        status=RunStatus.RUNNING,
        started_at=now,
        request_digest=strict_json.digest(told),
    )


def interrupt(run: Run, *, now: datetime, why: str = INTERRUPTED) -> None:
    """Close questions of RUN that have no answer, and take back what it was writing."""
    SpaceDraft.objects.filter(run=run).delete()
    RunStep.objects.filter(run=run, status=RunStatus.RUNNING).update(
        status=RunStatus.FAILED, error=why, ended_at=now
    )


def answer(step: RunStep, reply: Reply, *, effect: Callable[[str], Effect], now: datetime) -> None:
    """Keep REPLY, and plan the calls it asks for; EFFECT says what repeating one does."""
    step.status = RunStatus.COMPLETED
    step.model = reply.model or step.name
    step.finish_reason = reply.finish_reason
    step.ended_at = now
    step.duration_ms = max(0, (now - step.started_at) // timedelta(milliseconds=1))
    step.payload = {
        "text": storable.mended(reply.text),
        "usage": vars(reply.usage),
        "native": storable.mended(reply.native),
    }
    step.save()
    known = set(ToolCall.objects.filter(run=step.run).values_list("tool_call_id", flat=True))
    for number, call in enumerate(reply.calls, len(known) + 1):
        given = storable.mended(call.id)
        taken = not given or given in known
        known.add(given)
        row = ToolCall.objects.create(
            run=step.run,
            step=step,
            number=number,
            tool_call_id=f"{step.run_id.hex}_{number}" if taken else given,
            idempotency_key=epochs.marked(f"{step.run_id}:{number}"),
            tool_name=storable.mended(call.name) or "nameless",
            args={} if call.args is None else storable.mended(call.args),
            effect=effect(call.name),
            created_at=now,
        )
        if call.fault:
            close(row, CallState.REFUSED, {"error": call.fault}, now=now)


def start(call: ToolCall, *, now: datetime) -> None:
    """Note that CALL is about to leave the house."""
    call.state = CallState.STARTED
    call.started_at = call.started_at or now
    call.save()


def close(call: ToolCall, state: CallState, output: Any, *, now: datetime) -> None:
    """Answer CALL with OUTPUT, a JSON value; an object with an error says why it failed.

    What was shown of it while it was written goes.
    """
    SpaceDraft.objects.filter(key=call.idempotency_key).delete()
    call.state, call.result = state, storable.mended(output)
    call.attempts += 1
    call.started_at = None if state == CallState.REFUSED else call.started_at or now
    call.ended_at = now
    call.error = str(output.get("error", ""))[:MOST_ERROR] if isinstance(output, dict) else ""
    call.save()


def give_up(run: Run, *, now: datetime) -> None:
    """Answer what RUN planned and will not do, and what nobody knows the outcome of."""
    for call in unfinished(run):
        if call.state == CallState.STARTED:
            close(call, CallState.UNKNOWN, NOT_KNOWN, now=now)
        else:
            close(call, CallState.REFUSED, NOT_DONE, now=now)


def put_off(run: Run, *, now: datetime) -> None:
    """Answer what RUN still waits for: the answer will come later."""
    for call in unfinished(run):
        is_question = call.question.kind == AnswerKind.ANSWER
        close(call, CallState.DONE if is_question else CallState.REFUSED, PENDING, now=now)
