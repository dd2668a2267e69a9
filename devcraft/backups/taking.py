"""Takes a backup: one moment of the database, then the files it names, in one archive."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from devcraft import environment
from devcraft.backups import desks, encrypting, leftovers, manifest, sealing
from devcraft.backups.checking import digest
from devcraft.backups.encrypting import CannotEncrypt
from devcraft.backups.manifest import DATABASES, MEDIA, SEAL, Manifest, Part
from devcraft.backups.refusals import CannotBackUp
from runtime_memory.signing import NoKey

ENDING = ".devcraft.tar.gz"
PREFIX = ".taking-"


@dataclass(frozen=True)
class Taken:
    """Where a backup lies, what it says and who signed it, in words."""

    place: Path
    told: Manifest
    signed: str


def take(folder: Path, *, now: datetime, recipient: str = "") -> Taken:
    """Write a backup into FOLDER, whole or not at all; encrypted for RECIPIENT if there is one.

    People go on working meanwhile: the copy is of one moment. Raises CannotBackUp, and
    BadBackup when what was copied is damaged.
    """
    try:
        if recipient:
            encrypting.check(recipient)
        folder.mkdir(parents=True, exist_ok=True)
        with leftovers.workplace(folder, PREFIX) as work, _aside(work, recipient) as plain:
            taken = _packed(plain, now)
            return _named(taken, work, folder, recipient, now)
    except CannotEncrypt as error:
        raise CannotBackUp(str(error)) from error
    except OSError as error:
        raise CannotBackUp(f"{folder} cannot be written: {error.strerror or error}.") from error


@contextmanager
def _aside(work: Path, recipient: str) -> Iterator[Path]:
    """Where the archive is made: what is to be encrypted never lies on the target in plain."""
    if not recipient or work.parent.samefile(settings.DATA_DIR):
        yield work
        return
    with leftovers.workplace(settings.DATA_DIR, PREFIX) as own:
        yield own


def _named(taken: Taken, work: Path, folder: Path, recipient: str, now: datetime) -> Taken:
    """Give the archive its name in FOLDER, as the last thing."""
    archive, name = taken.place, f"devcraft-{now:%Y%m%dT%H%M%S}{ENDING}"
    if recipient:
        archive, name = work / f"archive{encrypting.ENDING}", f"{name}{encrypting.ENDING}"
        encrypting.encrypt(taken.place, archive, recipient=recipient)
        leftovers.settle_file(archive)
    os.replace(archive, folder / name)
    leftovers.settle(folder)
    return replace(taken, place=folder / name)


def _packed(work: Path, now: datetime) -> Taken:
    """The archive, made below WORK."""
    name, archive = DATABASES[connection.vendor], work / "archive"
    facts = desks.here().copy(work / name)
    files = {name: work / name, **{f"{MEDIA}{path}": place for path, place in _media()}}
    told = Manifest(
        engine=connection.vendor,
        made_at=now.isoformat(),
        facts=facts,
        parts=[Part(name, path.stat().st_size, digest(path)) for name, path in files.items()],
        needs=environment.secret_names(),
    )
    raw = manifest.written(told)
    seal, signed = _sealed(raw)
    _pack(archive, {manifest.NAME: raw, **seal}, files)
    return Taken(archive, told, signed)


def _sealed(raw: bytes) -> tuple[dict[str, bytes], str]:
    """The signature as a file beside the manifest RAW, and in words."""
    try:
        seal = sealing.seal(raw)
    except NoKey as error:
        return {}, f"Not signed: {error}"
    if seal is None:
        return {}, "Not signed: there is no key yet; checkpoint_memory makes one."
    return {SEAL: seal.text.encode()}, f"Signed by {seal.key.text}."


def _media() -> Iterator[tuple[str, Path]]:
    """Files below the media folder; after the database, so that none it names is missing."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        is_half = path.name.startswith(leftovers.COPYING)
        if path.is_file() and not path.is_symlink() and not is_half:
            yield path.relative_to(root).as_posix(), path


def _pack(archive: Path, texts: Mapping[str, bytes], files: Mapping[str, Path]) -> None:
    with tarfile.open(archive, mode="w:gz", compresslevel=6) as tar:
        for name, raw in texts.items():
            head = tarfile.TarInfo(name)
            head.size = len(raw)
            tar.addfile(head, io.BytesIO(raw))
        for name, path in files.items():
            tar.add(path, name, recursive=False)
    leftovers.settle_file(archive)
