"""JSON arrays of any length that anybody may have written, item by item."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import IO, Any

from devcraft import strict_json
from devcraft.imports import digest
from missions.exchange.lines import LONGEST, Line, NotThisFile

CHUNK = 64 * 1024


def items(file: IO[bytes]) -> Iterator[tuple[int, Any, str]]:
    """Line and value of each item of the array in FILE.

    What cannot be read on comes last, with the reason instead of a value. Raises
    NotThisFile when there is not even a first item.
    """
    number = 0
    try:
        for number, item in strict_json.items(_decoded(file), longest=LONGEST):
            yield number, item, ""
    except strict_json.BadJson as error:
        if not number:
            raise NotThisFile(f"It cannot be read: {error}.") from error
        yield number, None, f"{error}; nothing after it was read"


def broken_line(table: str, number: int, item: Any, reason: str) -> Line:
    """A record for what is no object."""
    values = {"item": item}
    return Line(table, f"item {digest(item)[:16]}", values, number, reason or "it is no object")


def _decoded(file: IO[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    at = 0
    while raw := file.read(CHUNK):
        try:
            yield decoder.decode(raw)
        except UnicodeDecodeError as error:
            raise strict_json.BadJson(
                f"it is not UTF-8 text (near byte {at + error.start + 1:,})"
            ) from error
        at += len(raw)
