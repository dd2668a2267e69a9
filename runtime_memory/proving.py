"""What others can verify without us: the chain as a file, and a receipt for one line."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runtime_memory import checkpoints, lines, merkle, notes
from runtime_memory.digests import row_digest, row_text
from runtime_memory.lines import Line
from runtime_memory.models import ChainEntry, Checkpoint
from runtime_memory.verifying import GOVERNED

FORMAT = "devcraft chain 1"
RECEIPT = "devcraft receipt 1"


class CannotProve(Exception):
    """There is no receipt or file; the text is a sentence that says why."""


def export(path: Path) -> int:
    """Write all lines and checkpoints to the new file PATH, as JSON Lines; counts the lines.

    Raises CannotProve.
    """
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8") as file:
            count = 0
            for one in _records():
                file.write(_spelled(one) + "\n")
                count += "seq" in one
            file.flush()
            os.fsync(file.fileno())
            os.link(file.name, path)
    except FileExistsError as error:
        raise CannotProve(f"{path} is there already; it was not overwritten.") from error
    except OSError as error:
        raise CannotProve(f"{path} cannot be written: {error.strerror}.") from error
    return count


def receipt(subject: str, *, seq: int | None = None) -> dict[str, Any]:
    """The proof that the newest checkpoint holds the line about SUBJECT (table/id).

    Without SEQ it is the first such line, which recorded the row; the row comes along, so
    that its digest can be compared. Raises CannotProve.
    """
    told = ChainEntry.objects.filter(subject=subject).order_by("seq")
    found = (told if seq is None else told.filter(seq=seq)).values_list("seq", flat=True).first()
    if found is None:
        raise CannotProve(f"No such line of the chain tells of {subject!a}.")
    signed = checkpoints.latest()
    if signed is None or signed.size < found:
        raise CannotProve(f"No checkpoint holds line {found} yet: run checkpoint_memory.")
    note = notes.read(signed.note)
    line = next(lines.each(after=found - 1))
    path = merkle.proof(found - 1, note.size, (one.leaf for one in lines.each()))
    if merkle.climb(found - 1, note.size, line.leaf, path).hex() != note.root:
        raise CannotProve("The chain is not what the last checkpoint signed: run verify_memory.")
    return {
        "format": RECEIPT,
        "line": _told(line),
        "index": found - 1,
        "size": note.size,
        "path": [one.hex() for one in path],
        "note": note.text,
    } | _row(line)


def _row(line: Line) -> dict[str, str]:
    """The row that LINE recorded, when it has the digest of one."""
    table, _, key = line.subject.partition("/")
    recorded = json.loads(line.body).get("row")
    if recorded is None or table not in GOVERNED:
        return {}
    row = GOVERNED[table].objects.filter(pk=key).first()
    if row is None or row_digest(row) != recorded:
        raise CannotProve(f"{line.subject} is not what line {line.seq} recorded.")
    return {"row": row_text(row)}


def _records() -> Iterator[dict[str, Any]]:
    last = Checkpoint.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    stored = Checkpoint.objects.filter(pk__lte=last).order_by("size", "pk")
    signed = stored.values_list("size", "note").iterator(chunk_size=500)
    due = next(signed, None)
    yield {"format": FORMAT}
    for line in lines.each():
        yield _told(line)
        while due is not None and due[0] <= line.seq:
            yield {"note": due[1]}
            due = next(signed, None)
    while due is not None:
        yield {"note": due[1]}
        due = next(signed, None)


def _told(line: Line) -> dict[str, Any]:
    return {
        "seq": line.seq,
        "prev": line.prev_hash,
        "at": line.at,
        "kind": line.kind,
        "subject": line.subject,
        "body": line.body,
        "row_hash": line.row_hash,
    }


def _spelled(value: dict[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
