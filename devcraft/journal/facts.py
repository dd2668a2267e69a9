"""What a day came to, each fact in words and with the address of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.urls import reverse

from agents.models import Run
from agents.usage import reports as usage_reports
from agents.usage.money import money
from agents.usage.spans import Period
from devcraft.models import User
from devcraft.templatetags.devcraft import duration, points
from missions import desk, references
from missions.models import CloseReason, LocalDay, ScoreEntry, ScoreKind, TimeEntry
from worlds.models import WorldChange, WorldChangeKind

MOST = 8
SAVES = (WorldChangeKind.SAVED, WorldChangeKind.RESTORED)


@dataclass(frozen=True)
class Fact:
    """WORDS as they go into a draft; `address` leads to the rows they come from."""

    words: str
    address: str


def of_day(user: User, day: date, *, running: int = 0) -> list[Fact]:
    """The facts of DAY, with RUNNING seconds of the clock that runs; none for an empty day."""
    rule = desk.rule_of(user)
    window = (rule.start_of(day), rule.end_of(day))
    return [
        *_focus(user, day, running),
        *_done(user, day),
        *_switches(user, day, window),
        *_saves(user, window),
        *_agents(user, Period(day, day, rule), window),
    ]


def draft(facts: list[Fact]) -> str:
    """FACTS as the beginning of an entry."""
    return "".join(f"- {fact.words}\n" for fact in facts)


def _focus(user: User, day: date, running: int) -> Iterator[Fact]:
    row = LocalDay.objects.filter(owner=user, day=day).first() or LocalDay(day=day)
    timed = row.timed_seconds + running
    parts = [f"Focused {duration(timed)}"] if timed else []
    if row.claimed_seconds:
        parts.append(f"{duration(row.claimed_seconds)} logged by hand")
    if parts:
        yield Fact(f"{', '.join(parts)}.", reverse("missions:day", args=[day.isoformat()]))


def _done(user: User, day: date) -> Iterator[Fact]:
    lines = ScoreEntry.objects.filter(owner=user, day=day, kind=ScoreKind.COMPLETION)
    found = list(lines.select_related("mission").order_by("-score", "id")[: MOST + 1])
    for line in found[:MOST]:
        yield Fact(
            f"Done: #{line.mission_id} {line.mission.name}, {points(line.score)} points.",
            reverse("missions:mission_score", args=[line.mission_id]),
        )
    if len(found) > MOST:
        yield Fact("And more missions done.", reverse("missions:day", args=[day.isoformat()]))


def _switches(user: User, day: date, window: tuple[datetime, datetime]) -> Iterator[Fact]:
    entries = TimeEntry.objects.visible_to(user).counted().filter(started_at__lt=window[1])
    count = (
        entries.filter(ended_at__gte=window[0], close_reason=CloseReason.SWITCH)
        .filter(ended_at__lt=window[1], started_at__gte=window[0] - timedelta(days=1))
        .count()
    )
    if count:
        times = "once" if count == 1 else f"{count} times"
        yield Fact(
            f"Switched {times} between missions.", reverse("missions:day", args=[day.isoformat()])
        )


def _saves(user: User, window: tuple[datetime, datetime]) -> Iterator[Fact]:
    saves = WorldChange.objects.filter(
        world__owner=user, kind__in=SAVES, at__gte=window[0], at__lt=window[1]
    )
    counted = saves.values("world", "world__name").annotate(count=Count("pk"))
    for row in counted.order_by("-count", "world")[:MOST]:
        slug = references.slug(row["world__name"]) or row["world"]
        times = "once" if row["count"] == 1 else f"{row['count']} times"
        yield Fact(f"Saved @{slug} {times}.", reverse("worlds:world_history", args=[row["world"]]))


def _agents(user: User, period: Period, window: tuple[datetime, datetime]) -> Iterator[Fact]:
    began = Run.objects.filter(owner=user, started_at__gte=window[0], started_at__lt=window[1])
    runs, spend = began.count(), usage_reports.spend(user, period)
    if runs or spend.requests:
        times = "once" if runs == 1 else f"{runs} times"
        cost = f", {spend.requests:,} requests for {money(spend.cost_pico)}"
        unknown = f" and {spend.unpriced:,} of unknown cost" if spend.unpriced else ""
        address = f"{reverse('agents:billing')}?period={period.first.isoformat()}"
        yield Fact(f"Agents ran {times}{cost}{unknown}.", address)
