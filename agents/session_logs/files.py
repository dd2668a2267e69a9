"""Finds session logs and reads on where the last run stopped."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

HEAD = 1024
LONGEST_LINE = 32 * 1024 * 1024
SNIFFED = 8192
BUFFER = 64 * 1024
BLOCK = 1024 * 1024
SUFFIX = ".jsonl"
KINDS = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}


class Unreadable(Exception):
    """A file or folder that cannot be read; the text says why."""


@dataclass(frozen=True)
class Found:
    """A log on disk. `path` is relative to the folder of logs, `name` is the whole."""

    file: Path
    path: str
    name: str
    inode: str
    size: int
    modified_ns: int


@dataclass(frozen=True)
class Cursor:
    """How far a log was read; `head` tells whether it is still the same file.

    `state` is what reading on must know of the lines before.
    """

    offset: int
    head: str
    state: dict[str, Any] = field(default_factory=dict)


def walk(root: Path, problems: list[tuple[str, str]]) -> list[Found]:
    """All logs below ROOT in the order of their paths; what cannot be read is a problem."""

    def note(file: str | Path, reason: str) -> None:
        problems.append((_below(root, file), reason))

    def note_error(error: OSError) -> None:
        note(error.filename, reason_of(error))

    found = []
    for folder, folders, names in os.walk(root, onerror=note_error):
        for inner in (Path(folder, name) for name in folders):
            if reason := _passed_over(inner):
                note(inner, reason)
        for file in (Path(folder, name) for name in names if name.endswith(SUFFIX)):
            try:
                found.append(_found(root, file))
            except Unreadable as error:
                note(file, str(error))
    return sorted(found, key=lambda log: log.path)


def _passed_over(folder: Path) -> str:
    """Why FOLDER gives no logs, or nothing when it is one of many."""
    if folder.is_symlink():
        return "a link to a folder, not followed"
    return "a folder, not a file" if folder.suffix == SUFFIX else ""


def _found(root: Path, file: Path) -> Found:
    """The log at FILE. Raises Unreadable."""
    try:
        status = file.stat()
    except OSError as error:
        raise Unreadable(reason_of(error)) from error
    _require_file(status)
    return Found(
        file,
        _below(root, file),
        _as_text(file),
        f"{status.st_dev}:{status.st_ino}",
        status.st_size,
        status.st_mtime_ns,
    )


def _require_file(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(f"{KINDS.get(stat.S_IFMT(status.st_mode), 'a device')}, not a file")


def _below(root: Path, file: str | Path) -> str:
    return _as_text(os.path.relpath(file, root))


def _as_text(path: str | Path) -> str:
    """PATH as text that any database holds."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def reason_of(error: OSError) -> str:
    """What the system says, such as Permission denied."""
    return error.strerror or type(error).__name__


def open_log(log: Found) -> BinaryIO:
    """Open for reading; never waits for a pipe's other end. Raises Unreadable."""
    try:
        handle = open(log.file, "rb", buffering=BUFFER, opener=_without_waiting)  # noqa: SIM115 -- the caller's
    except OSError as error:
        raise Unreadable(reason_of(error)) from error
    try:
        _require_file(os.fstat(handle.fileno()))
        if b"\x00" in handle.read(SNIFFED):
            raise Unreadable("a binary file")
    except OSError as error:
        handle.close()
        raise Unreadable(reason_of(error)) from error
    except Unreadable:
        handle.close()
        raise
    return handle


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)


def start_of(handle: BinaryIO, log: Found, known: Cursor | None) -> int:
    """Where to read on: after what was read, or at 0 when this is another file."""
    if known is None or log.size < known.offset:
        return 0
    length = int(known.head.partition(":")[0])
    return known.offset if _head(handle, length) == known.head else 0


def head_of(handle: BinaryIO, log: Found) -> str:
    return _head(handle, min(HEAD, log.size))


def _head(handle: BinaryIO, length: int) -> str:
    handle.seek(0)
    return f"{length}:{hashlib.sha256(handle.read(length)).hexdigest()}"


Line = tuple[bytes, int, int]
"""A line without its end, where it begins, and where the next begins; that is negative
for a last line that has no end yet, and for one that was cut at LONGEST_LINE."""


def lines(handle: BinaryIO, offset: int) -> Iterator[Line]:
    """Lines from OFFSET on."""
    handle.seek(offset)
    while raw := handle.readline(LONGEST_LINE):
        end = offset + len(raw)
        if raw.endswith(b"\n"):
            yield raw.rstrip(b"\r\n"), offset, end
        else:
            end = _skip_line(handle) if len(raw) == LONGEST_LINE else end
            yield raw, offset, -end
        offset = end


def lines_before(handle: BinaryIO, offset: int) -> int:
    """How many lines end before OFFSET."""
    handle.seek(0)
    count = 0
    while offset > 0 and (block := handle.read(min(BLOCK, offset))):
        count += block.count(b"\n")
        offset -= len(block)
    return count


def _skip_line(handle: BinaryIO) -> int:
    while (raw := handle.readline(LONGEST_LINE)) and not raw.endswith(b"\n"):
        pass
    return handle.tell()
