"""One planned call: checked, asked about if need be, done, and closed in the journal.

What happens in our own database is closed in the transaction that does it. What happens
elsewhere is journaled as started before it is sent, so that whoever finds it half done
knows whether it may be sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from agents.living import asking, gating, journal, leasing, sending, showing
from agents.living.acting import places
from agents.living.acting.acts import Act, Acting
from agents.living.config.calling import (
    Called,
    ExternalTool,
    InternalTool,
    SpaceTool,
)
from agents.living.leasing import Lease
from agents.living.showing import Shown
from agents.living.toolbox import Addition, Toolbox
from agents.models import (
    AnswerKind,
    AnswerStatus,
    CallState,
    Decision,
    Effect,
    PendingToolCall,
    Run,
    ToolCall,
)
from devcraft import outbound
from devcraft.refusing import Refused

MOST_TRIES = 3
NOBODY = {"error": "Nobody answered in time."}
LATE = {"error": "No answer in time; if one comes, you will be told."}
UNKNOWN = {"error": "The outcome is not known. Do not repeat this without checking first."}


@dataclass(frozen=True)
class Hands:
    """What a cycle acts with."""

    lease: Lease
    run: Run
    toolbox: Toolbox
    clock: Callable[[], datetime]

    def acting(self, call: ToolCall) -> Acting:
        return Acting(self.run, self.run.agent_entity, call.idempotency_key, self.clock())


def carry_out(hands: Hands, call: ToolCall) -> bool:
    """Do what CALL asks; False while somebody must answer first."""
    if call.state == CallState.STARTED:
        _take_up(hands, call)
        return True
    question = PendingToolCall.objects.filter(call=call).first()
    if question is not None:
        return _by_answer(hands, call, question)
    try:
        hands.toolbox.check(call.tool_name, call.args)
        tool = hands.toolbox.find(call.tool_name)
        kind = _needs(hands, call, tool)
        if kind is not None:
            _ask(hands, call, tool, kind)
            return False
    except Refused as refusal:
        _close(hands, call, CallState.REFUSED, {"error": str(refusal)})
        return True
    _do(hands, call, tool, call.args)
    return True


def _needs(hands: Hands, call: ToolCall, tool: Act | Addition) -> AnswerKind | None:
    """What must be asked before CALL is done."""
    if isinstance(tool, SpaceTool) or _is_fetched(tool):
        return AnswerKind.ANSWER
    if not isinstance(tool, Called):
        return None
    if not tool.needs_approval and not gating.is_gated(hands.run, tool):
        return None
    grant = asking.granted(call)
    return None if grant and asking.use(grant, call) else AnswerKind.APPROVAL


def _is_fetched(tool: Act | Addition) -> bool:
    """Whether programs fetch calls of TOOL and answer them."""
    return isinstance(tool, ExternalTool) and tool.execution.webhook_url is None


def _ask(hands: Hands, call: ToolCall, tool: Act | Addition, kind: AnswerKind) -> None:
    acting = hands.acting(call)
    space_id = places.active(hands.run)
    if isinstance(tool, SpaceTool) and space_id is None:
        raise Refused("space", "is needed to ask in; enter one first")
    within = asking.OPEN_FOR
    if isinstance(tool, ExternalTool) and kind == AnswerKind.ANSWER:
        space_id, within = None, timedelta(milliseconds=tool.execution.timeout)
    with leasing.writing(hands.lease, now=acting.now):
        asking.ask(call, kind, space_id=space_id, now=acting.now, answer_within=within)
        showing.show(call, acting, space_id, Shown.REQUIRES_ACTION)


def _by_answer(hands: Hands, call: ToolCall, question: PendingToolCall) -> bool:
    """Go on with CALL as was answered; False when nobody did yet."""
    if question.status == AnswerStatus.WAITING:
        return _ran_out(hands, call, question)
    who = (question.resolved_by and question.resolved_by.display_name) or ""
    match question.decision:
        case Decision.ANSWERED:
            _close(hands, call, CallState.DONE, {"answer": question.result, "by": who})
        case Decision.APPROVED:
            _do(hands, call, hands.toolbox.find(call.tool_name), call.args)
        case Decision.EDITED:
            _do(hands, call, hands.toolbox.find(call.tool_name), question.result, edited_by=who)
        case Decision.DENIED:
            said = {"error": f"Denied by {who or 'a person'}.", "reason": question.result}
            _close(hands, call, CallState.REFUSED, said)
        case _:
            _close(hands, call, CallState.REFUSED, NOBODY)
    return True


def _ran_out(hands: Hands, call: ToolCall, question: PendingToolCall) -> bool:
    now = hands.clock()
    if question.expires_at is None or question.expires_at > now:
        return False
    is_late_taken = _is_fetched(hands.toolbox.find(call.tool_name))
    with leasing.writing(hands.lease, now=now):
        asking.run_out(question, now=now, is_taken_late=is_late_taken)
        _end(hands, call, CallState.REFUSED, LATE if is_late_taken else NOBODY, now)
    return True


def _do(
    hands: Hands, call: ToolCall, tool: Act | Addition, args: dict[str, Any], *, edited_by: str = ""
) -> None:
    if isinstance(tool, Act):
        _do_here(hands, call, tool, args)
    elif isinstance(tool, InternalTool):
        given = tool.execution.output
        output = {"success": True, "args": args} if given is None else given
        _show_running(hands, call, tool)
        _close(hands, call, CallState.DONE, output)
    else:
        _start(hands, call, tool)
        _send(hands, call, tool, args, edited_by)


def _do_here(hands: Hands, call: ToolCall, act: Act, args: dict[str, Any]) -> None:
    """Do it and close it, both or neither."""
    acting = hands.acting(call)
    with leasing.writing(hands.lease, now=acting.now):
        try:
            with transaction.atomic():
                output = act.do(args, acting)
        except Refused as refusal:
            journal.close(call, CallState.REFUSED, {"error": str(refusal)}, now=acting.now)
        else:
            journal.close(call, CallState.DONE, output, now=acting.now)


def _start(hands: Hands, call: ToolCall, tool: Addition) -> None:
    acting = hands.acting(call)
    with leasing.writing(hands.lease, now=acting.now):
        journal.start(call, now=acting.now)
        if tool.visible:
            showing.show(call, acting, places.active(hands.run), Shown.RUNNING)


def _show_running(hands: Hands, call: ToolCall, tool: Addition) -> None:
    acting = hands.acting(call)
    if tool.visible:
        with leasing.writing(hands.lease, now=acting.now):
            showing.show(call, acting, places.active(hands.run), Shown.RUNNING)


def _send(
    hands: Hands, call: ToolCall, tool: Addition, args: dict[str, Any], edited_by: str = ""
) -> None:
    """Send CALL, which is journaled as started, and close it by what came back."""
    try:
        output = sending.send(tool, args, agent=hands.run.agent, key=call.idempotency_key)
    except outbound.NotSent as error:
        _close(hands, call, CallState.FAILED, {"error": str(error)})
        return
    except outbound.OutcomeUnknown as error:
        _unknown(hands, call, tool, args, str(error), edited_by)
        return
    edited = {"arguments": args, "edited_by": edited_by} if edited_by else {}
    _close(hands, call, CallState.DONE, output | edited if edited else output)


def _unknown(
    hands: Hands, call: ToolCall, tool: Addition, args: dict[str, Any], why: str, edited_by: str
) -> None:
    """Sent, but nobody knows with what effect: again if that does no harm, else ask."""
    if call.effect == Effect.UNSAFE:
        _leave_unknown(hands, call, why)
    elif call.attempts + 1 < MOST_TRIES:
        call.attempts += 1
        _start(hands, call, tool)
        _send(hands, call, tool, args, edited_by)
    else:
        _close(hands, call, CallState.FAILED, {"error": why})


def _leave_unknown(hands: Hands, call: ToolCall, why: str) -> None:
    """Close CALL as unknown and ask people what came of it; their answer comes as an event."""
    now = hands.clock()
    space_id = places.active(hands.run)
    with leasing.writing(hands.lease, now=now):
        _end(hands, call, CallState.UNKNOWN, UNKNOWN | {"cause": why}, now)
        if not PendingToolCall.objects.filter(call=call).exists():
            asking.ask(
                call, AnswerKind.ANSWER, space_id=space_id, now=now, status=AnswerStatus.PENDING
            )


def _take_up(hands: Hands, call: ToolCall) -> None:
    """CALL was started by somebody who is gone: send it again if that does no harm."""
    try:
        tool = hands.toolbox.find(call.tool_name)
    except Refused as refusal:
        _leave_unknown(hands, call, str(refusal))
        return
    if isinstance(tool, Act):
        _do_here(hands, call, tool, call.args)
        return
    question = PendingToolCall.objects.filter(call=call, decision=Decision.EDITED).first()
    args = call.args if question is None else question.result
    _unknown(hands, call, tool, args, "The worker ended before an answer came.", "")


def _close(hands: Hands, call: ToolCall, state: CallState, output: Any) -> None:
    now = hands.clock()
    with leasing.writing(hands.lease, now=now):
        _end(hands, call, state, output, now)


def _end(hands: Hands, call: ToolCall, state: CallState, output: Any, now: datetime) -> None:
    journal.close(call, state, output, now=now)
    showing.finish(call)
