"""Which mission a request belongs to, and what a person's word about it changes.

The order of LinkRank decides: by hand, by session, named by its branch, by branch, by
project, assumed from the timer. What a person assigned is never overwritten.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from django.db import transaction

from agents.models import LinkRank, MissionLink, Subject, UsageEvent
from agents.usage import patterns, rows, signing
from agents.usage.patterns import Pattern
from agents.usage.rows import Row
from agents.usage.tally import Tally
from devcraft.models import User
from missions.models import Mission, TimeEntry
from missions.signs import Sign

NAMED = re.compile(r"(?:(?<![A-Za-z0-9])mission-|#)(\d{1,9})(?!\d)")
Placed = tuple[int | None, int]
Stretch = tuple[datetime, datetime | None, int]
REQUEST = Subject.REQUEST.value
ASSUMED = LinkRank.ASSUMED.value
PATTERNED = (Subject.BRANCH.value, Subject.PROJECT.value)
NOWHERE: Placed = (None, LinkRank.NONE.value)


class Told(Protocol):
    """What a request tells of where it belongs."""

    key: str
    at: datetime
    session: str
    project: str
    branch: str


class Linker:
    """Places requests of one owner. Short-lived: it remembers what it looked up."""

    def __init__(self, owner: User) -> None:
        self._owner = owner
        links = list(MissionLink.objects.filter(owner=owner, ended_at=None))
        self._links: dict[tuple[str, str], int] = {
            (link.subject, link.name): link.mission_id for link in links
        }
        self._patterns: dict[str, list[tuple[Pattern, int, int]]] = {}
        for link in links:
            if link.subject in PATTERNED and patterns.is_pattern(link.name):
                found = Pattern(link.name), link.pk, link.mission_id
                self._patterns.setdefault(link.subject, []).append(found)
        self._missions: dict[int, int | None] = {}
        self._frames: dict[tuple[str, str, str], Placed | None] = {}
        self._months: dict[tuple[int, int], list[Stretch]] = {}

    def place(self, row: Told) -> Placed:
        """The mission of ROW and how it was found."""
        by_hand = self._links.get((REQUEST, row.key))
        if by_hand:
            return by_hand, LinkRank.REQUEST
        frame = row.session, row.project, row.branch
        if frame not in self._frames:
            self._frames[frame] = self._by_frame(row)
        said = self._frames[frame]
        if said:
            return said
        timed = self._timed(row.at)
        return (timed, ASSUMED) if timed else NOWHERE

    def follow(self, before: str, after: str) -> None:
        """Let a person's word about a request go on under the request's new key."""
        if (REQUEST, before) not in self._links or (REQUEST, after) in self._links:
            return
        self._links[REQUEST, after] = self._links.pop((REQUEST, before))
        MissionLink.objects.filter(
            owner=self._owner, subject=REQUEST, name=before, ended_at=None
        ).update(name=after)

    def _by_frame(self, row: Told) -> Placed | None:
        """What session, branch and project say, the same for all their requests."""
        by_session = self._links.get((Subject.SESSION.value, row.session))
        if by_session:
            return by_session, LinkRank.SESSION
        named = self._named(row.branch)
        if named:
            return named, LinkRank.NAMED
        by_branch = self._by_rule(Subject.BRANCH.value, row.project, row.branch)
        if by_branch:
            return by_branch, LinkRank.BRANCH
        by_project = self._by_rule(Subject.PROJECT.value, row.project)
        if by_project:
            return by_project, LinkRank.PROJECT
        return None

    def _by_rule(self, subject: str, *values: str) -> int | None:
        """The mission of what was said of just this, else of the pattern that says most of it."""
        exact = self._links.get((subject, patterns.SEPARATOR.join(values)))
        return exact or patterns.first(self._patterns.get(subject, []), *values)

    def _named(self, branch: str) -> int | None:
        match = NAMED.search(branch)
        if match is None:
            return None
        number = int(match[1])
        if number not in self._missions:
            visible = Mission.objects.visible_to(self._owner).filter(pk=number)
            self._missions[number] = visible.values_list("pk", flat=True).first()
        return self._missions[number]

    def _timed(self, at: datetime) -> int | None:
        """The mission whose clock ran at that instant."""
        moment = at.astimezone(UTC)
        month = moment.year, moment.month
        if month not in self._months:
            self._months[month] = _stretches(self._owner, *month)
        stretches = self._months[month]
        place = bisect_right(stretches, at, key=lambda stretch: stretch[0])
        if not place:
            return None
        _, end, mission = stretches[place - 1]
        return mission if end is None or at < end else None


def branch_name(project: str, branch: str) -> str:
    """How a link names a branch: branches of two projects are two things."""
    return f"{project}\n{branch}"


def _stretches(owner: User, year: int, month: int) -> list[Stretch]:
    """Timed work that may touch the month of UTC, by its start; clocks never overlap."""
    begin = datetime(year, month, 1, tzinfo=UTC)
    entries = TimeEntry.objects.counted().filter(owner=owner)
    before = entries.filter(started_at__lt=begin).order_by("-started_at", "-id")[:1]
    within = entries.filter(started_at__gte=begin, started_at__lt=begin + timedelta(days=31))
    columns = ("started_at", "ended_at", "mission_id")
    found = [
        *before.values_list(*columns),
        *within.order_by("started_at", "id").values_list(*columns),
    ]
    return [(start, end, mission) for start, end, mission in found if start is not None]


@transaction.atomic
def link(*, owner: User, subject: str, name: str, mission: Mission, now: datetime) -> int:
    """Say that NAME belongs to MISSION from now on and before; returns how many moved."""
    lock(owner)
    MissionLink.objects.filter(owner=owner, subject=subject, name=name, ended_at=None).update(
        ended_at=now
    )
    MissionLink.objects.create(
        owner=owner, subject=subject, name=name, mission=mission, made_at=now
    )
    return _place_again(owner, subject, name)


@transaction.atomic
def unlink(*, owner: User, subject: str, name: str, now: datetime) -> int:
    """Take a person's word back; the weaker rules decide again."""
    lock(owner)
    MissionLink.objects.filter(owner=owner, subject=subject, name=name, ended_at=None).update(
        ended_at=now
    )
    return _place_again(owner, subject, name)


