"""Finds session logs and reads on where the last run stopped."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

HEAD = 1024
LONGEST_LINE = 32 * 1024 * 1024
SNIFFED = 8192


class Unreadable(Exception):
    """A file or folder that cannot be read; the text says why."""


@dataclass(frozen=True)
class Found:
    """A log on disk. `path` is relative to the folder of projects, `name` is the whole."""

    file: Path
    path: str
    name: str
    inode: str
    size: int
    modified_ns: int


@dataclass(frozen=True)
class Cursor:
    """How far a log was read; `head` tells whether it is still the same file."""

    offset: int
    head: str


def usual_roots(environment: dict[str, str]) -> list[Path]:
    """The folders of projects that Claude Code writes to (spec/observability §3.1)."""
    named = environment.get("CLAUDE_CONFIG_DIR", "")
    if named:
        homes = [Path(part.strip()).expanduser() for part in named.split(",") if part.strip()]
    else:
        config = environment.get("XDG_CONFIG_HOME") or "~/.config"
        homes = [Path(config).expanduser() / "claude", Path("~/.claude").expanduser()]
    return [home / "projects" for home in homes if (home / "projects").is_dir()]


def root_of(folder: Path) -> Path:
    """The folder of projects that FOLDER is or holds."""
    return folder / "projects" if (folder / "projects").is_dir() else folder


def walk(root: Path, problems: list[tuple[str, str]]) -> list[Found]:
    """All logs below ROOT in the order of their paths; what cannot be read is a problem."""

    def note(error: OSError) -> None:
        problems.append((_below(root, Path(error.filename)), _reason(error)))

    found = []
    for folder, _, names in os.walk(root, onerror=note):
        for name in names:
            if not name.endswith(".jsonl"):
                continue
            file = Path(folder, name)
            try:
                status = file.stat()
            except OSError as error:
                note(error)
                continue
            if stat.S_ISREG(status.st_mode):
                found.append(
                    Found(
                        file,
                        _below(root, file),
                        _as_text(file),
                        f"{status.st_dev}:{status.st_ino}",
                        status.st_size,
                        status.st_mtime_ns,
                    )
                )
    return sorted(found, key=lambda log: log.path)


def _below(root: Path, file: Path) -> str:
    return _as_text(os.path.relpath(file, root))


def _as_text(path: str | Path) -> str:
    """PATH as text that any database holds."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def open_log(log: Found) -> BinaryIO:
    """Open for reading. Raises Unreadable."""
    try:
        handle = log.file.open("rb")
    except OSError as error:
        raise Unreadable(_reason(error)) from error
    try:
        start = handle.read(SNIFFED)
    except OSError as error:
        handle.close()
        raise Unreadable(_reason(error)) from error
    if b"\x00" in start:
        handle.close()
        raise Unreadable("a binary file")
    return handle


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


def _skip_line(handle: BinaryIO) -> int:
    while (raw := handle.readline(LONGEST_LINE)) and not raw.endswith(b"\n"):
        pass
    return handle.tell()
