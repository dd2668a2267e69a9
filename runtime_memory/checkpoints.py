"""Makes signed checkpoints of the audit chain, each from the one before."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from runtime_memory import chain, lines, moments, notes, signing
from runtime_memory.merkle import Tree
from runtime_memory.models import ChainEntry, Checkpoint
from runtime_memory.notes import BadNote, Key, Note
from runtime_memory.signing import NoKey, Signer


class Broken(Exception):
    """The chain is not what the last checkpoint signed, or does not hold; nothing is signed."""


def latest() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size", "-pk").first()


def make(*, now: datetime) -> Checkpoint | None:
    """Sign the chain as it stands; None when it has not grown. Raises Broken, NoKey."""
    last = latest()
    signer = signing.ensure(may_make=last is None)
    if last is not None and _note(last).key.public != signer.public:
        raise NoKey(
            f"The last checkpoint is signed by another key, {last.key_id}. Put that key back "
            "and run rotate_signing_key; or run rotate_signing_key --lost."
        )
    return _make(signer, last, now=now)


def rotate(*, now: datetime, is_lost: bool = False) -> Checkpoint | None:
    """Let a new key take over; the first note that it signs names the one before.

    When the old key IS_LOST, the note names none: who verifies must then be told of the
    old one. None when there is no chain to sign. Raises Broken, NoKey.
    """
    last = latest()
    before = None if is_lost else _replaced(last)
    made = _make(signing.successor(), last, before=before, now=now)
    signing.replace()
    return made


def _replaced(last: Checkpoint | None) -> Key:
    """The present key, which signed LAST, or whose successor has done so already."""
    old = signing.present()
    if last is None or old is None:
        raise NoKey("Nothing has been signed yet, or the key is gone: there is none to replace.")
    signed = _note(last).key
    if signed.public != old.public and signed.public != signing.successor().public:
        raise NoKey(f"The last checkpoint is signed by another key, {last.key_id}.")
    return Key(signed.origin, old.public)


def _make(
    signer: Signer, last: Checkpoint | None, *, before: Key | None = None, now: datetime
) -> Checkpoint | None:
    tree, head = _from(last) if last else (Tree(), chain.START)
    start = tree.size
    for line in lines.each(after=start):
        if flaw := line.flaw(seq=tree.size + 1, prev=head):
            raise Broken(f"Line {tree.size + 1}: {flaw[1]}.")
        tree.append(line.leaf)
        head = line.row_hash
    is_same_key = last is not None and _note(last).key.public == signer.public
    if not tree.size or (tree.size == start and is_same_key):
        return None
    origin = _note(last).origin if last else _origin()
    note = Note(
        origin=origin,
        size=tree.size,
        root=tree.root.hex(),
        at=moments.written(now),
        head=head,
        key=Key(origin, signer.public),
        before=before,
    )
    return _store(signer, note, tree, now)


def _store(signer: Signer, unsigned: Note, tree: Tree, now: datetime) -> Checkpoint:
    """Store the signed note, or find the one that somebody else stored meanwhile."""
    note = Note(**vars(unsigned) | {"signature": signer.sign(unsigned.body)})
    key_id = note.key.fingerprint.hex()
    try:
        with transaction.atomic():
            return Checkpoint.objects.create(
                size=note.size,
                key_id=key_id,
                at=moments.cut(now),
                note=note.text,
                subtrees=tree.text,
            )
    except IntegrityError:
        found = latest()
        if found is None or found.size < note.size or found.key_id != key_id:
            raise
        return found


def _from(last: Checkpoint) -> tuple[Tree, str]:
    """The tree and the head that LAST signed, when they still are the chain's."""
    note = _note(last)
    try:
        tree = Tree.read(last.size, last.subtrees)
    except ValueError as error:
        raise Broken(f"The subtrees of checkpoint {last.pk} were changed.") from error
    if (note.size, note.root) != (tree.size, tree.root.hex()) or not signing.is_signed(note):
        raise Broken(f"Checkpoint {last.pk} is not what its key signed.")
    heads = ChainEntry.objects.filter(seq=note.size).values_list("row_hash", flat=True)
    if heads.first() != note.head:
        raise Broken(f"Line {note.size} is not the one that checkpoint {last.pk} signed.")
    return tree, note.head


def _note(row: Checkpoint) -> Note:
    try:
        return notes.read(row.note)
    except BadNote as error:
        raise Broken(f"The note of checkpoint {row.pk} was changed: {error}.") from error


def _origin() -> str:
    return notes.origin_of(ChainEntry.objects.values_list("row_hash", flat=True).get(seq=1))
