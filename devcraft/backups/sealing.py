"""The signature under a manifest, by the key that signs checkpoints of the audit chain.

Digests find damage; this finds who rewrites an archive together with its manifest.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from devcraft.backups.manifest import BadBackup
from runtime_memory import notes, signing
from runtime_memory.models import ChainEntry
from runtime_memory.notes import BadNote, Key
from runtime_memory.signing import NoKey

NOBODY = "0" * 64
LONGEST = 4096
SHAPE = re.compile(
    rf"(?P<origin>{notes.ORIGIN})\nbackup (?P<sha256>[0-9a-f]{{64}})\nkey (?P<key>{notes.KEY})\n"
    rf"\n— (?P<name>{notes.ORIGIN}) (?P<signature>[A-Za-z0-9+/]{{91}}=)\n",
    re.ASCII,
)
MISMATCH = "Its signature does not match its manifest: somebody changed one of them."


@dataclass(frozen=True)
class Seal:
    """`sha256` is of the manifest, in hex; the form is that of a note of the chain."""

    key: Key
    sha256: str
    signature: bytes = b""

    @property
    def body(self) -> str:
        """What is signed."""
        return f"{self.key.origin}\nbackup {self.sha256}\nkey {self.key.text}\n"

    @property
    def text(self) -> str:
        signed = base64.b64encode(self.key.fingerprint + self.signature).decode()
        return f"{self.body}\n— {self.key.origin} {signed}\n"


@dataclass(frozen=True)
class Trust:
    """Whose backups are taken: those of KEYS when there are any, or ANYBODY's."""

    keys: frozenset[bytes] = frozenset()
    anybody: bool = False

    def check(self, seal: Seal | None) -> None:
        """Raises BadBackup when SEAL is not by one of the keys that are known here."""
        if not self.keys or self.anybody or (seal and seal.key.public in self.keys):
            return
        whose = f"signed by {seal.key.text}" if seal else "not signed"
        raise BadBackup(
            f"It is {whose}, and not by a key that is known here: say --trust KEY for a key of "
            "your own records, or --any-key when you know where it comes from."
        )

    def words(self, seal: Seal | None) -> str:
        """What a person is told about SEAL."""
        if seal is None:
            return "Not signed."
        known = "known here" if seal.key.public in self.keys else "not known here"
        return f"Signed by {seal.key.text}, which is {known}."


def seal(manifest: bytes) -> Seal | None:
    """The signature under MANIFEST; None without a key. Raises NoKey when it cannot be used."""
    signer = signing.present()
    if signer is None:
        return None
    first = ChainEntry.objects.filter(seq=1).values_list("row_hash", flat=True).first()
    key = Key(notes.origin_of(first or NOBODY), signer.public)
    unsigned = Seal(key, hashlib.sha256(manifest).hexdigest())
    return Seal(key, unsigned.sha256, signer.sign(unsigned.body))


def read(text: str, manifest: bytes) -> Seal:
    """The signature that TEXT is, under MANIFEST. Raises BadBackup."""
    found = SHAPE.fullmatch(text)
    if found is None:
        raise BadBackup("Its signature cannot be read.")
    try:
        key = notes.read_key(found["key"])
    except BadNote as error:
        raise BadBackup(f"Its signature cannot be read: {error}.") from error
    given = Seal(key, found["sha256"], base64.b64decode(found["signature"])[4:])
    is_ours = given.text == text and given.sha256 == hashlib.sha256(manifest).hexdigest()
    if not (is_ours and signing.is_signed(given)):
        raise BadBackup(MISMATCH)
    return given


def trust(texts: Iterable[str] = (), *, anybody: bool = False) -> Trust:
    """The key of this desk and those that TEXTS name. Raises BadBackup."""
    try:
        keys = {notes.read_key(text).public for text in texts}
    except BadNote as error:
        raise BadBackup(f"--trust cannot be used: {error}.") from error
    try:
        present = signing.present()
    except NoKey:
        present = None
    return Trust(frozenset(keys | ({present.public} if present else set())), anybody)
