"""What a list of the memory is asked for by its address, and the rows that are meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from devcraft import keyset
from devcraft.models import User

MOST_TYPED = 200
MOST_WORDS = 5
MOST_NUMBER = 2**31 - 1
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Filter:
    """A column that a list narrows to one value; without `options` any text may be typed."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Wish:
    """`chosen` holds every filter with its value or ""; `unknown` what was asked in vain."""

    filters: tuple[tuple[Filter, str], ...]
    words: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words) or any(value for _, value in self.filters)


def read(query: QueryDict, filters: Iterable[Filter]) -> Wish:
    chosen, unknown = [], []
    for one in filters:
        value = typed(query, one.name)
        if one.options and value and value not in dict(one.options):
            unknown.append(f"“{value[:40]}” is no {one.label.lower()} known here; it was left out.")
            value = ""
        chosen.append((one, value))
    return Wish(tuple(chosen), typed(query, "q"), tuple(unknown))


def typed(query: QueryDict, name: str) -> str:
    """What stands in the address under NAME, as far as a database can hold it."""
    return query.get(name, "").replace("\x00", "").strip()[:MOST_TYPED]


def start(query: QueryDict) -> int:
    """The number that a page begins with (`from`), 0 unless it is one."""
    value = query.get("from", "")
    is_number = value.isascii() and value.isdigit() and len(value) <= 10
    return min(int(value), MOST_NUMBER) if is_number else 0


def narrowed(rows: QuerySet[Row], wish: Wish, *, inside: Sequence[str]) -> QuerySet[Row]:
    """ROWS that have every chosen value and each word in one of the columns INSIDE."""
    rows = rows.filter(**{one.name: value for one, value in wish.filters if value})
    for word in wish.words.split()[:MOST_WORDS]:
        rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in inside)))
    return rows


def page_of(
    rows: QuerySet[Row],
    user: User,
    query: QueryDict,
    wish: Wish,
    *,
    inside: Sequence[str],
    order: keyset.Order,
    size: int,
) -> keyset.Page[Row]:
    """The page that QUERY asks for of what USER owns and what is shared, each by its index."""
    readable = (rows.filter(owner=user), rows.filter(owner=None))
    return keyset.paginate(
        [narrowed(part, wish, inside=inside) for part in readable],
        order=order,
        before=query.get("before", ""),
        after=query.get("after", ""),
        size=size,
        one_by_one=True,
    )
