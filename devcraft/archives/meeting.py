"""Rows whose unique value somebody here has already: renamed, emptied or left, and said."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import count
from operator import or_
from typing import Any

from django.db.models import Field, Model, Q

from devcraft.archives.report import Report
from devcraft.archives.tables import Meeting, Table, Unique


@dataclass
class Row:
    """A line on its way: its number in the file, its id there, and the columns of the row here."""

    number: int
    old: Any
    values: dict[str, Any]


def settle(table: Table, rows: list[Row], report: Report) -> list[Row]:
    """Change those of ROWS that must be, and take out those that stay behind, which it gives."""
    staying: list[Row] = []
    for unique in table.uniques:
        taken = _taken(table.model, unique, rows)
        for row in [row for row in rows if _values(unique, row) in taken]:
            was = " ".join(str(value) for value in _values(unique, row))
            if unique.meeting is Meeting.LEFT:
                rows.remove(row)
                staying.append(row)
                became = "was left out"
            else:
                became = f"became {_change(table.model, unique, row, rows)}"
            report.say(f"{table.label} line {row.number:,}: {was[:80]!r} is taken here; {became}.")
    return staying


def _values(unique: Unique, row: Row) -> tuple[Any, ...]:
    return tuple(row.values.get(name) for name in unique.names)


def _taken(model: type[Model], unique: Unique, rows: list[Row]) -> set[tuple[Any, ...]]:
    asked = {_values(unique, row) for row in rows}
    asked = {values for values in asked if all(value not in ("", None) for value in values)}
    if not asked:
        return set()
    wanted = (Q(**dict(zip(unique.names, values, strict=True))) for values in asked)
    found = model._default_manager.filter(reduce(or_, wanted))
    return set(found.values_list(*unique.names))


def _change(model: type[Model], unique: Unique, row: Row, rows: list[Row]) -> str:
    (name,) = unique.names
    batch = {other.values.get(name) for other in rows}
    field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    if unique.meeting is Meeting.EMPTIED:
        row.values[name] = None if field.null else ""
        return "empty"
    new = field.get_default() or _free(model, field, row.values[name], batch)
    row.values[name] = new
    return repr(new)


def _free(model: type[Model], field: Field[Any, Any], value: str, batch: set[Any]) -> str:
    """VALUE with the first number from 2 on that nobody has, neither here nor of BATCH."""
    stem = value[: field.max_length - 5] if field.max_length else value
    tries = (f"{stem}-{number}" for number in count(2))
    here = model._default_manager
    return next(
        one for one in tries if one not in batch and not here.filter(**{field.name: one}).exists()
    )
