"""Lines of CSV files that anybody may have written: as text, with their numbers, or broken."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from devcraft.imports import Record

LONGEST = 1024 * 1024
KEPT = 1000
MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class NotThisFile(Exception):
    """The file is not what it should be; the text is one sentence that says why."""


@dataclass(frozen=True)
class Line(Record):
    """A record with its place in the file; BROKEN says why it could not be read."""

    number: int = field(default=0, compare=False)
    broken: str = ""


@dataclass
class Feed:
    """Lines of FILE for `csv`, and what is wrong with those it is reading."""

    file: IO[bytes]
    number: int = 0
    wrong: str = ""

    def __iter__(self) -> Iterator[str]:
        while raw := self.file.readline(LONGEST):
            self.number += 1
            if len(raw) == LONGEST and not raw.endswith(b"\n"):
                self.wrong = f"it is longer than {LONGEST // 2**20} MB; only its start was kept"
                _skip_rest(self.file)
                raw = raw[:KEPT].replace(b'"', b"") + b"\n"
            yield self._text(raw)

    def _text(self, raw: bytes) -> str:
        if self.number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
            if raw[:2] in MARKS:
                raise NotThisFile(f"It is {MARKS[raw[:2]]} text; save it as UTF-8.")
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            self.wrong = f"it is not UTF-8 text (byte {error.start + 1:,} of the line)"
            return raw.decode("latin-1")


def _skip_rest(file: IO[bytes]) -> None:
    while (rest := file.readline(LONGEST)) and not rest.endswith(b"\n"):
        pass


@dataclass(frozen=True)
class Row:
    """The cells of one row by the names of the columns."""

    number: int
    cells: dict[str, str]
    broken: str = ""


def rows(file: IO[bytes]) -> tuple[list[str], Iterator[Row]]:
    """The names of the columns and the rows under them. Raises NotThisFile."""
    csv.field_size_limit(2 * LONGEST)
    feed = Feed(file)
    reader = csv.reader(iter(feed))
    try:
        head = next(reader, [])
    except csv.Error as error:
        raise NotThisFile(f"It is no CSV: {error}.") from error
    if feed.wrong:
        raise NotThisFile(f"Its first line cannot be read: {feed.wrong}.")
    return head, _rows(feed, reader, head)


def _rows(feed: Feed, reader: Any, head: list[str]) -> Iterator[Row]:
    while True:
        number = feed.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(number, {}, f"it is no CSV: {error}")
            continue
        if not cells:
            continue
        wrong = feed.wrong or _misfit(cells, head)
        feed.wrong = ""
        named = dict(zip(head, cells, strict=False))
        named |= {f"cell {at + 1}": cells[at] for at in range(len(head), len(cells))}
        yield Row(number, named, wrong)


def _misfit(cells: list[str], head: list[str]) -> str:
    if len(cells) == len(head):
        return ""
    return f"it has {len(cells)} cells where the first line names {len(head)} columns"
