"""Pages by key instead of by number: page 10,000 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.http import QueryDict

Row = TypeVar("Row", bound=Model)
SIGNER = signing.Signer(salt="devcraft.keyset")


@dataclass(frozen=True)
class Order:
    """By one field that is never null, ties broken by id the same way."""

    field: str
    is_descending: bool = True


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    newer: str
    older: str


def page_of(rows: QuerySet[Row], query: QueryDict, *, order: Order, size: int) -> Page[Row]:
    """The page of ROWS that an address asks for by `before` or `after`."""
    before, after = query.get("before", ""), query.get("after", "")
    return paginate([rows], order=order, before=before, after=after, size=size)


def paginate(
    parts: Sequence[QuerySet[Row]],
    *,
    order: Order,
    before: str,
    after: str,
    size: int,
    one_by_one: bool = False,
) -> Page[Row]:
    """One page of the union of PARTS, in one query, or in one for each part if ONE_BY_ONE.

    Every part is limited on its own index before the union, so the cost depends on
    SIZE, not on how much lies behind. A cursor that is not ours means the start.
    One by one the rows come as their part asks for them; the single query reads them whole.
    """
    key = _read(before or after, order.field, parts[0].model)
    backwards = bool(before) and key is not None
    is_descending = order.is_descending != backwards
    sort = [F(name).desc() if is_descending else F(name).asc() for name in (order.field, "id")]
    limited = [
        _beyond(part, order.field, key, is_descending=is_descending).order_by(*sort)[: size + 1]
        for part in parts
    ]
    union = _merged if one_by_one else _union
    rows = union(limited, order.field, is_descending=is_descending)
    has_more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    return Page(
        rows,
        newer=_write(rows[0], order.field) if rows and (has_more if backwards else key) else "",
        older=_write(rows[-1], order.field) if rows and (has_more or backwards) else "",
    )


def is_cursor(text: str, model: type[Model], order: Order) -> bool:
    """Whether TEXT is a cursor of a list of MODEL in ORDER that was written here."""
    return _read(text, order.field, model) is not None


def walk(rows: QuerySet[Row], *, order: Order, size: int) -> Iterator[Row]:
    """All ROWS, SIZE of them at a time in memory."""
    after = ""
    while True:
        found = paginate([rows], order=order, before="", after=after, size=size)
        yield from found.rows
        after = found.older
        if not after:
            return


def _union(parts: list[QuerySet[Row]], field: str, *, is_descending: bool) -> list[Row]:
    """The rows of PARTS in order; a single part keeps the database's own order of texts."""
    if len(parts) == 1:
        return list(parts[0])
    anywhere = reduce(or_, (Q(pk__in=part.values("pk")) for part in parts))
    rows = parts[0].model._default_manager.filter(anywhere)
    return _merged([rows], field, is_descending=is_descending)


def _merged(parts: list[QuerySet[Row]], field: str, *, is_descending: bool) -> list[Row]:
    rows = [row for part in parts for row in part]
    return sorted(rows, key=lambda row: (getattr(row, field), row.pk), reverse=is_descending)


def _beyond(
    rows: QuerySet[Row], field: str, key: tuple[Any, Any] | None, *, is_descending: bool
) -> QuerySet[Row]:
    if key is None:
        return rows
    value, pk = key
    up_to, past = ("lte", "gte") if is_descending else ("gte", "lte")
    passed = Q(**{field: value, f"id__{past}": pk})
    return rows.filter(**{f"{field}__{up_to}": value}).exclude(passed)


def _write(row: Model, field: str) -> str:
    """Signed, so that only values of our own come back to the database."""
    value = getattr(row, field)
    if isinstance(value, datetime):
        value = {"at": value.isoformat()}
    elif isinstance(value, date):
        value = {"on": value.isoformat()}
    return SIGNER.sign_object([field, value, str(row.pk)])


def _read(cursor: str, field: str, model: type[Model]) -> tuple[Any, Any] | None:
    """What CURSOR says, unless it is forged or of another list."""
    try:
        named, value, pk = SIGNER.unsign_object(cursor)
        pk = model._meta.pk.to_python(pk)
    except (signing.BadSignature, ValidationError):
        return None
    if named != field:
        return None
    if not isinstance(value, dict):
        return value, pk
    if "on" in value:
        return date.fromisoformat(value["on"]), pk
    return datetime.fromisoformat(value["at"]), pk
