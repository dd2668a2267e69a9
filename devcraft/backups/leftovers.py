"""The folder in which a run works: its own, gone at its end, and those of killed runs with it."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COPYING = ".copying-"


@contextmanager
def workplace(folder: Path, prefix: str) -> Iterator[Path]:
    """A new folder in FOLDER whose name begins with PREFIX. Raises OSError.

    One run at a time works in FOLDER; what others with this PREFIX left there is of runs
    that were killed, and goes.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        if _is_ours(handle):
            for left in folder.glob(f"{prefix}*"):
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=prefix) as work:
            yield Path(work)
    finally:
        os.close(handle)


def _is_ours(handle: int) -> bool:
    """Whether nobody else works there; False where the file system cannot tell."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise OSError(errno.EBUSY, "another run is at work there") from error
    except OSError:
        return False
    return True


def settle(folder: Path) -> None:
    """Let the names in FOLDER outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle_file(path: Path) -> None:
    """Let what PATH holds outlast a power cut."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def copy(source: Path, place: Path) -> None:
    """A file at PLACE with the content of SOURCE, whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(dir=place.parent, prefix=COPYING)
    try:
        with os.fdopen(handle, "wb") as file, source.open("rb") as content:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(source, half)
        os.replace(half, place)
    finally:
        Path(half).unlink(missing_ok=True)
