"""Checkpoints as text: signed notes in the form of C2SP tlog-checkpoint.

A note says how many lines the chain had, the root of their Merkle tree, when, the digest of
the last line, and which key signs; and, where keys changed hands, which key came before.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from runtime_memory import moments

ED25519 = b"\x01"
ORIGIN = r"devcraft/[0-9a-f]{32}"
KEY = rf"{ORIGIN}\+[0-9a-f]{{8}}\+[A-Za-z0-9+/]{{44}}"
SHAPE = re.compile(
    rf"(?P<origin>{ORIGIN})\n(?P<size>[1-9][0-9]{{0,14}})\n(?P<root>[A-Za-z0-9+/]{{43}}=)\n"
    rf"time (?P<at>{moments.SHAPE.pattern})\nhead (?P<head>[0-9a-f]{{64}})\n"
    rf"key (?P<key>{KEY})\n(?:after (?P<before>{KEY})\n)?"
    rf"\n— (?P<name>{ORIGIN}) (?P<signature>[A-Za-z0-9+/]{{91}}=)\n",
    re.ASCII,
)


class BadNote(ValueError):
    """The text is no note or key; the message is a clause that says why."""


@dataclass(frozen=True)
class Key:
    """A public Ed25519 key of the chain ORIGIN; `text` is C2SP's vkey."""

    origin: str
    public: bytes

    @property
    def fingerprint(self) -> bytes:
        named = f"{self.origin}\n".encode() + ED25519 + self.public
        return hashlib.sha256(named).digest()[:4]

    @property
    def text(self) -> str:
        return f"{self.origin}+{self.fingerprint.hex()}+{_spelled(ED25519 + self.public)}"


@dataclass(frozen=True)
class Note:
    """`root` and `head` are hexadecimal; `before` is the key that this one takes over from."""

    origin: str
    size: int
    root: str
    at: str
    head: str
    key: Key
    before: Key | None = None
    signature: bytes = b""

    @property
    def body(self) -> str:
        """What is signed."""
        root = _spelled(bytes.fromhex(self.root))
        lines = [self.origin, str(self.size), root, f"time {self.at}", f"head {self.head}"]
        lines.append(f"key {self.key.text}")
        if self.before is not None:
            lines.append(f"after {self.before.text}")
        return "\n".join(lines) + "\n"

    @property
    def text(self) -> str:
        signed = _spelled(self.key.fingerprint + self.signature)
        return f"{self.body}\n— {self.origin} {signed}\n"


def origin_of(first_line: str) -> str:
    """The name of the chain whose first line has the digest FIRST_LINE."""
    return f"devcraft/{first_line[:32]}"


def read(text: str) -> Note:
    """The note that TEXT is, to the letter. Raises BadNote."""
    found = SHAPE.fullmatch(text)
    if found is None:
        raise BadNote("it is no signed note of a chain")
    signed = _decoded(found["signature"])
    note = Note(
        origin=found["origin"],
        size=int(found["size"]),
        root=_decoded(found["root"]).hex(),
        at=found["at"],
        head=found["head"],
        key=read_key(found["key"]),
        before=read_key(found["before"]) if found["before"] else None,
        signature=signed[4:],
    )
    if signed[:4] != note.key.fingerprint or note.text != text:
        raise BadNote("it names one key and is signed by another")
    return note


def read_key(text: str) -> Key:
    """The key that TEXT names. Raises BadNote."""
    if not re.fullmatch(KEY, text, re.ASCII):
        raise BadNote("it is no public key of a chain")
    origin, _, rest = text.partition("+")
    key = Key(origin, _decoded(rest[9:])[1:])
    if key.text != text:
        raise BadNote("it is a public key that contradicts itself")
    return key


def texts(file: str) -> Iterator[tuple[int, str]]:
    """The notes of a file of notes, each with the number of its first line. Raises BadNote."""
    blocks = file.rstrip("\n").split("\n\n") if file.strip("\n") else []
    number = 1
    if len(blocks) % 2:
        raise BadNote("it does not hold whole notes")
    for body, signature in zip(blocks[::2], blocks[1::2], strict=True):
        yield number, f"{body}\n\n{signature}\n"
        number += body.count("\n") + signature.count("\n") + 4


def _spelled(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BadNote("it holds broken base64") from error
