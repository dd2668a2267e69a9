"""The queue: which missions come next, in which order."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Max, Value, When

from devcraft.models import User
from missions import acts
from missions.models import Mission, Status
from missions.models.missions import MissionQuerySet

LONGEST = 500
OUT_OF_THE_WAY = 1_000_000


def queued(user: User) -> MissionQuerySet:
    return Mission.objects.filter(owner=user, queue_position__isnull=False).order_by(
        "queue_position"
    )


def head(user: User) -> Mission | None:
    return queued(user).first()


@transaction.atomic
def add(*, user: User, mission: Mission, now: datetime) -> None:
    """Put MISSION at the end of the queue; nothing changes if it stands there."""
    acts.lock(user)
    if queued(user).count() >= LONGEST:
        raise acts.ActRefused(f"The queue holds at most {LONGEST} missions.")
    last = queued(user).aggregate(last=Max("queue_position"))["last"] or 0
    free = Mission.objects.filter(
        pk=mission.pk, owner=user, status=Status.TODO, trashed_at=None, queue_position=None
    )
    if not free.update(queue_position=last + 1, updated_at=now):
        mission.refresh_from_db()
        if mission.queue_position is None:
            raise acts.ActRefused("Only an own mission to do can stand in the queue.")


@transaction.atomic
def remove(*, user: User, mission: Mission, now: datetime) -> None:
    acts.lock(user)
    queued(user).filter(pk=mission.pk).update(queue_position=None, updated_at=now)


@transaction.atomic
def move(*, user: User, mission: Mission, to: int) -> None:
    """Move MISSION to place TO (1 is the head); places beyond the end mean the end."""
    acts.lock(user)
    order = list(queued(user).values_list("pk", flat=True))
    if mission.pk not in order:
        raise acts.ActRefused(f"“{mission.name}” does not stand in the queue.")
    order.remove(mission.pk)
    order.insert(max(0, to - 1), mission.pk)
    renumber(user, order)


def renumber(user: User, order: list[int]) -> None:
    """Give the missions in ORDER the places 1, 2, 3, …; the caller holds the lock.

    Two statements, because SQLite checks uniqueness row by row inside one.
    """
    queued(user).update(queue_position=F("queue_position") + OUT_OF_THE_WAY)
    places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(order, start=1)]
    if places:
        queued(user).filter(pk__in=order).update(queue_position=Case(*places))


def place_again(mission: Mission) -> None:
    """Keep MISSION's remembered place if it is free, else take the end of the queue."""
    place = mission.queue_position
    if place is None or mission.owner is None:
        return
    others = queued(mission.owner).exclude(pk=mission.pk)
    if others.filter(queue_position=place).exists():
        last = others.aggregate(last=Max("queue_position"))["last"]
        mission.queue_position = (last or 0) + 1
