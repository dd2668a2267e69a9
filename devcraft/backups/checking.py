"""Opens a backup, and trusts none of it that its manifest does not name and its digests hold."""

from __future__ import annotations

import hashlib
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath

from devcraft.backups import dumps, encrypting, looking, manifest, sealing
from devcraft.backups.encrypting import CannotEncrypt
from devcraft.backups.manifest import MEDIA, SEAL, BadBackup, Manifest
from devcraft.backups.sealing import Seal, Trust

LONGEST_MANIFEST = 16 * 1024 * 1024
PIECE = 1024 * 1024


@dataclass(frozen=True)
class Opened:
    """What a backup says of itself, and who signed that, if anybody did."""

    told: Manifest
    seal: Seal | None


def unpack(
    archive: Path, folder: Path, *, trust: Trust | None = None, identity: Path | None = None
) -> Opened:
    """Write the parts of ARCHIVE below FOLDER and look through them.

    IDENTITY is a file with the private key of an archive that is encrypted.

    Raises BadBackup, and OSError when FOLDER cannot be written.
    """
    with _reading():
        plain = _decrypted(archive, folder, identity)
        tar = tarfile.open(plain, mode="r:gz")  # noqa: SIM115 -- closed below; what is written there is no fault of the archive
    with tar:
        members = _members(tar)
        raw = _all(tar, next(members, None), manifest.NAME, LONGEST_MANIFEST)
        if raw is None:
            raise BadBackup(f"It does not begin with {manifest.NAME}, so it is no backup of ours.")
        told = manifest.read(raw)
        _check_names(told)
        second = next(members, None)
        signed = _all(tar, second, SEAL, sealing.LONGEST)
        seal = None if signed is None else sealing.read(signed.decode(errors="replace"), raw)
        (trust or Trust()).check(seal)
        rest = members if seal or second is None else chain([second], members)
        _write_parts(tar, rest, told, folder)
    for part in told.parts:
        if digest(folder / part.name) != part.sha256:
            raise BadBackup(f"{part.name} is not what was backed up: its digest differs.")
    _look(folder / told.database, told)
    return Opened(told, seal)


def _decrypted(archive: Path, folder: Path, identity: Path | None) -> Path:
    if not encrypting.is_encrypted(archive):
        return archive
    if identity is None:
        raise BadBackup("It is encrypted: say --identity FILE, with the key of age that opens it.")
    plain = folder / "decrypted"
    try:
        encrypting.decrypt(archive, plain, identity=identity)
    except CannotEncrypt as error:
        raise BadBackup(str(error)) from error
    return plain


@contextmanager
def _reading() -> Iterator[None]:
    """What goes wrong in here is the archive's fault."""
    try:
        yield
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        strerror = error.strerror if isinstance(error, OSError) else None
        why = (strerror or str(error) or "it ends too early").rstrip(".")
        raise BadBackup(f"The archive cannot be read: {why}.") from error


def _members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while True:
        with _reading():
            member = tar.next()
        if member is None:
            return
        yield member


def _pieces(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    with _reading():
        source = tar.extractfile(member)
    while source:
        with _reading():
            piece = source.read(PIECE)
        if not piece:
            return
        yield piece


def _all(
    tar: tarfile.TarFile, member: tarfile.TarInfo | None, name: str, most: int
) -> bytes | None:
    """The content of MEMBER if it is the one of that NAME, and no longer than MOST."""
    if member is None or member.name != name or member.size > most:
        return None
    return b"".join(_pieces(tar, member))


def _check_names(told: Manifest) -> None:
    names = [part.name for part in told.parts]
    if told.database not in names or len(set(names)) < len(names):
        raise BadBackup("It holds no database, or names a file twice.")
    if strange := next((name for name in names if not _is_ours(name)), None):
        raise BadBackup(f"It names {strange[:80]!r}, which has no place in a backup.")


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    is_plain = not path.is_absolute() and ".." not in path.parts and str(path) == name
    return is_plain and (name in manifest.DATABASES.values() or name.startswith(MEDIA))


def _write_parts(
    tar: tarfile.TarFile, members: Iterable[tarfile.TarInfo], told: Manifest, folder: Path
) -> None:
    sizes = {part.name: part.bytes for part in told.parts}
    for member in members:
        if not member.isreg() or sizes.pop(member.name, None) != member.size:
            raise BadBackup(f"It holds {member.name[:80]!r}, which its manifest does not name.")
        place = folder / member.name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as target:
            target.writelines(_pieces(tar, member))
    if sizes:
        raise BadBackup(f"{min(sizes)} is missing in it.")


def _look(database: Path, told: Manifest) -> None:
    """A dump is held against its facts once it is a database again."""
    if told.engine == "postgresql":
        dumps.look(database)
    elif looking.facts_of(database) != told.facts:
        raise BadBackup("The database in it holds something else than its manifest says.")


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
