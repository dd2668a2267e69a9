"""What checkpoints and anchors claim about the chain, compared with its lines as they go by."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from runtime_memory import chain, notes, signing
from runtime_memory.lines import Line
from runtime_memory.merkle import Tree
from runtime_memory.models import Checkpoint
from runtime_memory.notes import BadNote, Key, Note

LARGEST = 64 * 1024 * 1024
RESTORED = "restored"


class CannotRead(Exception):
    """The file of notes cannot be read; the text is a sentence."""


@dataclass(frozen=True)
class Claim:
    """A note and where it stands; `flaw` says why there is none, or why it does not count."""

    where: str
    size: int
    note: Note | None = None
    flaw: str = ""
    subtrees: str | None = None


@dataclass(frozen=True)
class Doubt:
    """`seq` is the first line that cannot be as the claim says; `rule` the kind of fault."""

    seq: int
    where: str
    rule: str
    reason: str


@dataclass(frozen=True)
class Left:
    """Line SEQ says: the desk was put back, and `lines` stood before, the last with `head`."""

    seq: int
    lines: int
    head: str

    def holds(self, note: Note) -> bool:
        """Whether NOTE can be of the lines that were left behind."""
        is_last = note.size == self.lines
        return self.seq <= note.size <= self.lines and (note.head == self.head or not is_last)


@dataclass
class Watch:
    """Holds CLAIMS, ordered by size, against the lines that `see` is shown in their order.

    The first `proven` lines are as somebody signed; `broken` is the first that shows by
    itself that it is not, and then takes the blame for what was signed later.
    """

    claims: Iterator[Claim]
    tree: Tree = field(default_factory=Tree)
    origin: str = ""
    proven: int = 0
    broken: int = 0
    count: int = 0
    keys: dict[bytes, tuple[Key, str]] = field(default_factory=dict)
    befores: dict[bytes, set[bytes]] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._next = next(self.claims, None)

    def see(self, line: Line, *, is_broken: bool = False) -> Iterator[Doubt]:
        if is_broken and not self.broken:
            self.broken = self.tree.size + 1
        self.origin = self.origin or notes.origin_of(line.row_hash)
        self.tree.append(line.leaf)
        if line.kind == chain.RESTORED:
            self.left += _left(line)
        yield from self._judge(lambda size: size <= self.tree.size, line.row_hash)

    def close(self) -> Iterator[Doubt]:
        """What is left when the chain has ended."""
        yield from self._judge(lambda size: True, "")

    def strangers(self, trusted: Iterable[bytes]) -> Iterator[tuple[str, Key]]:
        """Keys that signed and neither are TRUSTED nor handed over to one that is."""
        known, fresh = set[bytes](), set(trusted)
        while fresh:
            known |= fresh
            fresh = {old for key in fresh for old in self.befores.get(key, ())} - known
        for public, (key, where) in self.keys.items():
            if public not in known:
                yield where, key

    def _judge(self, is_due: Callable[[int], bool], head: str) -> Iterator[Doubt]:
        while self._next is not None and is_due(self._next.size):
            yield from self._fault(self._next, head)
            self.count += 1
            self._next = next(self.claims, None)

    def _fault(self, claim: Claim, head: str) -> Iterator[Doubt]:
        note = claim.note
        if claim.flaw or note is None:
            yield Doubt(max(claim.size, 1), claim.where, "signature", claim.flaw)
            return
        self.keys.setdefault(note.key.public, (note.key, claim.where))
        if note.before is not None:
            self.befores.setdefault(note.key.public, set()).add(note.before.public)
        if note.origin != self.origin and claim.size <= self.tree.size:
            yield Doubt(1, claim.where, "origin", "is of a chain with another first line")
        elif claim.size > self.tree.size or (note.root, note.head) != (self.tree.root.hex(), head):
            yield self._other(claim, note)
        elif claim.subtrees not in (None, self.tree.text):
            yield Doubt(claim.size, claim.where, "signature", "its subtrees were changed")
        else:
            self.proven = claim.size

    def _other(self, claim: Claim, note: Note) -> Doubt:
        """CLAIM tells of lines that are not there, or not any more."""
        restored = next((left for left in self.left if left.holds(note)), None)
        if restored is not None and note.origin == self.origin:
            told = f"holds lines that a restore left behind, as line {restored.seq:,} says"
            return Doubt(restored.seq, claim.where, RESTORED, told)
        if claim.size > self.tree.size:
            told = f"holds {claim.size:,} lines, but the chain has only {self.tree.size:,}"
            return Doubt(self.tree.size + 1, claim.where, "shorter", told)
        first = max(self.broken, self.proven + 1)
        told = f"lines {first:,} to {claim.size:,} are not those that it signed"
        return Doubt(first, claim.where, "forked", told)


def watch(anchors: Iterable[Claim] = ()) -> Watch:
    """A watch over the checkpoints that are stored now, and over ANCHORS.

    Call it before the first line is read: then no checkpoint is newer than the last line.
    """
    last = Checkpoint.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    in_order = sorted(anchors, key=lambda claim: claim.size)
    return Watch(heapq.merge(_stored(last), in_order, key=lambda claim: claim.size))


def anchors(path: Path) -> list[Claim]:
    """The notes in the file at PATH. Raises CannotRead."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise CannotRead(f"{path} holds more than 64 MB.")
        found = [
            _claim(f"{path.name} line {number}", notes.read(text))
            for number, text in notes.texts(content.decode())
        ]
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CannotRead(f"{path} is no text in UTF-8.") from error
    except BadNote as error:
        raise CannotRead(f"{path} cannot be read as notes: {error}.") from error
    if not found:
        raise CannotRead(f"{path} holds no note.")
    return found


def _left(line: Line) -> list[Left]:
    try:
        told = json.loads(line.body)
        return [Left(line.seq, int(told["left_lines"]), str(told["left_head"]))]
    except (ValueError, TypeError, KeyError):
        return []


def _stored(last: int) -> Iterator[Claim]:
    rows = Checkpoint.objects.filter(pk__lte=last).order_by("size", "pk")
    for pk, size, key_id, text, subtrees in rows.values_list(
        "pk", "size", "key_id", "note", "subtrees"
    ).iterator(chunk_size=500):
        where = f"checkpoint {pk}"
        try:
            note = notes.read(text)
        except BadNote as error:
            yield Claim(where, size, flaw=f"its note was changed: {error}")
            continue
        if (note.size, note.key.fingerprint.hex()) != (size, key_id):
            yield Claim(where, size, flaw="its note speaks of another size or key")
        else:
            yield _claim(where, note, subtrees)


def _claim(where: str, note: Note, subtrees: str | None = None) -> Claim:
    flaw = "" if signing.is_signed(note) else f"is not signed by the key {note.key.text}"
    return Claim(where, note.size, note, flaw, subtrees)
