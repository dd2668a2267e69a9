"""What the board and the list of missions show, at the same cost for ten and a million."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import attrgetter, or_
from typing import Any

from django.db import connection
from django.db.models import F, Q

from devcraft import keyset
from devcraft.models import User
from missions import search
from missions.models import Mission, Status, TimeEntry
from missions.models.missions import MissionQuerySet

COLUMN_SIZE = 20
PAGE_SIZE = 50
MOST_COUNTED = 1000
OPEN = (Status.TODO, Status.WIP)

ORDERS = {
    "priority": keyset.Order("priority"),
    "newest": keyset.Order("created_at"),
    "oldest": keyset.Order("created_at", is_descending=False),
    "ended": keyset.Order("ended_at"),
    "queue": keyset.Order("queue_position", is_descending=False),
}

COLUMN_ORDERS = {
    "current": ("-priority", "-id"),
    "queue": ("queue_position", "id"),
    "todo": ("-priority", "-id"),
    "done": ("-ended_at", "-id"),
}


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to. Empty text and None mean no limit."""

    text: str = ""
    status: str = "open"
    assigned: str = ""
    level: int | None = None
    dharma: str = ""
    quest: str = ""
    sort: str = "priority"
    before: str = ""
    after: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.assigned or self.level is not None or self.dharma or self.quest)

    @property
    def statuses(self) -> tuple[str, ...]:
        if self.status == "open":
            return OPEN
        return tuple(Status.values) if self.status == "all" else (self.status,)


@dataclass
class Column:
    key: str
    title: str
    hint: str
    missions: list[Mission] = field(default_factory=list)
    count: int = 0

    @property
    def counted(self) -> str:
        return f"{MOST_COUNTED:,}+" if self.count > MOST_COUNTED else f"{self.count:,}"

    @property
    def has_more(self) -> bool:
        return self.count > len(self.missions)


def owned(user: User, **conditions: Any) -> list[MissionQuerySet]:
    """Own and shared missions apart, so that each side can follow its index."""
    kept = Mission.objects.kept().filter(**conditions)
    return [kept.filter(owner=user), kept.filter(owner=None)]


def columns(user: User) -> list[Column]:
    """The board: current, queue, to do and done, the first rows of each; two queries.

    What runs stands first, however many missions are paused.
    """
    shelves = {
        "current": owned(user, status=Status.WIP),
        "queue": [Mission.objects.filter(owner=user, queue_position__isnull=False)],
        "todo": owned(user, status=Status.TODO, queue_position=None),
        "done": owned(user, status=Status.DONE, ended_at__isnull=False),
    }
    found = {
        "current": Column("current", "Current", "Running and paused"),
        "queue": Column("queue", "Queue", "What comes next, in this order"),
        "todo": Column("todo", "To do", "By priority"),
        "done": Column("done", "Done", "Last finished first"),
    }
    running = TimeEntry.objects.running().filter(owner=user).order_by("pk").values("mission")
    anywhere = reduce(
        or_,
        (
            Q(pk__in=part.order_by(*COLUMN_ORDERS[key]).values("pk")[:COLUMN_SIZE])
            for key, parts in shelves.items()
            for part in parts
        ),
        Q(pk__in=running[:1]),
    )
    for mission in Mission.objects.filter(anywhere):
        found[column_of(mission)].missions.append(mission)
    for key, column in found.items():
        field_name = COLUMN_ORDERS[key][0]
        column.missions.sort(
            key=attrgetter("is_running", field_name.lstrip("-"), "pk"),
            reverse=field_name.startswith("-"),
        )
        del column.missions[COLUMN_SIZE:]
    for key, count in _counts(shelves).items():
        found[key].count = count
    return list(found.values())


def column_of(mission: Mission) -> str:
    if mission.status == Status.WIP:
        return "current"
    if mission.status == Status.DONE:
        return "done"
    return "todo" if mission.queue_position is None else "queue"


def _counts(shelves: dict[str, list[MissionQuerySet]]) -> dict[str, int]:
    """How many missions each shelf holds, counted no further than a thousand and one."""
    with connection.cursor() as cursor:
        sums: list[str] = []
        params: list[Any] = []
        for parts in shelves.values():
            counted = []
            for part in parts:
                limited = part.order_by().values("pk")[: MOST_COUNTED + 1]
                sql, values = limited.query.sql_with_params()
                counted.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 -- Django's SQL
                params += values
            sums.append(" + ".join(counted))
        cursor.execute(f"SELECT {', '.join(sums)}", params)
        return dict(zip(shelves, cursor.fetchone(), strict=True))


def listing(user: User, filters: Filters, *, size: int = PAGE_SIZE) -> keyset.Page[Mission]:
    """One page of the list, narrowed and sorted, SIZE rows long."""
    order = ORDERS[filters.sort]
    held = search.holding(filters.text)
    parts = [
        _narrowed(part, filters).filter(held)
        for status in filters.statuses
        for part in owned(user, status=status)
    ]
    if filters.sort in ("ended", "queue"):
        parts = [part.filter(**{f"{order.field}__isnull": False}) for part in parts]
    return keyset.paginate(
        parts, order=order, before=filters.before, after=filters.after, size=size
    )


def _narrowed(missions: MissionQuerySet, filters: Filters) -> MissionQuerySet:
    if filters.assigned:
        missions = missions.filter(assigned_to=filters.assigned)
    if filters.level is not None:
        missions = missions.filter(maturity_level=filters.level)
    if filters.quest:
        missions = missions.filter(quest_name=filters.quest)
    if filters.dharma:
        missions = missions.filter(dharma_path__contains=filters.dharma)
    return missions


def trash(user: User, *, before: str, after: str) -> keyset.Page[Mission]:
    return keyset.paginate(
        [Mission.objects.trashed().filter(owner=user)],
        order=keyset.Order("trashed_at"),
        before=before,
        after=after,
        size=PAGE_SIZE,
    )


def waiting_for_answer(user: User, limit: int) -> list[Mission]:
    return list(
        Mission.objects.awaiting_answer()
        .filter(owner=user)
        .order_by("awaiting_answer_at", "id")[:limit]
    )


def next_up(user: User, limit: int) -> list[Mission]:
    """The queue's head, or without a queue the most urgent missions to do."""
    queued = Mission.objects.filter(owner=user, queue_position__isnull=False)
    found = list(queued.order_by("queue_position")[:limit])
    if found:
        return found
    todo = Mission.objects.kept().filter(owner=user, status=Status.TODO)
    return list(todo.order_by(F("priority").desc(), "-id")[:limit])


def paused(user: User, limit: int) -> list[Mission]:
    """Missions in progress that do not run, the one paused last first."""
    wip = Mission.objects.kept().filter(owner=user, status=Status.WIP, is_paused=True)
    return list(wip.order_by(F("paused_at").desc(nulls_last=True), "-id")[:limit])
