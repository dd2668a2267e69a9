"""Writes an archive: table by table, then the files that the rows name, then what it says."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage

from devcraft.archives import lines, manifest, owned
from devcraft.archives.manifest import MEDIA, STATES, Manifest, Part
from devcraft.archives.moments import one_moment
from devcraft.archives.tables import TABLES
from devcraft.backups.leftovers import settle
from devcraft.models import User
from missions.models import Profile
from worlds.models import WorldState

ENDING = ".devcraft.zip"
AVATAR = re.compile(r"/(avatars/[0-9a-f]{64}\.(?:webp|vrm|glb))")
PIECE = 64 * 1024


class CannotArchive(Exception):
    """Nothing was written; the text is one sentence that says why."""


def file_name(user: User, now: datetime) -> str:
    """kay-20261122T041500.devcraft.zip"""
    plain = re.sub(r"[^A-Za-z0-9-]+", "-", user.username).strip("-") or "desk"
    return f"{plain[:40]}-{now:%Y%m%dT%H%M%S}{ENDING}"


def take(user: User, folder: Path, *, now: datetime) -> tuple[Path, Manifest]:
    """Write USER's archive into FOLDER, whole or not at all. Raises CannotArchive."""
    place = folder / file_name(user, now)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".taking-", delete=False) as file:
            half = Path(file.name)
            try:
                told = write(user, file, now=now)
                file.flush()
                os.fsync(file.fileno())
                os.replace(half, place)
            finally:
                half.unlink(missing_ok=True)
        settle(folder)
    except OSError as error:
        raise CannotArchive(f"{folder} cannot be written: {error.strerror or error}.") from error
    return place, told


def write(user: User, file: IO[bytes], *, now: datetime) -> Manifest:
    """USER's archive into FILE, of one moment and in flat memory."""
    with one_moment(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        writing = _Writing(target, now)
        prices = lines.prices()
        for table in TABLES:
            found = lines.Lines(table, user, prices)
            writing.add(table.file, found, found)
        for name, pieces in _files(user):
            writing.add(name, pieces)
        told = Manifest(
            id=str(uuid.uuid4()),
            made_at=now.isoformat(),
            person=user.username,
            parts=writing.parts,
        )
        writing.put(manifest.NAME, [manifest.written(told)])
    return told


def _files(user: User) -> Iterator[tuple[str, Iterable[bytes]]]:
    """States of worlds and pictures of the profile, each with its pieces."""
    states = WorldState.objects.filter(owned.states_of(user)).order_by("pk")
    for state in states.iterator(chunk_size=1):
        yield f"{STATES}{state.pk}", [state.raw]
    profile = Profile.objects.filter(owner=user).first()
    urls = (profile.avatar_url, profile.avatar_3d_url) if profile else ()
    for name in {match[1] for match in map(AVATAR.fullmatch, urls) if match}:
        if default_storage.exists(name):
            with default_storage.open(name) as picture:
                yield f"{MEDIA}{name}", picture.chunks(PIECE)


@dataclass
class _Writing:
    target: zipfile.ZipFile
    now: datetime
    parts: list[Part] = field(default_factory=list)

    def add(self, name: str, pieces: Iterable[bytes], rows: lines.Lines | None = None) -> None:
        size, digest = self.put(name, pieces)
        counted = (rows.rows, rows.apart) if rows else (0, 0)
        self.parts.append(Part(name, size, digest, *counted))

    def put(self, name: str, pieces: Iterable[bytes]) -> tuple[int, str]:
        """The size of what was written in bytes, and its SHA-256."""
        entry = zipfile.ZipInfo(name, self.now.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        size, digest = 0, hashlib.sha256()
        with self.target.open(entry, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
        return size, digest.hexdigest()
