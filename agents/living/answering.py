"""People's answers to what agents asked: the first one counts, and it counts once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from agents.living import acting, inbox
from agents.living.config import reading
from agents.living.config.reading import BadConfig
from agents.living.servers import listing
from agents.living.toolbox import Toolbox
from agents.models import (
    AnswerKind,
    AnswerStatus,
    Decision,
    Entity,
    EventType,
    PendingToolCall,
    Priority,
    Run,
    SmartSpaceMembership,
)
from devcraft import strict_json
from devcraft.refusing import Kind, Refused

OF_KIND = {
    AnswerKind.ANSWER: {Decision.ANSWERED, Decision.DENIED},
    AnswerKind.APPROVAL: {Decision.APPROVED, Decision.EDITED, Decision.DENIED},
}
MOST_LETTERS = 20_000


def may_answer(question: PendingToolCall, entity: Entity) -> bool:
    """Whether ENTITY is asked: the audience alone, else the owner and all in the space.

    Where an agent without an owner asks outside any space, administrators are asked.
    """
    if question.audience_id is not None:
        return question.audience_id == entity.pk
    if entity.user_id is not None and entity.user_id == question.agent_entity.owner_id:
        return True
    if question.smart_space_id is None and question.agent_entity.owner_id is None:
        return entity.user is not None and entity.user.is_superuser
    return SmartSpaceMembership.objects.filter(
        smart_space=question.smart_space_id, entity=entity
    ).exists()


@transaction.atomic
def answer(
    question: PendingToolCall,
    *,
    by: Entity,
    decision: Decision,
    now: datetime,
    shown: str = "",
    result: Any = None,
) -> None:
    """Settle QUESTION with DECISION. Raises Refused.

    RESULT is the answer, the changed arguments of an edit, or the reason of a denial. SHOWN
    is the digest of the arguments that were looked at; an approval needs it.
    """
    _check(question, by, decision, shown, result)
    settled = {
        "status": AnswerStatus.RESOLVED,
        "decision": decision,
        "result": result,
        "resolved_by": by,
        "resolved_at": now,
    }
    still = PendingToolCall.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), pk=question.pk
    )
    if still.filter(status=AnswerStatus.WAITING).update(**settled):
        return
    if not still.filter(status=AnswerStatus.PENDING).update(**settled, came_late=True):
        raise Refused("question", "was answered or ran out before", Kind.CONFLICT)
    _tell_late(question, decision, result, now)


def _check(
    question: PendingToolCall, by: Entity, decision: Decision, shown: str, result: Any
) -> None:
    if not may_answer(question, by):
        raise Refused("question", "is not for you to answer", Kind.FORBIDDEN)
    if decision not in OF_KIND[AnswerKind(question.kind)]:
        raise Refused("decision", "does not fit what was asked")
    if decision == Decision.APPROVED and shown != question.args_digest:
        raise Refused("arguments", "changed since you looked at them", Kind.CONFLICT)
    if len(strict_json.canonical(result)) > MOST_LETTERS:
        raise Refused("answer", f"must be at most {MOST_LETTERS:,} characters")
    if decision == Decision.EDITED:
        _toolbox(question.call.run).check(question.call.tool_name, result)


def _toolbox(run: Run) -> Toolbox:
    """What RUN's agent may call now, by which changed arguments are held. Raises Refused."""
    try:
        config = reading.checked(run.agent.config_json)
    except BadConfig as error:
        raise Refused("arguments", "cannot be held against a config with mistakes") from error
    return Toolbox(config, tuple(listing.offered(run.agent, config)), acting.of_run(run))


def _tell_late(question: PendingToolCall, decision: Decision, result: Any, now: datetime) -> None:
    """The run went on without this answer; it comes as an event."""
    call = question.call
    said: dict[str, Any] = {"decision": decision.value, "answer": result}
    if decision == Decision.APPROVED:
        said["note"] = "Call it again with the same arguments; nobody will be asked again."
    inbox.put(
        entity_id=question.agent_entity_id,
        event_id=f"tr:{call.idempotency_key}",
        event_type=EventType.TOOL_RESULT,
        data={
            "toolCallId": call.tool_call_id,
            "toolName": call.tool_name,
            "originRunId": str(call.run_id),
            "result": said,
        },
        now=now,
        priority=Priority.TOOL_RESULT,
    )
