"""Spaces as a list shows them: who is in, what was said last, how much of it is new."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.db.models import F, OuterRef, QuerySet, Subquery

from agents.models import Entity, SmartSpace, SmartSpaceMembership, SmartSpaceMessage
from devcraft.models import User

MOST_NAMED = 5


@dataclass
class Card:
    space: SmartSpace
    members: list[Entity] = field(default_factory=list)
    last: SmartSpaceMessage | None = None

    @property
    def named(self) -> list[Entity]:
        return self.members[:MOST_NAMED]

    @property
    def more(self) -> int:
        return len(self.members) - len(self.named)


def counted(spaces: QuerySet[SmartSpace], user: User) -> QuerySet[SmartSpace]:
    """SPACES, which USER joined, with how many messages are `unread`."""
    seat = SmartSpaceMembership.objects.of(user).filter(smart_space=OuterRef("pk"))
    return spaces.annotate(unread=F("last_seq") - Subquery(seat.values("last_seen_seq")))


def cards(spaces: list[SmartSpace]) -> list[Card]:
    """SPACES in their order, with members and last messages, in two queries."""
    found = {space.pk: Card(space) for space in spaces}
    for seat in members(list(found)):
        found[seat.smart_space_id].members.append(seat.entity)
    said = SmartSpaceMessage.objects.filter(
        smart_space__in=list(found), seq=F("smart_space__last_seq")
    )
    for message in said.select_related("entity"):
        found[message.smart_space_id].last = message
    return list(found.values())


def members(space_ids: list[uuid.UUID]) -> QuerySet[SmartSpaceMembership]:
    """Who is in, people before agents, in the order they came."""
    seats = SmartSpaceMembership.objects.filter(smart_space__in=space_ids)
    return seats.select_related("entity", "entity__agent").order_by(
        "-entity__type", "joined_at", "pk"
    )
