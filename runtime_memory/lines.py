"""The lines of the audit chain as they are stored, read in batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Cast

from devcraft.refusing import Refused
from runtime_memory import chain
from runtime_memory.models import ChainEntry

BATCH = 1000


@dataclass(frozen=True)
class Line:
    """A line as it is stored; `at` is the text."""

    seq: int
    prev_hash: str
    row_hash: str
    at: str
    kind: str
    subject: str
    body: str

    @property
    def computed_hash(self) -> str:
        return chain.row_hash(
            seq=self.seq,
            prev=self.prev_hash,
            at=self.at,
            kind=self.kind,
            subject=self.subject,
            body=self.body,
        )

    @property
    def leaf(self) -> bytes:
        """What the Merkle tree holds of it; nothing when the digest is none."""
        try:
            return bytes.fromhex(self.row_hash)
        except (TypeError, ValueError):
            return b""

    def flaw(self, *, seq: int, prev: str) -> tuple[str, str] | None:
        """The rule that it breaks as the line SEQ after the one with digest PREV, in words."""
        if self.seq != seq:
            return "gap", f"line {seq} is missing before {self.seq}"
        if self.prev_hash != prev:
            return "link", "does not continue the line before"
        try:
            is_whole = self.computed_hash == self.row_hash
        except Refused:
            is_whole = False
        return None if is_whole else ("digest", "was changed after it was written")


def batches(*, after: int = 0, size: int | None = None) -> Iterator[list[Line]]:
    stored = ChainEntry.objects.order_by("seq").values_list(
        *("seq", "prev_hash", "row_hash", Cast("at", TextField()), "kind", "subject", "body")
    )
    last = after
    while batch := [Line(*row) for row in stored.filter(seq__gt=last)[: size or BATCH]]:
        yield batch
        last = batch[-1].seq


def each(*, after: int = 0) -> Iterator[Line]:
    for batch in batches(after=after):
        yield from batch
