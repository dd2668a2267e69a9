"""How far a member has read. The marker moves forward only; what lies beyond is unread.

Unread are all messages after the marker, agents' as well as people's. One's own are among
them only when a program said them above something that was not read.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Expression, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from agents.models import SmartSpace, SmartSpaceMembership, SmartSpaceMessage
from devcraft.models import User

UNREAD = Sum(F("smart_space__last_seq") - F("last_seen_seq"))


def marker(space: SmartSpace, seq: int) -> dict[str, Any]:
    """The columns of a member who has read up to message SEQ, or to the last before it."""
    read = SmartSpaceMessage.objects.filter(smart_space=space, seq__lte=seq)
    last = read.order_by("-seq").values("pk", "seq").first()
    return {"last_seen_message_id": last["pk"], "last_seen_seq": last["seq"]} if last else {}


def move(seat: SmartSpaceMembership, seq: int) -> bool:
    """Note that SEAT's member has read up to SEQ; False when they had read as far before."""
    columns = marker(seat.smart_space, seq) if seq > seat.last_seen_seq else {}
    if not columns:
        return False
    behind = SmartSpaceMembership.objects.filter(
        pk=seat.pk, last_seen_seq__lt=columns["last_seen_seq"]
    )
    return bool(behind.update(**columns))


def move_past_own(message: SmartSpaceMessage) -> None:
    """Do not call MESSAGE new to its author when nothing before it is."""
    SmartSpaceMembership.objects.filter(
        smart_space=message.smart_space_id,
        entity=message.entity_id,
        last_seen_seq=message.seq - 1,
    ).update(last_seen_seq=message.seq, last_seen_message_id=message.pk)


def count_for_person(_now: datetime) -> Expression:
    """How many messages are new to the person of the outer row."""
    seats = SmartSpaceMembership.objects.filter(
        entity__user=OuterRef("pk"), smart_space__archived_at=None
    )
    unread = seats.order_by().values("entity").annotate(n=UNREAD).values("n")
    return Coalesce(Subquery(unread, output_field=BigIntegerField()), 0)


def unread_of(user: User) -> int:
    """How many messages are new to USER in all spaces that are not archived."""
    seats = SmartSpaceMembership.objects.of(user).filter(smart_space__archived_at=None)
    return seats.aggregate(n=UNREAD)["n"] or 0
