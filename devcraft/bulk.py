"""Many new rows at once, the way that each database takes them fastest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection

PORTION = 100
"""Rows in one statement of PostgreSQL, which reads and plans each statement anew."""
Rows = Sequence[Sequence[Any]]


def insert(table: str, columns: Sequence[str], rows: Rows, *, conflict: str = "") -> None:
    """Write ROWS, whose values stand in the order of COLUMNS, as the database takes them.

    CONFLICT is what becomes of rows that are there already, such as ON CONFLICT DO NOTHING.
    Without it those raise IntegrityError.
    """
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    place = f"{table} ({names})"
    begin = f"INSERT INTO {place} VALUES "  # noqa: S608 -- our own names
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(f"{begin}{_marks(columns)} {conflict}", rows)
    elif conflict:
        _in_portions(begin, _marks(columns), rows, conflict)
    else:
        _copy(place, rows)


def _marks(columns: Sequence[str]) -> str:
    return f"({', '.join(['%s'] * len(columns))})"


def _in_portions(begin: str, marks: str, rows: Rows, conflict: str) -> None:
    with connection.cursor() as cursor:
        for portion in _portions(rows):
            values = [value for row in portion for value in row]
            cursor.execute(f"{begin}{', '.join([marks] * len(portion))} {conflict}", values)


def _portions(rows: Rows) -> Iterator[list[Sequence[Any]]]:
    walker = iter(rows)
    while portion := list(islice(walker, PORTION)):
        yield portion


def _copy(place: str, rows: Rows) -> None:
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {place} FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
