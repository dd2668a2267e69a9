"""What cost most, page by page: subjects of one kind, the dearest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Q
from django.http import QueryDict

from agents.models import TotalKind
from agents.usage import reports
from agents.usage.reports import Spend
from agents.usage.spans import Period
from devcraft.keyset import SIGNER
from devcraft.models import User

Subject = tuple[str, Spend]
Place = tuple[int, int, str]
DOWN = ("-sum_cost_pico", "-sum_requests", "subject")
UP = ("sum_cost_pico", "sum_requests", "-subject")


@dataclass(frozen=True)
class RankedPage:
    """A stretch of a ranking; `newer` and `older` are what its pager goes on with."""

    rows: list[Subject]
    newer: str
    older: str


def page_of(
    user: User, period: Period, kind: TotalKind, query: QueryDict, *, size: int
) -> RankedPage:
    """The page that an address asks for by `before` or `after`."""
    before, after = query.get("before", ""), query.get("after", "")
    place = _read(before or after, kind)
    is_backwards = bool(before) and place is not None
    rows = _beyond(user, period, kind, place, size=size + 1, is_backwards=is_backwards)
    has_more, rows = len(rows) > size, rows[:size]
    if is_backwards:
        rows.reverse()
    return RankedPage(
        rows,
        newer=_write(rows[0], kind) if rows and (has_more if is_backwards else place) else "",
        older=_write(rows[-1], kind) if rows and (has_more or is_backwards) else "",
    )


def walk(user: User, period: Period, kind: TotalKind, *, size: int = 1000) -> Iterator[Subject]:
    """Every subject of PERIOD, the dearest first, SIZE of them in memory at a time."""
    place: Place | None = None
    while rows := _beyond(user, period, kind, place, size=size, is_backwards=False):
        yield from rows
        place = _place(rows[-1])


def _beyond(
    user: User,
    period: Period,
    kind: TotalKind,
    place: Place | None,
    *,
    size: int,
    is_backwards: bool,
) -> list[Subject]:
    found = reports.grouped(user, period, kind)
    if place is not None:
        found = found.filter(_after(place, is_backwards=is_backwards))
    ranked: Any = found.order_by(*(UP if is_backwards else DOWN))
    return [(row["subject"], reports.spend_of(row)) for row in ranked[:size]]


def _after(place: Place, *, is_backwards: bool) -> Q:
    cost, requests, subject = place
    less, more = ("gt", "lt") if is_backwards else ("lt", "gt")
    dearer = Q(**{f"sum_cost_pico__{less}": cost})
    busier = Q(sum_cost_pico=cost, **{f"sum_requests__{less}": requests})
    named = Q(sum_cost_pico=cost, sum_requests=requests, **{f"subject__{more}": subject})
    return dearer | busier | named


def _place(row: Subject) -> Place:
    subject, spend = row
    return spend.cost_pico, spend.requests, subject


def _write(row: Subject, kind: TotalKind) -> str:
    return SIGNER.sign_object([kind.value, *_place(row)])


def _read(cursor: str, kind: TotalKind) -> Place | None:
    """What CURSOR says, unless it is forged or of another list."""
    try:
        named, *place = SIGNER.unsign_object(cursor)
    except signing.BadSignature:
        return None
    return (place[0], place[1], place[2]) if named == kind and len(place) == 3 else None
