"""Archives that only the holder of a key can open, by the program age (age-encryption.org)."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

ENDING = ".age"
HEAD = b"age-encryption.org/"
RECIPIENT = re.compile(r"age1[0-9a-z]+")
LONGEST = 6 * 3600


class CannotEncrypt(Exception):
    """Nothing was written; the text is one sentence that says why."""


def check(recipient: str) -> None:
    """Raises CannotEncrypt, before anything else is done, when it cannot be done at all."""
    if not RECIPIENT.fullmatch(recipient):
        raise CannotEncrypt("--encrypt-to must be a public key of age, which begins with age1.")
    _program()


def encrypt(archive: Path, place: Path, *, recipient: str) -> None:
    """Raises CannotEncrypt."""
    _run(["--encrypt", f"--recipient={recipient}", f"--output={place}", str(archive)])


def decrypt(archive: Path, place: Path, *, identity: Path) -> None:
    """By the private key in the file IDENTITY. Raises CannotEncrypt."""
    _run(["--decrypt", f"--identity={identity}", f"--output={place}", str(archive)])


def is_encrypted(archive: Path) -> bool:
    """Raises OSError."""
    with archive.open("rb") as file:
        return file.read(len(HEAD)) == HEAD


def _program() -> str:
    found = shutil.which("age")
    if found is None:
        raise CannotEncrypt("The program age is not on the PATH; install age, or leave it out.")
    return found


def _run(arguments: list[str]) -> None:
    done = subprocess.run(  # noqa: S603 -- found by its name above
        [_program(), *arguments], capture_output=True, text=True, timeout=LONGEST, check=False
    )
    if done.returncode:
        said = (done.stderr.strip() or "no reason given").splitlines()[0]
        raise CannotEncrypt(f"age says: {said.removeprefix('age: ').rstrip('.')}.")
