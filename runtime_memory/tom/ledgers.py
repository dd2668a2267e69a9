"""The original's side files: overrides that were used, and overrides that were revoked.

Their lines are kept raw and in order. Each has a running digest over all lines up to it,
and the last of these stands in the audit chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devcraft.imports import Source, as_text
from devcraft.models import RawRow

SOURCE = "ledger"
KINDS = {
    "override_replay": {"override_id", "nonce", "token_hash", "accepted_at"},
    "override_revocations": {"override_id", "revoked_at", "revoked_by", "reason"},
}
KEPT = "A line of an override ledger; it is kept as it is."
LARGEST = 64 * 1024 * 1024


class NotALedger(Exception):
    """PATH is no ledger; the text is one line that says why."""


@dataclass(frozen=True)
class Ledger:
    """`kind` is one of KINDS; `lines` are as the file has them, without their ends."""

    name: str
    kind: str
    lines: list[bytes]


@dataclass(frozen=True)
class Line:
    number: int
    text: bytes
    running: str
    damage: str

    @property
    def reason(self) -> str:
        return f"Line {self.number} is damaged: {self.damage}." if self.damage else KEPT

    def as_text(self, name: str) -> str:
        held = self.text.decode("utf-8", "surrogateescape")
        return as_text(
            {"file": name, "line": self.number, "text": held, "running_digest": self.running}
        )


def opened(path: Path) -> Ledger:
    """The ledger at PATH. Raises NotALedger."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise NotALedger(f"{path} is not a file of at most 64 MB.")
        content = path.read_bytes()
    except OSError as error:
        raise NotALedger(f"{path} cannot be read: {error.strerror}.") from error
    lines = content.split(b"\n")
    if not lines[-1]:
        lines.pop()
    for kind in KINDS:
        if path.stem == kind or any(not damage_of(line, kind) for line in lines):
            return Ledger(path.name, kind, lines)
    raise NotALedger(f"{path} is no override ledger: no line has the keys of one.")


def damage_of(line: bytes, kind: str) -> str:
    """What is wrong with LINE; or ""."""
    try:
        value = json.loads(line.decode())
    except UnicodeDecodeError:
        return "it is no valid UTF-8"
    except (ValueError, RecursionError):
        return "it is no JSON"
    if not isinstance(value, dict):
        return "it is no JSON object"
    if lacking := sorted(KINDS[kind] - value.keys()):
        return f"it has no {lacking[0]}"
    wrong = sorted(name for name in KINDS[kind] if not isinstance(value[name], str))
    return f"{wrong[0]} is not text" if wrong else ""


def keep_ledger(source: Source, ledger: Ledger) -> dict[str, Any]:
    """Keep the lines that are new; returns what the chain tells of the file."""
    counts = source.report.tables[ledger.kind]
    lines = list(_lines(ledger))
    known = set(
        RawRow.objects.filter(source=SOURCE, table=ledger.kind, owner=source.owner).values_list(
            "source_id", flat=True
        )
    )
    fresh = [line for line in lines if _key(source, line) not in known]
    RawRow.objects.bulk_create(
        RawRow(
            owner=source.owner,
            source=SOURCE,
            table=ledger.kind,
            source_id=_key(source, line),
            raw=line.as_text(ledger.name),
            reason=line.reason,
            imported_at=source.now,
        )
        for line in fresh
    )
    counts.read += len(lines)
    counts.kept_raw += len(fresh)
    counts.unchanged += len(lines) - len(fresh)
    for line in lines:
        if line.damage:
            source.report.problem(ledger.kind, f"line {line.number}", line.reason)
    return {
        "kind": ledger.kind,
        "lines": len(lines),
        "new": len(fresh),
        "damaged": [line.number for line in lines if line.damage],
        "digest": lines[-1].running if lines else hashlib.sha256().hexdigest(),
    }


def _key(source: Source, line: Line) -> str:
    """A line is known by its owner and all that stands before it."""
    return f"{source.owner.pk}:{line.running}"


def _lines(ledger: Ledger) -> Iterator[Line]:
    running = hashlib.sha256()
    for number, text in enumerate(ledger.lines, start=1):
        running.update(text + b"\n")
        yield Line(number, text, running.hexdigest(), damage_of(text, ledger.kind))
