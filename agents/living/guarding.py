"""Keeps agents from talking one another into a loop: what they say arrives, ever more slowly.

A chain is what agents said in a space in answer to one another. It begins anew with what a
person says, and with what an agent says for another reason, such as a plan. What a person
says is never held back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from agents.models import Entity, EntityType, SmartSpaceMessage

FREE = 6
MOST_AN_HOUR = 60
FIRST = timedelta(seconds=15)
LONGEST = timedelta(hours=1)
HOUR = timedelta(hours=1)
LOOKED_AT = 24


@dataclass(frozen=True)
class Hold:
    """Until when agents are not told of a message, and why."""

    until: datetime
    reason: str = ""


def hold(message: SmartSpaceMessage, *, now: datetime) -> Hold:
    """When the agents in its space are told of MESSAGE."""
    if message.entity.type != EntityType.AGENT:
        return Hold(now)
    chain, hourly = _chain(message), _hourly(message, now)
    wait = delay(chain, hourly)
    if not wait:
        return Hold(now)
    said = f"{hourly} in an hour" if hourly > MOST_AN_HOUR else f"{chain} in a row"
    return Hold(now + wait, f"Held back by the loop guard: agents said {said}.")


def delay(chain: int, hourly: int) -> timedelta:
    """How long to hold back message number CHAIN of a chain and number HOURLY of an hour."""
    over = max(chain - FREE, hourly - MOST_AN_HOUR)
    if over <= 0:
        return timedelta()
    wait: timedelta = FIRST * 2 ** min(over - 1, LOOKED_AT)
    return min(wait, LONGEST)


def _chain(message: SmartSpaceMessage) -> int:
    """How many messages of its chain there are up to MESSAGE, of the newest LOOKED_AT."""
    answered = Entity.objects.filter(pk=OuterRef("run__trigger_entity_id"), type=EntityType.AGENT)
    begun = Q(run__isnull=False) & ~Exists(answered)
    found = _spoken(message).order_by("-seq").annotate(begins=begun)
    length = 0
    for kind, begins in found.values_list("entity__type", "begins")[:LOOKED_AT]:
        if kind != EntityType.AGENT:
            break
        length += 1
        if begins:
            break
    return length


def _hourly(message: SmartSpaceMessage, now: datetime) -> int:
    """How many messages of agents there were within an hour, as far as that matters."""
    lately = _spoken(message).filter(created_at__gt=now - HOUR, entity__type=EntityType.AGENT)
    return lately[: MOST_AN_HOUR + LOOKED_AT].count()


def _spoken(message: SmartSpaceMessage) -> QuerySet[SmartSpaceMessage]:
    """What was said up to MESSAGE in its space; a shown tool call is not said to anybody."""
    said = SmartSpaceMessage.objects.filter(
        smart_space_id=message.smart_space_id, seq__lte=message.seq
    )
    return said.exclude(metadata__type="tool_call")
