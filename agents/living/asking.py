"""What an agent asks of people and programs, and what becomes of a question nobody answers."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from agents.living import people
from agents.models import (
    AnswerKind,
    AnswerStatus,
    Decision,
    Entity,
    PendingToolCall,
    Run,
    ToolCall,
)
from devcraft import strict_json

OPEN_FOR = timedelta(days=7)
"""How long people have, and how long a late answer of a program is still taken."""


def ask(
    call: ToolCall,
    kind: AnswerKind,
    *,
    space_id: uuid.UUID | None,
    now: datetime,
    answer_within: timedelta = OPEN_FOR,
    status: AnswerStatus = AnswerStatus.WAITING,
) -> PendingToolCall:
    """Ask about CALL: its agent's owner for an approval, else whoever is in the space."""
    return PendingToolCall.objects.create(
        agent_entity=call.run.agent_entity,
        call=call,
        kind=kind,
        status=status,
        smart_space_id=space_id,
        audience=_owner(call) if kind == AnswerKind.APPROVAL else None,
        args_digest=strict_json.digest(call.args),
        created_at=now,
        expires_at=now + answer_within,
    )


def _owner(call: ToolCall) -> Entity | None:
    return people.entity_of(call.run.owner) if call.run.owner else None


def run_out(question: PendingToolCall, *, now: datetime, is_taken_late: bool) -> None:
    """Nobody answered in time. A program's late answer still counts, a person's does not."""
    PendingToolCall.objects.filter(pk=question.pk, status=AnswerStatus.WAITING).update(
        status=AnswerStatus.PENDING if is_taken_late else AnswerStatus.EXPIRED,
        expires_at=now + OPEN_FOR if is_taken_late else question.expires_at,
    )


def go_on_without(run: Run) -> int:
    """RUN goes on; answers to its open questions will come as events."""
    return PendingToolCall.objects.filter(call__run=run, status=AnswerStatus.WAITING).update(
        status=AnswerStatus.PENDING
    )


def waits(now: datetime) -> Exists:
    """Whether a run, the row outside, still waits for somebody."""
    return Exists(_unanswered(now).filter(call__run=OuterRef("pk")))


def _unanswered(now: datetime) -> QuerySet[PendingToolCall]:
    return PendingToolCall.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), status=AnswerStatus.WAITING
    )


def granted(call: ToolCall) -> PendingToolCall | None:
    """A late approval of the same call with the same arguments that nothing has used yet."""
    found = PendingToolCall.objects.filter(
        agent_entity=call.run.agent_entity_id,
        kind=AnswerKind.APPROVAL,
        status=AnswerStatus.RESOLVED,
        decision=Decision.APPROVED,
        args_digest=strict_json.digest(call.args),
        call__tool_name=call.tool_name,
        came_late=True,
        used_by=None,
    )
    return found.order_by("resolved_at").first()


def use(grant: PendingToolCall, call: ToolCall) -> bool:
    """Spend GRANT on CALL; False when it was spent meanwhile."""
    mine = PendingToolCall.objects.filter(pk=grant.pk, used_by=None)
    return bool(mine.update(used_by=call))
