"""Which entries and missions an address asks for: of which days, of which mission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import QueryDict

from devcraft.forms import whole_number
from devcraft.models import User
from devcraft.refusing import Refused
from missions import desk
from missions.models import Mission, TimeEntry
from missions.models.missions import MissionQuerySet
from missions.models.time import TimeEntryQuerySet

NAMES = ("from", "to", "mission")
FIRST, LAST = date(1970, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Narrowing:
    """Local days of USER from FIRST to LAST, both meant too, and one mission if it is named."""

    user: User
    first: date | None = None
    last: date | None = None
    mission: int | None = None

    def entries(self) -> TimeEntryQuerySet:
        """Entries that begin, or are claimed for a day, in the days asked for."""
        rows = TimeEntry.objects.visible_to(self.user)
        if self.mission is not None:
            rows = rows.filter(mission_id=self.mission)
        timed, claimed = self._within("started_at"), Q()
        if self.first:
            claimed &= Q(claimed_on__gte=self.first)
        if self.last:
            claimed &= Q(claimed_on__lte=self.last)
        return rows.filter(timed | claimed) if self.first or self.last else rows

    def missions(self) -> MissionQuerySet:
        """Missions that were made in the days asked for."""
        rows = Mission.objects.visible_to(self.user)
        if self.mission is not None:
            rows = rows.filter(pk=self.mission)
        return rows.filter(self._within("created_at"))

    def _within(self, field: str) -> Q:
        rule, found = desk.rule_of(self.user), Q()
        if self.first:
            found &= Q(**{f"{field}__gte": rule.start_of(self.first)})
        if self.last:
            found &= Q(**{f"{field}__lt": rule.end_of(self.last)})
        return found


def read(user: User, query: QueryDict, *, also: Iterable[str] = ()) -> Narrowing:
    """What QUERY asks for; ALSO names what else it may hold. Raises Refused."""
    known = (*NAMES, *also)
    for name in query:
        if name not in known:
            raise Refused("query", f"may hold {', '.join(known)} alone")
    first, last = _day(query, "from"), _day(query, "to")
    if first and last and last < first:
        raise Refused("to", "must not lie before from")
    return Narrowing(user, first, last, _mission(query))


def _day(query: QueryDict, name: str) -> date | None:
    typed = query.get(name, "")
    if not typed:
        return None
    rule = f"must be a day from {FIRST} to {LAST}, such as 2026-11-18"
    try:
        found = date.fromisoformat(typed)
    except ValueError as error:
        raise Refused(name, rule) from error
    if not FIRST <= found <= LAST:
        raise Refused(name, rule)
    return found


def _mission(query: QueryDict) -> int | None:
    typed = query.get("mission", "").removeprefix("#")
    if not typed:
        return None
    found = whole_number(typed)
    if found is None:
        raise Refused("mission", "must be the number of a mission")
    return found
