"""Opens an archive, and trusts none of it that its manifest does not name and its digests hold."""

from __future__ import annotations

import hashlib
import json
import lzma
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from devcraft.archives import manifest
from devcraft.archives.manifest import BadArchive, Manifest, Part
from devcraft.archives.tables import BY_LABEL, Table
from devcraft.storable import is_storable

LONGEST_MANIFEST = 16 * 1024 * 1024
LONGEST_FILE = 16 * 1024 * 1024
LONGEST_LINE = 64 * 1024 * 1024
PIECE = 1024 * 1024
SMALL = 256 * 1024 * 1024
DENSEST = 500
"""How many times its own size an archive may unpack to, once that is more than SMALL bytes."""
MOST = 20 * 1024**3
"""What an archive may unpack to in any case, in bytes."""
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, NotImplementedError, RuntimeError, ValueError),
)
MOST_LEVELS = 200
ESCAPED = re.compile(rb"\\u(0000|[dD][89a-fA-F])")
TABLES = "tables/"
FILES = {table.file for table in BY_LABEL.values()}
Line = dict[str, Any]


@dataclass(frozen=True)
class Archive:
    """An archive whose every byte is what its manifest says."""

    file: zipfile.ZipFile
    told: Manifest

    @property
    def parts(self) -> dict[str, Part]:
        return {part.name: part for part in self.told.parts}

    def lines(self, table: Table) -> Iterator[tuple[int, Line]]:
        """Each line of TABLE with its number from 1. Raises BadArchive."""
        if table.file in self.parts:
            with self.file.open(table.file) as member:
                for number, raw in enumerate(_lines(member, table.file), start=1):
                    yield number, _line(raw, f"{table.file}, line {number:,}")

    def content(self, name: str) -> bytes:
        return self.file.read(name) if name in self.parts else b""


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive at PATH, read through once from end to end. Raises BadArchive."""
    try:
        file = zipfile.ZipFile(path)
    except DAMAGE as error:
        raise _unreadable(path, error) from error
    with file:
        try:
            found = _checked(file, path.stat().st_size)
        except DAMAGE as error:
            raise _unreadable(path, error) from error
        yield found


def _unreadable(path: Path, error: Exception) -> BadArchive:
    return BadArchive(f"{path.name} cannot be read: {str(error).rstrip('.')}.")


def _checked(file: zipfile.ZipFile, size: int) -> Archive:
    entries = {entry.filename: entry for entry in file.infolist()}
    if len(entries) < len(file.infolist()) or manifest.NAME not in entries:
        raise BadArchive(f"It has no {manifest.NAME}, or holds a file twice: no archive of ours.")
    if entries[manifest.NAME].file_size > LONGEST_MANIFEST:
        raise BadArchive(f"{manifest.NAME} is too long to be ours.")
    told = manifest.read(file.read(manifest.NAME))
    _refuse_strange(told, entries)
    unpacked = sum(part.bytes for part in told.parts)
    if unpacked > min(MOST, max(SMALL, DENSEST * size)):
        raise BadArchive(f"It would unpack to {unpacked / 2**20:,.0f} MB, too much for its size.")
    for part in told.parts:
        _check(file, part)
    return Archive(file, told)


def _refuse_strange(told: Manifest, entries: dict[str, zipfile.ZipInfo]) -> None:
    named = {part.name: part for part in told.parts}
    if len(named) < len(told.parts):
        raise BadArchive(f"{manifest.NAME} names a file twice.")
    if strange := sorted(entries.keys() - named.keys() - {manifest.NAME}):
        raise BadArchive(f"It holds {strange[0][:80]!r}, which {manifest.NAME} does not name.")
    if gone := sorted(named.keys() - entries.keys()):
        raise BadArchive(f"{gone[0]} is missing in it.")
    for name, part in named.items():
        if entries[name].file_size != part.bytes:
            raise BadArchive(f"{name} has another length than {manifest.NAME} says.")
        if name.startswith(TABLES) and name not in FILES:
            raise BadArchive(f"{name} is of a table that this Devcraft does not know.")
        if not name.startswith(TABLES) and part.bytes > LONGEST_FILE:
            raise BadArchive(f"{name} is longer than any state or picture of ours.")


def _check(file: zipfile.ZipFile, part: Part) -> None:
    found, rows, size = hashlib.sha256(), 0, 0
    with file.open(part.name) as member:
        while piece := member.read(PIECE):
            found.update(piece)
            rows += piece.count(b"\n")
            size += len(piece)
    if found.hexdigest() != part.sha256 or size != part.bytes:
        raise BadArchive(f"{part.name} is not what was archived: its digest differs.")
    if part.name.startswith(TABLES) and rows != part.rows:
        raise BadArchive(f"{part.name} has {rows:,} lines, {manifest.NAME} says {part.rows:,}.")


def _lines(member: IO[bytes], name: str) -> Iterator[bytes]:
    number = 0
    while raw := member.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            raise BadArchive(f"{name}, line {number:,}: it is longer than any line of ours.")
        yield raw


def _line(raw: bytes, place: str) -> Line:
    try:
        found = json.loads(
            raw.decode(), object_pairs_hook=_object, parse_constant=_constant, parse_float=_finite
        )
    except (ValueError, RecursionError) as error:
        raise BadArchive(f"{place}: it is no JSON that is taken here ({error}).") from error
    if not isinstance(found, dict) or "id" not in found:
        raise BadArchive(f"{place}: it is no object with an id.")
    if raw.count(b"[") + raw.count(b"{") > MOST_LEVELS and _is_too_deep(found):
        raise BadArchive(f"{place}: its values nest deeper than {MOST_LEVELS} levels.")
    if ESCAPED.search(raw) and not _is_storable(found):
        raise BadArchive(f"{place}: a text in it holds NUL or half a character.")
    return found


def _object(pairs: list[tuple[str, Any]]) -> Line:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("an object names a key twice")
    return value


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is larger than any number can be")
    return number


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MOST_LEVELS):
        level = [
            part
            for one in level
            if isinstance(one, dict | list)
            for part in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True


def _is_storable(value: Any) -> bool:
    """Whether both databases can hold every text in VALUE."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and not is_storable(one):
            return False
    return True
