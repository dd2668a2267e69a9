"""What the gallery lists: whose worlds, which of them, in what order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict

from devcraft import keyset
from devcraft.models import User
from worlds.models import Visibility, World, WorldSnapshot
from worlds.models.worlds import folded
from worlds.state import TAG_LENGTH

PAGE_SIZE = 48


class Tab(StrEnum):
    MINE = "mine"
    SHARED = "shared"
    TRASH = "trash"


ORDERS = {
    "saved": ("Last saved", keyset.Order("state_saved_at")),
    "name": ("Name", keyset.Order("name_key", is_descending=False)),
    "visits": ("Visits", keyset.Order("visit_count")),
    "objects": ("Objects", keyset.Order("object_count")),
}


@dataclass(frozen=True)
class Wish:
    """What the address asks for; `unknown` names what it asks for in vain."""

    tab: Tab = Tab.MINE
    words: str = ""
    tag: str = ""
    visibility: str = ""
    sort: str = "saved"
    unknown: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.tag or self.visibility)

    @property
    def order(self) -> keyset.Order:
        return ORDERS[self.sort][1]


def read(query: QueryDict) -> Wish:
    unknown = []

    def one_of(name: str, known: list[str], default: str) -> str:
        said = query.get(name, "") or default
        if said in known:
            return said
        unknown.append(f"“{said[:40]}” is no {name} known here; it was left out.")
        return default

    return Wish(
        tab=Tab(one_of("tab", list(Tab), Tab.MINE)),
        words=query.get("q", "").replace("\x00", "").strip()[:100],
        tag=query.get("tag", "").replace("\x00", "").strip().lower()[:TAG_LENGTH],
        visibility=one_of("visibility", ["", *Visibility.values], ""),
        sort=one_of("sort", list(ORDERS), "saved"),
        unknown=tuple(unknown),
    )


def worlds(user: User, wish: Wish) -> QuerySet[World]:
    """The worlds of WISH without their states, in no order yet."""
    rows = {
        Tab.MINE: World.objects.visible_to(user).kept(),
        Tab.SHARED: World.objects.listed(),
        Tab.TRASH: World.objects.visible_to(user).trashed(),
    }[wish.tab]
    if wish.visibility:
        rows = rows.filter(visibility=wish.visibility)
    if wish.tag:
        rows = rows.filter(tag_rows__name=wish.tag)
    for word in folded(wish.words).split():
        rows = rows.filter(search_text__contains=word)
    return rows.defer("search_text").select_related("owner").prefetch_related("tag_rows")


def last_saved(user: User) -> World | None:
    """The world of USER's that was saved last, with `version_count`, how many it kept."""
    kept = WorldSnapshot.objects.filter(world=OuterRef("pk")).order_by().values("world")
    count = Coalesce(Subquery(kept.annotate(n=Count("pk")).values("n")), 0)
    own = World.objects.visible_to(user).kept().order_by("-state_saved_at", "-id")
    return own.annotate(version_count=count).first()
