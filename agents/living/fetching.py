"""Calls of external tools without an address: programs fetch them and bring results.

A program sees the calls of its key owner's agents and answers as that owner. Questions to
people (approvals, what came of a call with an unknown outcome) are not for programs.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Q

from agents.living import answering, people
from agents.models import AnswerKind, CallState, Decision, PendingToolCall
from agents.models.calls import PendingToolCallQuerySet
from devcraft.models import User
from devcraft.refusing import Refused, missing
from runtime_memory import canonical

RESULT = "result"


def of(user: User) -> PendingToolCallQuerySet:
    """All calls that programs of USER fetch, or once could."""
    mine = PendingToolCall.objects.visible_to(user).filter(agent_entity__owner=user)
    asked = mine.filter(kind=AnswerKind.ANSWER, smart_space=None, audience=None)
    # What came of a call that was sent is asked of people.
    sent = Q(call__state=CallState.UNKNOWN)
    return asked.filter(~sent).select_related("call", "agent_entity__agent")


def waiting(user: User, *, now: datetime) -> PendingToolCallQuerySet:
    """Those that nobody answered and that have not run out."""
    return of(user).open().filter(Q(expires_at=None) | Q(expires_at__gt=now))


def told(question: PendingToolCall) -> dict[str, Any]:
    """A call in the words of document 3. A pending one's agent went on without an answer,
    and hears of it when it comes.
    """
    call, agent = question.call, question.agent_entity.agent
    return {
        "id": str(question.pk),
        "toolCallId": call.tool_call_id,
        "toolName": call.tool_name,
        "args": call.args,
        "runId": str(call.run_id),
        "agent": agent.slug if agent else "",
        "status": question.status,
        "createdAt": question.created_at.isoformat(),
        "expiresAt": question.expires_at.isoformat() if question.expires_at else None,
    }


def bring(user: User, key: uuid.UUID, result: Any, *, now: datetime) -> PendingToolCall:
    """Answer the call KEY with RESULT, a JSON value, as USER; the first answer counts.

    Raises Refused.
    """
    canonical.canonical(result, field=RESULT)
    question = of(user).filter(pk=key).first()
    if question is None:
        raise missing("tool call", "call of your agents")
    by, decision = people.entity_of(user), Decision.ANSWERED
    try:
        answering.answer(question, by=by, decision=decision, now=now, result=result)
    except Refused as refusal:
        raise _renamed(refusal) from refusal
    question.refresh_from_db(fields=["status", "resolved_at", "came_late"])
    return question


def _renamed(refusal: Refused) -> Refused:
    """REFUSAL with the names that programs know."""
    names = {"answer": RESULT, "question": "tool call"}
    return Refused(names.get(refusal.field, refusal.field), refusal.rule, refusal.kind)
