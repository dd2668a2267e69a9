"""Appends notes to a file of notes, for good."""

from __future__ import annotations

import os
from pathlib import Path

from runtime_memory import claims
from runtime_memory.claims import CannotRead


def keep(note: str, path: Path) -> bool:
    """Append NOTE to the file at PATH unless it is there; whether it was appended.

    Other text than notes is never appended to. Raises CannotRead.
    """
    has_notes = path.exists() and path.stat().st_size
    if has_notes and note in {one.note.text for one in claims.anchors(path) if one.note}:
        return False
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"{'' if file.tell() == 0 else chr(10)}{note}")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CannotRead(f"{path} cannot be written: {error.strerror}.") from error
    return True
