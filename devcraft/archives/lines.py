"""Rows as the lines of an archive: references by the ids of the desk, people by who they are.

A line is an object: `id`, and the columns by their fields' names. A reference to the person
whose archive it is is true, one to anybody else nothing, or false where one is needed; a price
is named by what it says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ForeignKey, Model

from agents.models import Entity, PriceVersion
from devcraft.archives import cells, owned, tables
from devcraft.archives.tables import Table
from devcraft.models import Person, User
from worlds.models import WorldChange

Item = TypeVar("Item")
Reference: TypeAlias = "ForeignKey[Any, Any]"
BATCH = 500
MOST_SEEN = 50_000
PRICE = (
    *("provider", "model", "valid_from", "hours", "rates", "tier_mode", "fast_multiplier"),
    *("batch_multiplier", "is_override", "source", "source_version"),
)
PEOPLE = (User, Person)
CARD = ("type", "display_name", "created_at", "updated_at")
"""What is told of somebody else who was in a space."""


@dataclass
class Lines:
    """The lines of one table of USER's; `apart` counts rows that belong to somebody else's."""

    table: Table
    user: User
    prices: dict[int, str]
    apart: int = 0
    rows: int = 0
    _columns: list[Field[Any, Any]] = field(init=False)
    _references: list[Reference] = field(init=False)
    _seen: dict[tuple[str, Any], bool] = field(default_factory=dict)
    """By reference and id, whether the row is in the archive as well."""

    def __post_init__(self) -> None:
        fields = self.table.fields
        self._references = [one for one in fields if isinstance(one, ForeignKey)]
        self._columns = [one for one in fields if not isinstance(one, ForeignKey)]

    def __iter__(self) -> Iterator[bytes]:
        for batch in self._batches():
            self._look_up(batch)
            for row in batch:
                line = self._line(row)
                if line is None:
                    self.apart += 1
                else:
                    self.rows += 1
                    yield written(line)

    def _batches(self) -> Iterator[list[Model]]:
        """Rows in their order. Only ids are sorted, as whole rows would take memory for all."""
        rows = self.table.model._default_manager.all()
        if self.table.only:
            rows = rows.only(*self.table.only)
        ids = owned.in_order(self.table, self.user).values_list("pk", flat=True)
        for some in batches(ids.iterator(chunk_size=BATCH)):
            found = {row.pk: row for row in rows.filter(pk__in=some)}
            yield [found[key] for key in some]

    def _look_up(self, batch: list[Model]) -> None:
        """Ask which of the rows that BATCH names, and no row named before, are carried."""
        if len(self._seen) > MOST_SEEN:
            self._seen.clear()
        for one in self._references:
            target = tables.of_model(tables.target_of(one))
            if target is None or target is tables.ACCOUNT or one.name == self.table.of:
                continue
            named = {getattr(row, one.attname) for row in batch} - {None}
            if new := {key for key in named if (one.name, key) not in self._seen}:
                carried = owned.rows(target, self.user).filter(pk__in=new)
                here = set(carried.values_list("pk", flat=True))
                self._seen |= {(one.name, key): key in here for key in new}

    def _line(self, row: Model) -> dict[str, Any] | None:
        line = {"id": cells.written(row._meta.pk, row.pk)}
        for one in self._references:
            value = self._reference(one, getattr(row, one.attname))
            if value is None and not one.null:
                return None
            line[one.name] = cells.written(one.target_field, value)
        for column in self._columns:
            line[column.name] = cells.written(column, getattr(row, column.attname))
        return self._particular(row, line)

    def _reference(self, one: Reference, value: Any) -> Any:
        if value is None:
            return None
        if one.related_model in PEOPLE:
            mine = self.user.pk if one.related_model is User else self.user.person_id
            return value == mine or (None if one.null else False)
        if one.related_model is PriceVersion:
            return self.prices.get(value)
        is_carried = one.name == self.table.of or self._seen.get((one.name, value))
        return value if is_carried else None

    def _particular(self, row: Model, line: dict[str, Any]) -> dict[str, Any]:
        if isinstance(row, WorldChange):
            by = row.author_id_here
            line["author_id_here"] = True if by == self.user.pk else None
        if isinstance(row, Entity) and not (line["agent"] or self._is_mine(row)):
            line = {name: value if name in ("id", *CARD) else None for name, value in line.items()}
        return line

    def _is_mine(self, row: Entity) -> bool:
        return self.user.pk in (row.owner_id, row.user_id)


def written(line: dict[str, Any]) -> bytes:
    text = json.dumps(line, cls=DjangoJSONEncoder, separators=(",", ":"), ensure_ascii=False)
    return text.encode() + b"\n"


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def prices() -> dict[int, str]:
    """What every price of the book says, in one digest, by its id."""
    return {row["pk"]: _price(row) for row in PriceVersion.objects.values("pk", *PRICE).iterator()}


def _price(row: dict[str, Any]) -> str:
    told = {name: row[name] for name in PRICE}
    return hashlib.sha256(
        json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True).encode()
    ).hexdigest()
