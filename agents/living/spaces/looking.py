"""All that the page of a space shows to one of its members."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from agents.living.spaces import asking, conversation, lines, pulse
from agents.living.spaces.asking import Card
from agents.living.spaces.conversation import Stretch
from agents.models import SmartSpaceMembership


def at(
    seat: SmartSpaceMembership,
    members: list[SmartSpaceMembership],
    *,
    before: int | None,
    start: int | None,
    now: datetime,
) -> dict[str, Any]:
    """The newest messages, those BEFORE a number, or those from START on, for SEAT's member."""
    space = seat.smart_space
    if start is not None:
        stretch = conversation.beginning(space.pk, start=start)
    else:
        stretch = conversation.newest(space.pk, before=before)
    first = stretch.messages[0] if stretch.messages else None
    last = stretch.messages[-1] if stretch.messages else None
    settled = asking.settled_in(
        space.pk,
        since=first.created_at if first and stretch.before else None,
        until=last.created_at if last and stretch.has_newer else None,
        now=now,
    )
    first_new = seat.last_seen_seq + 1
    return {
        "seat": seat,
        "now": now,
        "space": space,
        "members": members,
        "stretch": stretch,
        "lines": lines.lines(Stretch(stretch.messages, None), settled, seen=seat.last_seen_seq),
        "asked": [Card(one, seat.entity) for one in asking.open_in(space.pk, now=now)],
        "pulse": pulse.of(space.pk, now=now),
        "unread": space.last_seq - seat.last_seen_seq,
        "first_new": first_new if _lies_before(first_new, stretch) else None,
    }


def last_day(found: dict[str, Any]) -> date | None:
    """The local day of the last line of what `at` FOUND."""
    shown = found["lines"]
    return timezone.localtime(shown[-1].at).date() if shown else None


def _lies_before(number: int, stretch: Stretch) -> bool:
    return bool(stretch.messages) and number < stretch.messages[0].seq and number > 0
