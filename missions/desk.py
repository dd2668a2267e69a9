"""What the top bar of every page needs to know of a person, in two queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from devcraft import clock
from devcraft.http import Request
from devcraft.models import User
from missions import days
from missions.days import DayRule
from missions.models import Mission, Profile, TimeEntry
from missions.models.time import NUDGE_SECONDS, SUSPECT_SECONDS

MEMO = "devcraft.desk"


@dataclass(frozen=True)
class Running:
    """The mission whose clock runs. `elapsed` counts all its time, `unbroken` this entry."""

    entry: TimeEntry
    elapsed: int
    unbroken: int

    @property
    def mission(self) -> Mission:
        return self.entry.mission

    @property
    def needs_nudge(self) -> bool:
        return NUDGE_SECONDS <= self.unbroken < SUSPECT_SECONDS

    @property
    def is_suspect(self) -> bool:
        return self.unbroken >= SUSPECT_SECONDS

    @property
    def overtime(self) -> int | None:
        return self.mission.overtime_seconds(self.elapsed)


@dataclass(frozen=True)
class Desk:
    profile: Profile
    running: Running | None
    answers_waiting: int
    now: datetime
    today: date

    @property
    def running_days(self) -> dict[date, int]:
        """Seconds of the running entry by local day, as they will be stored when it ends."""
        if self.running is None:
            return {}
        entry = self.running.entry
        return days.split(entry.begun, self.now, entry.day_rule)

    @property
    def waiting(self) -> int:
        """How many things wait for the person: answers, and a forgotten timer."""
        forgotten = bool(self.running and self.running.is_suspect)
        return self.answers_waiting + forgotten

    @property
    def version(self) -> str:
        """Changes with every act on the clock, with what waits, and with the day."""
        nudge = "n" if self.running and self.running.needs_nudge else ""
        return f"{self.profile.timer_version}-{self.today:%Y%m%d}-{self.waiting}{nudge}"


def rule_of(user: User) -> DayRule:
    return DayRule(user.zone, user.day_start_hour)


def profile_of(user: User) -> Profile:
    """The stored profile, or an unsaved one before the first act."""
    return Profile.objects.filter(owner=user).first() or _new_profile(user)


def _new_profile(user: User) -> Profile:
    return Profile(owner=user, display_name=user.username[:30])


def look(user: User, *, now: datetime) -> Desk:
    waiting = (
        Mission.objects.awaiting_answer()
        .filter(owner=OuterRef("pk"))
        .order_by()
        .values("owner")
        .annotate(count=Count("pk"))
        .values("count")
    )
    person = (
        User.objects.filter(pk=user.pk)
        .select_related("profile")
        .annotate(answers_waiting=Coalesce(Subquery(waiting), 0))
        .get()
    )
    profile = getattr(person, "profile", None) or _new_profile(user)
    return Desk(
        profile=profile,
        running=running_of(user, now=now),
        answers_waiting=person.answers_waiting,
        now=now,
        today=rule_of(user).day_of(now),
    )


def running_of(user: User, *, now: datetime) -> Running | None:
    entry = TimeEntry.objects.running().filter(owner=user).select_related("mission").first()
    if entry is None:
        return None
    unbroken = entry.seconds_at(now)
    return Running(entry, entry.mission.actual_seconds + unbroken, unbroken)


def of(request: Request) -> Desk:
    """The desk of this request's user, looked up once per request."""
    known: Desk | None = request.META.get(MEMO)
    if known is None:
        known = request.META[MEMO] = look(request.user, now=clock.now())
    return known
