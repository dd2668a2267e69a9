"""The key that signs checkpoints: a file of its owner's, never a row of the database."""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from runtime_memory.notes import Key

LARGEST = 10_000


class NoKey(Exception):
    """There is no key to sign with; the text is a sentence that says what to do."""


class Signed(Protocol):
    """A statement, the key that it names and the signature under its `body`."""

    @property
    def key(self) -> Key: ...

    @property
    def body(self) -> str: ...

    @property
    def signature(self) -> bytes: ...


@dataclass(frozen=True)
class Signer:
    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def sign(self, text: str) -> bytes:
        return self.private.sign(text.encode())


def present() -> Signer | None:
    """The key in the file that the settings name; None without a file. Raises NoKey."""
    return _read(_file())


def ensure(*, may_make: bool) -> Signer:
    """The present key, or a new one in its place when MAY_MAKE. Raises NoKey."""
    found = present()
    if found is None and not may_make:
        raise NoKey(
            f"{_file()} is missing, but checkpoints were signed before. Put the key back, or "
            "run rotate_signing_key --lost to begin with another."
        )
    return found or _made(_file())


def successor() -> Signer:
    """The key that waits to replace the present one; made when there is none. Raises NoKey."""
    return _read(_waiting()) or _made(_waiting())


def replace() -> None:
    """Put the successor in the present key's place."""
    os.replace(_waiting(), _file())
    _sync_folder(_file())


def is_signed(note: Signed) -> bool:
    """Whether the key that NOTE names has signed it."""
    try:
        Ed25519PublicKey.from_public_bytes(note.key.public).verify(
            note.signature, note.body.encode()
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _file() -> Path:
    path: Path = settings.AUDIT_SIGNING_KEY_FILE
    return path


def _waiting() -> Path:
    return _file().with_name(f"{_file().name}.next")


def _read(path: Path) -> Signer | None:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(LARGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NoKey(f"{path} cannot be read: {error.strerror}.") from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise NoKey(f"Other accounts can read {path}: chmod 600 it, or rotate the key.")
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoKey(f"{path} holds no private key in PEM without a password.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NoKey(f"{path} holds a key that is not of the kind Ed25519.")
    return Signer(key)


def _made(path: Path) -> Signer:
    """A new key at PATH, readable by its owner alone; or the one made there meanwhile."""
    private = Ed25519PrivateKey.generate()
    content = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".key-") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.link(file.name, path)
        _sync_folder(path)
    except FileExistsError:
        pass
    except OSError as error:
        raise NoKey(f"{path} cannot be written: {error.strerror}.") from error
    found = _read(path)
    if found is None:
        raise NoKey(f"{path} went away while it was made.")
    return found


def _sync_folder(path: Path) -> None:
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