def _place_again(owner: User, subject: str, name: str) -> int:
    return relink(owner, rows.load(**requests_of(owner, subject, name)))


def requests_of(owner: User, subject: str, name: str) -> dict[str, Any]:
    """The conditions that the requests meet which a word about NAME may move.

    A request's key is looked up under each provider, which the index of keys begins with.
    """
    if subject == Subject.REQUEST:
        return {"owner": owner, "provider__in": _providers(owner), "key": name}
    return {"owner": owner, **_meant(narrowed_to(subject, name))}


def _meant(values: dict[str, str]) -> dict[str, str]:
    """Conditions for VALUES; those of a pattern also let through what it does not fit."""
    return {
        f"{column}__startswith" if patterns.is_pattern(value) else column: patterns.prefix(value)
        for column, value in values.items()
    }


def narrowed_to(subject: str, name: str) -> dict[str, str]:
    """The values that requests share which belong to the session, project or branch NAME."""
    if subject == Subject.BRANCH:
        project, _, branch = name.partition("\n")
        return {"project": project, "branch": branch}
    return {subject: name}


def _providers(owner: User) -> list[str]:
    """Providers of the owner's requests, by as many looks at the index of their keys."""
    found = [""]
    following = UsageEvent.objects.filter(owner=owner).order_by("provider")
    while after := following.filter(provider__gt=found[-1]).values_list("provider")[:1]:
        found.append(after[0][0])
    return found


def relink(owner: User, found: Iterable[Row]) -> int:
    """Place rows again by all rules and move their totals; returns how many moved."""
    linker, tally = Linker(owner), Tally()
    moved: list[Row] = []
    left: set[Sign] = set()
    for row in found:
        placed = linker.place(row)
        if placed == (row.mission_id, row.rank):
            continue
        tally.remove(row)
        left |= signing.of([row])
        row.mission_id, row.rank = placed
        tally.add(row)
        moved.append(row)
    rows.update(moved)
    tally.write(owner.pk)
    signing.follow(owner, left=left, came=signing.of(moved))
    return len(moved)


def lock(owner: User) -> None:
    """Hold the owner's ledger until this transaction ends; timers go on."""
    User.objects.select_for_update(no_key=True).values_list("pk").get(pk=owner.pk)
