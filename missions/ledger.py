"""Writes the score and XP ledgers; both are append-only, so a change is a new line.

The functions set `mission.score`; the caller saves the mission with what else changed.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db.models import F

from devcraft.models import User
from missions import growth, scoring, timekeeping
from missions.models import (
    EntrySource,
    LocalDay,
    Mission,
    Profile,
    ScoreEntry,
    ScoreKind,
    XpEntry,
)


def complete(*, mission: Mission, owner: User, now: datetime, day: date) -> ScoreEntry:
    """Freeze what MISSION is worth; the points count for DAY."""
    return _append(ScoreKind.COMPLETION, mission, owner, now, day, "")


def correct(*, mission: Mission, now: datetime, reason: str) -> ScoreEntry | None:
    """Write the difference that a change after completion makes, for the same day.

    None when nothing differs, or when the score is an imported fact.
    """
    last = last_line(mission)
    if last is None or last.kind == ScoreKind.REOPENING:
        return None
    if factors_of(mission) == line_factors(last):
        return None
    return _append(ScoreKind.CORRECTION, mission, last.owner, now, last.day, reason)


def reopen(*, mission: Mission, now: datetime, reason: str) -> ScoreEntry | None:
    """Take the points of MISSION back; None when it earned none here."""
    last = last_line(mission)
    if last is None or last.kind == ScoreKind.REOPENING:
        mission.score = None
        return None
    return _append(ScoreKind.REOPENING, mission, last.owner, now, last.day, reason)


def complete_again(*, mission: Mission, now: datetime, reason: str) -> ScoreEntry | None:
    """Give the points back that a reopening took, for the day they counted before."""
    last = last_line(mission)
    if last is None or last.kind != ScoreKind.REOPENING:
        return None
    return _append(ScoreKind.COMPLETION, mission, last.owner, now, last.day, reason)


def award(
    *,
    owner: User,
    key: str,
    action: str,
    amount: int,
    now: datetime,
    day: date,
    mission: Mission | None = None,
    aura: int = 0,
    reason: str = "",
) -> XpEntry:
    """Write one XP line and the profile's totals. A KEY is paid once only."""
    entry = XpEntry.objects.create(
        owner=owner,
        key=key,
        action=action,
        amount=amount,
        aura=aura,
        at=now,
        day=day,
        mission=mission,
        reason=reason,
    )
    profile = Profile.objects.of(owner)
    Profile.objects.filter(pk=profile.pk).update(total_xp=F("total_xp") + amount, updated_at=now)
    profile.refresh_from_db(fields=["total_xp"])
    profile.level = profile.standing.level
    profile.aura = growth.aura_of(owner, on=day)
    profile.aura_on = day
    profile.save(update_fields=["level", "aura", "aura_on"])
    return entry


def scored_seconds(mission: Mission) -> int:
    """Closed and claimed time of MISSION that may score: all but imported totals."""
    entries = mission.time_entries.counted().exclude(source=EntrySource.IMPORT)
    return sum(entry.seconds_at(entry.started_at or entry.created_at) for entry in entries)


def factors_of(mission: Mission) -> scoring.Factors:
    valor = scoring.DEFAULT_VALOR if mission.valor is None else mission.valor
    return scoring.Factors(
        scored_seconds(mission), valor, mission.urgency, mission.easiness, mission.impact
    )


def line_factors(line: ScoreEntry) -> scoring.Factors:
    return scoring.Factors(line.seconds, line.valor, line.urgency, line.easiness, line.impact)


def last_line(mission: Mission) -> ScoreEntry | None:
    return mission.score_entries.order_by("-sequence").first()


def _append(
    kind: ScoreKind, mission: Mission, owner: User, now: datetime, day: date, reason: str
) -> ScoreEntry:
    last = last_line(mission)
    earlier = last.score if last else Decimal(0)
    factors = factors_of(mission)
    worth = Decimal(0) if kind == ScoreKind.REOPENING else factors.score
    line = ScoreEntry.objects.create(
        owner=owner,
        mission=mission,
        sequence=last.sequence + 1 if last else 1,
        kind=kind,
        at=now,
        day=day,
        seconds=factors.seconds,
        valor=factors.valor,
        urgency=factors.urgency,
        easiness=factors.easiness,
        impact=factors.impact,
        score=worth,
        delta=worth - earlier,
        reason=reason,
    )
    mission.score = None if kind == ScoreKind.REOPENING else worth
    _count(line)
    award(
        owner=owner,
        key=f"mission:{mission.pk}:{line.sequence}",
        action=kind,
        amount=scoring.xp(worth) - scoring.xp(earlier),
        now=now,
        day=day,
        mission=mission,
        reason=reason,
    )
    return line


def _count(line: ScoreEntry) -> None:
    step = {ScoreKind.COMPLETION: 1, ScoreKind.REOPENING: -1}.get(ScoreKind(line.kind), 0)
    row = timekeeping.day_row(line.owner, line.day)
    LocalDay.objects.filter(pk=row.pk).update(
        score=F("score") + line.delta, done_count=F("done_count") + step
    )
