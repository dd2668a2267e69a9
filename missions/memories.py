"""What pages and agents read of a person's memories."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.http import QueryDict

from devcraft import keyset
from devcraft.models import User
from missions.models import Memory, MemoryCategory, MemoryUse

PAGE_SIZE = 50
USES_SHOWN = 3
MOST_TOLD = 200


@dataclass(frozen=True)
class Row:
    """A memory, the last of its uses, and how many there are."""

    memory: Memory
    uses: list[MemoryUse]
    use_count: int


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    newer: str
    older: str


def listing(user: User, category: str, query: QueryDict) -> Page:
    """The page that QUERY asks for, of all categories or of one, the last changed first."""
    rows = Memory.objects.visible_to(user).kept()
    if category:
        rows = rows.filter(category=category)
    order = keyset.Order("updated_at")
    found = keyset.page_of(
        rows.annotate(use_count=Count("uses")), query, order=order, size=PAGE_SIZE
    )
    last: dict[int, list[MemoryUse]] = {}
    keys = [row.pk for row in found.rows]
    for use in MemoryUse.objects.filter(memory__in=keys).order_by("-id")[: USES_SHOWN * 100]:
        last.setdefault(use.memory_id, []).append(use)
    return Page(
        [Row(row, last.get(row.pk, [])[:USES_SHOWN], vars(row)["use_count"]) for row in found.rows],
        found.newer,
        found.older,
    )


def counts(user: User) -> dict[str, int]:
    """How many memories each category holds, those that hold none too."""
    held = Memory.objects.visible_to(user).kept().values("category").annotate(count=Count("pk"))
    found = {row["category"]: row["count"] for row in held}
    return {category: found.get(category, 0) for category in MemoryCategory.values}


def trash(user: User) -> list[Memory]:
    """The memories that USER deleted last."""
    return list(
        Memory.objects.visible_to(user).trashed().order_by("-trashed_at", "-id")[:PAGE_SIZE]
    )


def told_to_agents(user: User, category: str = "") -> list[Memory]:
    """What an agent of USER may know, the last changed first."""
    rows = Memory.objects.visible_to(user).kept()
    if category:
        rows = rows.filter(category=category)
    return list(rows.order_by("-updated_at", "-id")[:MOST_TOLD])
