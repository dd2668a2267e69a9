"""Finds turns, events and skills by their words, the newest first.

`0006_search` keeps an index for each of the three. A page asks it for one row more than it
shows, from a place downwards: SQLite reads its index backwards and stops there, however
many rows hold a word; PostgreSQL takes few matches out of its index and sorts them, and
meets many on the way down the places. Nothing is counted and nothing is left out: each
match lies on some page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.http import QueryDict

from devcraft.models import User
from runtime_memory import placing
from runtime_memory.excerpts import Piece, excerpt
from runtime_memory.models import Skill, TaskEvent, Turn
from runtime_memory.searching import Search

SIZE = 20
LONGEST = 100_000
"""Characters of a text that the index knows."""


@dataclass(frozen=True)
class Hit:
    """A row that was found, and the part of its text that shows why."""

    row: Any
    pieces: list[Piece]


@dataclass(frozen=True)
class Hits:
    """`newer` and `older` are the places beyond which the neighbouring pages begin, or ""."""

    rows: list[Hit]
    newer: str = ""
    older: str = ""


@dataclass(frozen=True)
class Kind:
    """What is searched: its index, its rows as a user may see them, and what a row says."""

    index: str
    rows: Callable[[User], QuerySet[Any]]
    said: Callable[[Any], tuple[str, ...]]


def turns(user: User) -> QuerySet[Turn]:
    rows = Turn.objects.filter(Q(session__owner=user) | Q(session__owner=None))
    rows = rows.annotate(said=Left("content", LONGEST)).select_related("session")
    return rows.defer("content", "metadata_json", "session__metadata_json")


def events(user: User) -> QuerySet[TaskEvent]:
    """Those of no run are on no page, and so nobody finds them."""
    of_run = Q(workflow_run__owner=user) | Q(workflow_run__owner=None)
    of_step = Q(step__workflow_run__owner=user) | Q(step__workflow_run__owner=None)
    own = of_run & Q(workflow_run__isnull=False)
    own |= of_step & Q(workflow_run=None, step__isnull=False)
    rows = TaskEvent.objects.filter(own).annotate(payload=Left("payload_json", LONGEST))
    return rows.select_related("workflow_run", "step__workflow_run").defer(
        *("payload_json", "workflow_run__context_json"),
        *("step__details_json", "step__workflow_run__context_json"),
    )


def skills(user: User) -> QuerySet[Skill]:
    return Skill.objects.visible_to(user).defer("metadata_json")


KINDS = {
    "turns": Kind("turn", turns, lambda turn: (turn.said,)),
    "events": Kind("event", events, lambda event: (event.message, event.payload)),
    "skills": Kind("skill", skills, lambda skill: (skill.description, skill.skill_key)),
}


def page_of(kind: Kind, search: Search, user: User, query: QueryDict) -> Hits:
    """The page that the address asks for by `before` or `after`, which hold places.

    Empty when SEARCH wants nothing.
    """
    if not search.wanted:
        return Hits([])
    before, after = placing.read(query, "before"), placing.read(query, "after")
    is_back = before is not None
    with connection.cursor() as cursor:
        cursor.execute(
            *placing.statement(
                kind.index,
                search,
                readers=[f"o{user.pk}", "shared"],
                beyond=before if is_back else after,
                is_back=is_back,
                limit=SIZE + 1,
            )
        )
        found = cursor.fetchall()
    has_more = len(found) > SIZE
    found = found[:SIZE][:: -1 if is_back else 1]
    is_newer_there = has_more if is_back else after is not None
    is_older_there = has_more or is_back
    return Hits(
        _hits(kind, search, user, [key for _, key in found]),
        newer=str(found[0][0]) if found and is_newer_there else "",
        older=str(found[-1][0]) if found and is_older_there else "",
    )


def _hits(kind: Kind, search: Search, user: User, keys: list[str]) -> list[Hit]:
    """Rows of KEYS in their order; what USER may not see is not among them."""
    rows = {row.pk: row for row in kind.rows(user).filter(pk__in=keys)} if keys else {}
    return [Hit(rows[key], excerpt(kind.said(rows[key]), search)) for key in keys if key in rows]


def kinds_with(search: Search, user: User, *, other_than: str) -> list[str]:
    """The kinds beside OTHER_THAN that hold something for SEARCH."""
    return [
        name
        for name, kind in KINDS.items()
        if name != other_than and page_of(kind, search, user, QueryDict()).rows
    ]
