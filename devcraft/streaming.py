"""Rows as files of any number: written piece by piece, never held whole, and read back exactly."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell must not begin with: a spreadsheet would take it for a formula."""
GUARD = "'"
PIECE = 200
Values = Sequence[Any]


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(names: Sequence[str], rows: Iterable[Values]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow(names)
    piece: list[str] = []
    for row in rows:
        piece.append(writer.writerow([_cell(value) for value in row]))
        if len(piece) == PIECE:
            yield "".join(piece)
            piece.clear()
    yield "".join(piece)


def as_json(names: Sequence[str], rows: Iterable[Values]) -> Iterator[str]:
    """An array of objects, one a line."""
    mark, piece = "[\n", list[str]()
    for row in rows:
        piece.append(f"{mark}{json.dumps(dict(zip(names, row, strict=True)), default=str)}")
        mark = ",\n"
        if len(piece) == PIECE:
            yield "".join(piece)
            piece.clear()
    yield "".join(piece) + ("[]\n" if mark == "[\n" else "\n]\n")


FORMS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
}


def attachment(
    form: str, names: Sequence[str], rows: Iterable[Values], *, name: str
) -> StreamingHttpResponse:
    """ROWS as the file NAME.FORM; FORM is one of FORMS."""
    write, kind = FORMS[form]
    answer = StreamingHttpResponse(write(names, rows), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def unguarded(cell: str) -> str:
    """The text that `as_csv` wrote as CELL."""
    return cell.removeprefix(GUARD)


def _cell(value: Any) -> Any:
    """A text that a spreadsheet could run begins with an apostrophe, and so does one that
    begins with an apostrophe already; nothing is left empty."""
    if isinstance(value, str) and value.lstrip(" ").startswith((*FORMULA, GUARD)):
        return f"{GUARD}{value}"
    return "" if value is None else value
