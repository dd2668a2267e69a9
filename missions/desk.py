"""What the top bar of every page needs to know of a person, in two queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Expression, OuterRef, Subquery
from django.db.models.functions import Coalesce

from devcraft import clock
from devcraft.http import Request
from devcraft.models import User
from missions import days, evidence
from missions.days import DayRule
from missions.evidence import Evidence, Quiet
from missions.models import Mission, Profile, TimeEntry
from missions.models.time import NUDGE_SECONDS, SUSPECT_SECONDS

MEMO = "devcraft.desk"
NEVER = timedelta(0)
"""How long a clock may go without a sign of work when nobody is to be asked."""
COUNTED: dict[str, Callable[[datetime], Expression]] = {}
"""What the rooms above count for a person at a moment, as expressions over the person's row;
`questions` wait for an answer, `notices` to be seen."""


@dataclass(frozen=True)
class Running:
    """The mission whose clock runs. `elapsed` counts all its time, `unbroken` this entry.

    `quiet` when no sign of work came for longer than the person lets pass.
    """

    entry: TimeEntry
    elapsed: int
    unbroken: int
    last: Evidence
    quiet: Quiet | None

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
    has_paused: bool
    counts: dict[str, int]
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
        """How many things wait for the person: answers, questions, notices, a forgotten timer."""
        forgotten = bool(self.running and self.running.is_suspect)
        told = self.counts.get("questions", 0) + self.counts.get("notices", 0)
        return self.answers_waiting + told + forgotten

    @property
    def tab_icon(self) -> str:
        """The picture that says in the tab how the clock stands, unless that is switched off."""
        if not self.profile.shows_clock_in_tab:
            return "img/mark.svg"
        if self.running:
            return "img/running.svg"
        return "img/paused.svg" if self.has_paused else "img/mark.svg"

    @property
    def version(self) -> str:
        """Changes with every act on the clock, with what waits or is asked, and with the day."""
        nudge = "n" if self.running and self.running.needs_nudge else ""
        quiet = "q" if self.running and self.running.quiet else ""
        return f"{self.profile.timer_version}-{self.today:%Y%m%d}-{self.waiting}{nudge}{quiet}"


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
    today = rule_of(user).day_of(now)
    paused = Mission.objects.kept().filter(
        owner=OuterRef("pk"), is_paused=True, paused_at__gte=rule_of(user).start_of(today)
    )
    counted = {f"counted_{name}": count(now) for name, count in COUNTED.items()}
    person = (
        User.objects.filter(pk=user.pk)
        .select_related("profile")
        .annotate(
            answers_waiting=Coalesce(Subquery(waiting), 0), has_paused=Exists(paused), **counted
        )
        .get()
    )
    profile = getattr(person, "profile", None) or _new_profile(user)
    return Desk(
        profile=profile,
        running=running_of(user, now=now, quiet=timedelta(minutes=profile.quiet_minutes)),
        answers_waiting=person.answers_waiting,
        has_paused=person.has_paused,
        counts={name: vars(person)[f"counted_{name}"] for name in COUNTED},
        now=now,
        today=today,
    )


def running_of(user: User, *, now: datetime, quiet: timedelta = NEVER) -> Running | None:
    """What runs for USER; a clock without a sign of work for QUIET is asked about."""
    running = TimeEntry.objects.running().filter(owner=user).select_related("mission")
    entry = evidence.with_signs(running).first()
    if entry is None:
        return None
    unbroken = entry.seconds_at(now)
    last = evidence.last_of(entry, now=now)
    asked = evidence.quiet_of(entry, last, now=now, after=quiet)
    return Running(entry, entry.mission.actual_seconds + unbroken, unbroken, last, asked)


def of(request: Request) -> Desk:
    """The desk of this request's user, looked up once per request."""
    known: Desk | None = request.META.get(MEMO)
    if known is None:
        known = request.META[MEMO] = look(request.user, now=clock.now())
    return known
