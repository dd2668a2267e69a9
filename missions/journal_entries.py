"""What pages read of the journal: narrowed lists, tags, and what names a mission or a world."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from devcraft import keyset
from devcraft.models import User
from missions import search, tagging
from missions.models import Journal, JournalMention, JournalTag, Mission
from missions.models.journal import JournalQuerySet

PAGE_SIZE = 20
MOST_TAGS_SHOWN = 30
MOST_COUNTED = 1000
NEWEST = keyset.Order("created_at")
FEW = 5


@dataclass(frozen=True)
class Wish:
    """What the list is narrowed to; `month` by the first of its days."""

    text: str = ""
    tag: str = ""
    mood: str = ""
    month: date | None = None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.tag or self.mood or self.month)


def listing(user: User, wish: Wish, query: QueryDict) -> keyset.Page[Journal]:
    """The page of USER's entries that QUERY asks for by `before` or `after`, newest first."""
    rows = _narrowed(Journal.objects.visible_to(user).kept(), wish)
    *near, whole = _holding(rows, wish.text)
    for part in near if not query.get("before") else ():
        page = keyset.page_of(part, query, order=NEWEST, size=PAGE_SIZE)
        if page.older:
            return page
    return keyset.page_of(whole, query, order=NEWEST, size=PAGE_SIZE)


def found(user: User, words: str, limit: int) -> list[Journal]:
    """The newest LIMIT entries of USER that hold all WORDS; none without a word."""
    rows: list[Journal] = []
    parts = _holding(Journal.objects.visible_to(user).kept(), words) if words.strip() else ()
    for part in parts:
        rows = list(part.order_by("-created_at", "-id")[:limit])
        if len(rows) == limit:
            break
    return rows


def _holding(rows: JournalQuerySet, text: str) -> list[JournalQuerySet]:
    """ROWS that hold every word of TEXT, last. Where the words are common, those among the
    newest come before: a page that they fill needs no other.
    """
    words = search.WORD.findall(text)
    if not words:
        return [rows.filter(content__contains=text.strip()) if text.strip() else rows]
    whole = search.matching(search.JOURNAL, words)
    if isinstance(whole, list):
        return [rows.filter(pk__in=whole)]
    newest = rows.order_by("-created_at", "-id")[:MOST_COUNTED]
    near = search.JOURNAL.ids_since(words, newest)
    return [
        rows.filter(pk__in=newest.values("pk")).filter(pk__in=near),
        rows.filter(pk__in=whole),
    ]


def _narrowed(rows: JournalQuerySet, wish: Wish) -> JournalQuerySet:
    if wish.tag:
        rows = rows.filter(tag_rows__name=tagging.normal(wish.tag))
    if wish.mood:
        rows = rows.filter(mood=wish.mood)
    if wish.month:
        first = wish.month
        last = first.replace(day=monthrange(first.year, first.month)[1])
        rows = rows.filter(day__gte=first, day__lte=last)
    return rows


def tags_of(user: User, limit: int = MOST_TAGS_SHOWN) -> list[tuple[str, int]]:
    """The tags of USER's newest entries with how many carry them, the most used first."""
    rows = JournalTag.objects.filter(entry__in=_recent(user))
    counted = rows.values("name").annotate(count=Count("pk")).order_by("-count", "name")
    return [(row["name"], row["count"]) for row in counted[:limit]]


def moods_of(user: User) -> list[str]:
    """Every word that a mood of USER's newest entries has."""
    rows = Journal.objects.filter(~Q(mood=""), pk__in=_recent(user))
    return list(rows.values_list("mood", flat=True).order_by("mood").distinct())


def _recent(user: User) -> QuerySet[Any, Any]:
    """The newest entries: what tags and moods are counted in, however many lie before."""
    rows = Journal.objects.visible_to(user).kept()
    return rows.order_by("-created_at", "-id").values("pk")[:MOST_COUNTED]


def trash(user: User, query: QueryDict) -> keyset.Page[Journal]:
    rows = Journal.objects.visible_to(user).trashed()
    return keyset.page_of(rows, query, order=keyset.Order("trashed_at"), size=PAGE_SIZE)


def of_day(user: User, day: date) -> list[Journal]:
    """The first entries that USER wrote about DAY."""
    rows = Journal.objects.visible_to(user).kept().filter(day=day)
    return list(rows.order_by("id")[:FEW])


def naming_mission(user: User, mission: Mission) -> list[Journal]:
    """The newest entries of USER that name MISSION."""
    return _newest(user, JournalMention.objects.filter(mission=mission))


def naming_world(user: User, world_id: str) -> list[Journal]:
    """The newest entries of USER that name the world with WORLD_ID."""
    return _newest(user, JournalMention.objects.filter(world=world_id, world__gt=""))


def _newest(user: User, mentions: QuerySet[JournalMention]) -> list[Journal]:
    rows = Journal.objects.visible_to(user).kept().filter(pk__in=mentions.values("entry"))
    return list(rows.order_by("-created_at", "-id")[:FEW])
