"""What is counted anew from the rows that came: totals, points, free leases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from agents.models import Agent, AgentLease, UsageEvent
from agents.usage import rows
from agents.usage import verifying as usage_verifying
from agents.usage.tally import Tally
from devcraft.models import User
from missions import levels, timekeeping, verifying
from missions.models import Mission, Profile, ScoreEntry, ScoreKind, TimeEntry, XpEntry

BATCH = 1000
MOST_TOLD = 5


def rebuild(user: User, *, paused: Iterable[int] = ()) -> None:
    """Write every total of USER, who has none yet, from the rows that it adds up.

    Of the missions PAUSED the clock ran there and does not run here.
    """
    _time(user)
    for mission in Mission.objects.filter(pk__in=paused):
        timekeeping.refresh(mission)
        mission.save(update_fields=timekeeping.TIME_FIELDS)
    _points(user)
    _requests(user)
    living = Agent.objects.living().filter(owner=user)
    AgentLease.objects.bulk_create(AgentLease(agent=agent) for agent in living)


def differences(user: User) -> list[str]:
    """The first sentences about stored figures that their rows do not give."""
    told: Iterator[str] = chain(
        verifying.time_differences(user),
        verifying.score_differences(user),
        usage_verifying.differences(user),
    )
    return list(islice(told, MOST_TOLD))


def _time(user: User) -> None:
    Mission.objects.filter(owner=user).update(actual_seconds=0)
    entries = TimeEntry.objects.filter(owner=user).order_by("pk").iterator(BATCH)
    timekeeping.count_all(user, entries)


def _points(user: User) -> None:
    done = Count("pk", filter=Q(kind=ScoreKind.COMPLETION))
    reopened = Count("pk", filter=Q(kind=ScoreKind.REOPENING))
    scored = ScoreEntry.objects.filter(owner=user).order_by().values("day")
    imported = {day: score for (_, day), score in verifying.imported_scores(user).items()}
    sums = {row["day"]: row for row in scored.annotate(sum=Sum("delta"), done=done - reopened)}
    for day in sums.keys() | imported.keys():
        row = timekeeping.day_row(user, day)
        found = sums.get(day, {"sum": 0, "done": 0})
        row.score, row.done_count = found["sum"], found["done"]
        row.imported_score = imported.get(day, 0)
        row.save(update_fields=["score", "done_count", "imported_score"])
    total = XpEntry.objects.filter(owner=user).aggregate(sum=Coalesce(Sum("amount"), 0))["sum"]
    told = {"total_xp": total, "level": levels.level_of(total)}
    Profile.objects.filter(owner=user).update(**told)


def _requests(user: User) -> None:
    """In stretches of the ledger, as only some of it fits into memory at once."""
    last = 0
    while True:
        found = UsageEvent.objects.filter(owner=user, pk__gt=last).order_by("pk")
        ids = list(found.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        tally = Tally()
        for row in rows.load(owner=user, id__gt=last, id__lte=ids[-1]):
            tally.add(row)
        tally.write(user.pk)
        last = ids[-1]
