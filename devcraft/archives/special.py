"""Rows that are not simply added: the account, its profile, its own entity, states of worlds."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, transaction

from devcraft.archives import cells, refusals
from devcraft.archives.cells import BadCell
from devcraft.archives.ids import TwoOfOneId
from devcraft.archives.manifest import MEDIA, STATES, BadArchive
from devcraft.archives.opening import Archive, Line
from devcraft.archives.tables import Table
from devcraft.archives.taking import AVATAR
from devcraft.archives.turning import Turn
from devcraft.models import User
from missions import avatars
from missions.avatars import BadAvatar
from missions.models import Profile
from worlds import state, storing
from worlds.models import WorldState
from worlds.state import BadState


def write(table: Table, archive: Archive, turn: Turn) -> bool:
    """Whether TABLE is one of those; its rows are then written. Raises BadArchive."""
    write_one = {User: _account, Profile: _profile, WorldState: _state}.get(table.model)
    if write_one is None:
        return False
    for number, line in archive.lines(table):
        place = f"{table.file}, line {number:,}"
        if table.single and number > 1:
            raise BadArchive(f"{place}: an account has but one.")
        try:
            with transaction.atomic():
                key = write_one(table, archive, turn, line)
            turn.ids.put(table.model, [(line["id"], key)])
        except BadCell as error:
            raise BadArchive(f"{place}: {error}.") from error
        except TwoOfOneId as error:
            raise BadArchive(f"{place}: id {error} is there twice.") from error
        except (IntegrityError, DataError) as error:
            raise BadArchive(f"{place}: {refusals.reason(table.model, error)}.") from error
        turn.report.made[table.label] += 1
    return True


def _read(table: Table, line: Line) -> dict[str, Any]:
    fields = {field.name: field for field in table.fields}
    if strange := sorted(line.keys() - fields.keys() - {"id"}):
        raise BadCell(f"{strange[0][:40]!r} is no column that this Devcraft knows")
    return {name: cells.read(fields[name], line[name]) for name in fields.keys() & line.keys()}


def _account(table: Table, archive: Archive, turn: Turn, line: Line) -> int:
    User.objects.filter(pk=turn.user.pk).update(**_read(table, line))
    return turn.user.pk


def _profile(table: Table, archive: Archive, turn: Turn, line: Line) -> int:
    """What the ledger adds up to is counted afterwards."""
    values = _read(table, line) | {"total_xp": 0, "level": 1}
    for name in ("avatar_url", "avatar_3d_url"):
        values[name] = _picture(archive, turn, values.get(name, ""))
    return Profile.objects.update_or_create(owner=turn.user, defaults=values)[0].pk


def _picture(archive: Archive, turn: Turn, address: str) -> str:
    """The address of a picture that came along and is one; it keeps the name of its digest."""
    match = AVATAR.fullmatch(address)
    raw = archive.content(f"{MEDIA}{match[1]}") if match else b""
    if not match or not raw:
        if address:
            turn.report.say(f"The picture {address[:80]!r} did not come along.")
        return ""
    try:
        avatars.picture_of(raw) if address.endswith(".webp") else avatars.model_of(raw, address)
    except BadAvatar as error:
        raise BadArchive(f"{MEDIA}{match[1]}: {error}") from error
    if hashlib.sha256(raw).hexdigest() not in address:
        raise BadArchive(f"{MEDIA}{match[1]}: its name is not the digest of what it holds.")
    transaction.on_commit(partial(_keep, match[1], raw))
    return address


def _keep(name: str, raw: bytes) -> None:
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(raw))


def _state(table: Table, archive: Archive, turn: Turn, line: Line) -> str:
    name = f"{STATES}{line['id']}"
    try:
        content = state.read(archive.content(name))
    except BadState as error:
        raise BadArchive(f"{str(name)[:80]}: {error}") from error
    if content.digest != line["id"]:
        raise BadArchive(f"{str(name)[:80]}: its name is not the digest of what it holds.")
    moment = _read(table, line).get("created_at", turn.now)
    return str(storing.store(content, now=moment).pk)
