"""What agents ask people in a space, as cards, and what people typed as an answer."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Expression, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from agents.living import answering
from agents.living.acting import ACTS
from agents.living.config import holding
from agents.living.spaces import showing
from agents.living.spaces.showing import Row
from agents.models import (
    Agent,
    AnswerKind,
    Decision,
    Entity,
    PendingToolCall,
    SmartSpaceMembership,
)
from agents.models.calls import OPEN
from devcraft import strict_json
from devcraft.models import User
from devcraft.refusing import Refused

MOST_OPEN = 20
MOST_SETTLED = 100
MOST_OPTIONS = 8
MOST_OPTION = 80
LATE = timedelta(minutes=1)
"""How long after its moment a question may come to be seen by others."""
YES_OR_NO = ["yes", "no"]
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_.-]+")


@dataclass(frozen=True)
class Card:
    """A question as ENTITY sees it, who may be nobody yet. `shown` is the digest of the
    arguments on it. One that is elsewhere stands on a page of its own, not in a space.
    """

    question: PendingToolCall
    entity: Entity | None
    is_elsewhere: bool = False

    @property
    def is_approval(self) -> bool:
        return self.question.kind == AnswerKind.APPROVAL

    @property
    def is_mine(self) -> bool:
        """Whether ENTITY, who is in the space or else owns the agent, may answer."""
        return self.question.audience_id in (None, self.entity and self.entity.pk)

    @property
    def is_for_programs(self) -> bool:
        """Whether a program should fetch it; a person may answer instead."""
        is_answer = self.question.kind == AnswerKind.ANSWER
        return is_answer and _tool(self.question).get("executionType") == "external"

    @property
    def title(self) -> str:
        """The dialog that the tool's config names, in words; else the tool's own name."""
        named = (_tool(self.question).get("display") or {}).get("customUI") or self.name
        return " ".join(HUMP.split(named)).capitalize()

    @property
    def name(self) -> str:
        return showing.visible(self.question.call.tool_name)

    @property
    def rows(self) -> list[Row]:
        return showing.rows(self.question.call.args)

    @property
    def shown(self) -> str:
        return strict_json.digest(self.question.call.args)

    @property
    def arguments(self) -> str:
        return showing.exact(self.question.call.args)

    @property
    def options(self) -> list[str]:
        """What the agent offers to choose from, else yes and no."""
        args = self.question.call.args
        offered = args.get("options") if isinstance(args, dict) else None
        fits = isinstance(offered, list) and all(
            isinstance(one, str) and 0 < len(one) <= MOST_OPTION for one in offered
        )
        return offered[:MOST_OPTIONS] if offered and fits else YES_OR_NO


def questions() -> QuerySet[PendingToolCall]:
    """Questions with what their cards need."""
    return PendingToolCall.objects.select_related(
        "call__run", "agent_entity__agent", "audience", "resolved_by", "smart_space"
    )


def open_in(space_id: uuid.UUID, *, now: datetime) -> list[PendingToolCall]:
    """What waits for people in the space, oldest first."""
    waiting = questions().filter(_is_open(now), smart_space=space_id)
    return list(waiting.order_by("created_at", "pk")[:MOST_OPEN])


def over_in(
    space_id: uuid.UUID,
    *,
    known: list[uuid.UUID],
    since: datetime | None,
    had: list[uuid.UUID],
    now: datetime,
) -> list[PendingToolCall]:
    """Those of the KNOWN that are over, and what came and went since a look at SINCE.

    What a page HAD as over before is not told again.
    """
    told = Q(pk__in=known)
    if since is not None:
        told |= Q(created_at__gte=since - LATE) & ~Q(pk__in=had)
    over = questions().filter(~_is_open(now), told, smart_space=space_id)
    return list(over.order_by("created_at", "pk")[:MOST_SETTLED])


def settled_in(
    space_id: uuid.UUID, *, since: datetime | None, until: datetime | None, now: datetime
) -> list[PendingToolCall]:
    """What was asked from SINCE on and before UNTIL, and is over."""
    rows = questions().filter(~_is_open(now), smart_space=space_id)
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    if until is not None:
        rows = rows.filter(created_at__lt=until)
    return list(rows.order_by("-created_at", "-pk")[:MOST_SETTLED])[::-1]


def waiting_for(user: User, *, now: datetime) -> QuerySet[PendingToolCall]:
    """Open questions that USER may answer, wherever they were asked."""
    keepers = User.objects.filter(pk=user.pk, is_superuser=True)
    return _for(user.pk, SmartSpaceMembership.objects.of(user), keepers, now)


def in_spaces(user: User, *, now: datetime) -> QuerySet[PendingToolCall]:
    """Those of them that stand in spaces where USER is."""
    return waiting_for(user, now=now).filter(_is_here(user))


def elsewhere(user: User, *, now: datetime, agent: Agent | None = None) -> list[Card]:
    """Open questions for USER that stand in no space where USER is, oldest first; of AGENT
    alone if given.
    """
    waiting = waiting_for(user, now=now).filter(~_is_here(user))
    if agent is not None:
        waiting = waiting.filter(agent_entity__agent=agent)
    return [Card(one, one.audience, is_elsewhere=True) for one in waiting[:MOST_OPEN]]


def count_for_person(now: datetime) -> Expression:
    """How many questions the person of the outer row may answer."""
    seats = SmartSpaceMembership.objects.filter(entity__user=OuterRef(OuterRef("pk")))
    keepers = User.objects.filter(pk=OuterRef(OuterRef("pk")), is_superuser=True)
    rows = _for(OuterRef("pk"), seats, keepers, now).order_by().annotate(all=Value(1)).values("all")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def _for(
    person: Any, seats: QuerySet[SmartSpaceMembership], keepers: QuerySet[User], now: datetime
) -> QuerySet[PendingToolCall]:
    joined = seats.filter(smart_space=OuterRef("smart_space"))
    ownerless = Q(agent_entity__owner=None, smart_space=None) & Exists(keepers)
    anybody = Q(audience=None) & (Q(agent_entity__owner=person) | Exists(joined) | ownerless)
    mine = questions().filter(Q(audience__user=person) | anybody)
    return mine.filter(_is_open(now)).order_by("created_at", "pk")


def _is_here(user: User) -> Exists:
    """Whether USER is a member of the space of the row outside."""
    seats = SmartSpaceMembership.objects.of(user)
    return Exists(seats.filter(smart_space=OuterRef("smart_space")))


def _is_open(now: datetime) -> Q:
    return Q(status__in=OPEN) & (Q(expires_at=None) | Q(expires_at__gt=now))


def settle(
    question: PendingToolCall,
    *,
    by: Entity,
    decision: Decision,
    typed: dict[str, Any],
    now: datetime,
) -> None:
    """Answer QUESTION with what was TYPED: shown, arguments, answer, is_json, reason.

    Raises Refused.
    """
    answering.answer(
        question,
        by=by,
        decision=decision,
        now=now,
        shown=typed["shown"],
        result=_result(question, decision, typed),
    )


def _result(question: PendingToolCall, decision: Decision, typed: dict[str, Any]) -> Any:
    match decision:
        case Decision.EDITED:
            return _arguments(question, typed["arguments"])
        case Decision.ANSWERED:
            return _answer(typed)
        case Decision.DENIED:
            return typed["reason"] or None
        case _:
            return None


def _answer(typed: dict[str, Any]) -> Any:
    text = typed["choice"] or typed["answer"]
    if not text.strip():
        raise Refused("answer", "is needed")
    return _read(text, "answer") if typed["is_json"] and not typed["choice"] else text


def _arguments(question: PendingToolCall, text: str) -> Any:
    """TEXT as the tool takes it, as far as its schema is known here."""
    args = _read(text, "arguments")
    schema = schema_of(question)
    if schema is not None:
        holding.check(args, schema, within="arguments")
    return args


def _read(text: str, field: str) -> Any:
    try:
        return strict_json.parse(text)
    except strict_json.BadJson as error:
        raise Refused(field, f"must be JSON: {error}") from error


def schema_of(question: PendingToolCall) -> dict[str, Any] | None:
    """What the arguments of the asked call must be; None for tools of other servers."""
    name = question.call.tool_name
    if name in ACTS:
        return ACTS[name].offered.schema
    schema: dict[str, Any] | None = _tool(question).get("inputSchema")
    return schema


def _tool(question: PendingToolCall) -> dict[str, Any]:
    """The asked tool as the agent's config has it; empty when it has none of this name."""
    agent = question.agent_entity.agent
    tools = agent.config_json.get("tools", []) if agent is not None else []
    return next((tool for tool in tools if tool.get("name") == question.call.tool_name), {})
