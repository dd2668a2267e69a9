"""Worlds and snapshots of an Oasis database: how their rows become ours.

States come in byte for byte. What breaks a rule of ours but is no state (a name, an icon, a
count) is mended, said and kept beside the row; a state that cannot be read is kept too, and
never becomes an empty world.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from devcraft.imports import ANOTHER_DATABASE, BadRow, Mapped, Record, Source, digest, id_text
from devcraft.models import SourceRow
from missions.oasis import values
from worlds import chronicle, curating, icons, saving, state, storing, versions
from worlds.authors import Author
from worlds.identity import new_id
from worlds.locking import lock
from worlds.models import (
    SnapshotReason,
    SnapshotSource,
    Visibility,
    World,
    WorldChangeKind,
    WorldSnapshot,
    WorldState,
)
from worlds.models.worlds import ICON_LENGTH, NAME_LENGTH
from worlds.state import BadState, State

SOURCE_USER = "local-user"
UNNAMED = "Unnamed world"
RENAMED = {"ffa": Visibility.PUBLIC_EDIT, "only-with-link": Visibility.UNLISTED}
OF_THE_SYSTEM = ("core", "template")
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
TAKEN_BY_ROUTES = {"create", "import", "take", "compare"}
MOST = 2**31 - 1
FINGERPRINTED = (
    "name", "icon", "visibility", "state_id", "creator_name", "creator_avatar",
    "thumbnail_url", "trashed_at",
)  # fmt: skip
WORDS = ("name", "icon", "visibility", "creator_name", "creator_avatar", "thumbnail_url")


@dataclass(frozen=True)
class WorldWriter:
    """Worlds of one source; all become worlds of its owner."""

    source: Source
    table: str = "World"
    target_table: str = "worlds_world"

    def read(self, record: Record) -> Mapped:
        row = Mapped(record, {})
        _read_words(row)
        _read_visibility(row)
        _read_content(row)
        row.fields["visit_count"] = _count(row, "visitCount")
        row.fields["created_at"] = values.moment("createdAt", record.values.get("createdAt"))
        row.fields["updated_at"] = values.moment("updatedAt", record.values.get("updatedAt"))
        user = record.values.get("userId")
        if user not in (None, "", SOURCE_USER, self.source.owner.username):
            row.put_aside("userId", user, "another person's there, the importing person's here")
        return row

    def create(self, rows: list[Mapped]) -> list[str]:
        ids = _ids(World, [row.record.id for row in rows])
        worlds = World.objects.bulk_create(
            self._new(id, row) for id, row in zip(ids, rows, strict=True)
        )
        for world in worlds:
            words = f"imported from {self.source.label}"
            chronicle.note(
                world,
                WorldChangeKind.CREATED,
                Author(self.source.owner),
                now=self.source.now,
                words=words,
            )
        return ids

    def _new(self, id: str, row: Mapped) -> World:
        source, fields = self.source, row.fields
        held = _stored(source, fields["content"])
        created = fields["created_at"] or source.now
        updated = fields["updated_at"] or created
        world = World(
            id=id,
            owner=source.owner,
            state=held,
            revision=1 if held else 0,
            object_count=held.object_count if held else 0,
            imported_digest=storing.mark_of(fields["name"], fields["content"]) if held else "",
            visit_count=fields["visit_count"],
            created_at=created,
            updated_at=updated,
            state_saved_at=updated,
            saved_by=source.owner.username if held else "",
            saver=source.owner if held else None,
            **{name: fields[name] for name in WORDS},
        )
        curating.index(world, tags=())
        return world

    def update(self, key: str, row: Mapped) -> None:
        """Take the source's change over; a state that it replaces is kept in a pinned snapshot."""
        stored = lock(World(pk=key))
        fields = row.fields
        if fields["created_at"] not in (None, stored.created_at):
            raise BadRow(ANOTHER_DATABASE)
        self._replace(stored, row)
        for name in WORDS:
            setattr(stored, name, fields[name])
        stored.visit_count = max(stored.visit_count, fields["visit_count"])
        stored.updated_at = fields["updated_at"] or self.source.now
        curating.index(stored, tags=stored.tag_rows.values_list("name", flat=True))
        stored.save()

    def _replace(self, stored: World, row: Mapped) -> None:
        content: State | None = row.fields["content"]
        if content is None:
            if stored.state and row.record.values.get("data") is None:
                row.put_aside("data", None, "no state in the source any more; ours was kept")
            return
        if content.digest == stored.state_id:
            return
        source, author = self.source, Author(self.source.owner)
        if stored.state:
            versions.take(
                stored,
                SnapshotReason.IMPORT,
                author,
                now=source.now,
                name=f"Before the import from {source.label}",
                is_pinned=True,
            )
        saving.put(stored, content, author, source.now)
        stored.imported_digest = storing.mark_of(row.fields["name"], content)
        stored.state_saved_at = row.fields["updated_at"] or source.now
        words = f"imported again from {source.label}"
        chronicle.note(stored, WorldChangeKind.SAVED, author, now=source.now, words=words)

    def fingerprints(self, keys: Sequence[str]) -> dict[str, str]:
        rows = World.objects.filter(pk__in=keys).values("pk", *FINGERPRINTED)
        return {row["pk"]: digest({name: str(row[name]) for name in FINGERPRINTED}) for row in rows}


@dataclass(frozen=True)
class SnapshotWriter:
    """Snapshots of the worlds that the same source brought, now or earlier."""

    source: Source
    table: str = "WorldSnapshot"
    target_table: str = "worlds_worldsnapshot"

    def read(self, record: Record) -> Mapped:
        row = Mapped(record, {})
        raw = record.values
        try:
            content = _content(raw.get("data"))
        except BadState as error:
            raise BadRow(f"data: {error}") from error
        kind = raw.get("source")
        if kind not in SnapshotSource.values:
            row.put_aside("source", kind, "taken as manual, so that it stays")
            kind = SnapshotSource.MANUAL
        row.fields = {
            "content": content,
            "world": id_text(raw.get("worldId")),
            "source": kind,
            "is_pinned": kind == SnapshotSource.MANUAL,
            "created_at": values.moment("createdAt", raw.get("createdAt")) or self.source.now,
        }
        _recount(row)
        return row

    def create(self, rows: list[Mapped]) -> list[str]:
        homes = self._homes({row.fields["world"] for row in rows})
        for row in rows:
            if row.fields["world"] not in homes:
                raise BadRow(f"Its world {state.label(row.fields['world'])} is not here.")
        ids = _ids(WorldSnapshot, [row.record.id for row in rows])
        WorldSnapshot.objects.bulk_create(
            self._new(id, row, homes[row.fields["world"]])
            for id, row in zip(ids, rows, strict=True)
        )
        return ids

    def _new(self, id: str, row: Mapped, world_id: str) -> WorldSnapshot:
        held = _stored(self.source, row.fields["content"])
        return WorldSnapshot(
            id=id,
            world_id=world_id,
            state=held,
            object_count=held.object_count if held else 0,
            source=row.fields["source"],
            reason=SnapshotReason.IMPORT,
            is_pinned=row.fields["is_pinned"],
            created_at=row.fields["created_at"],
        )

    def _homes(self, wanted: Collection[str]) -> dict[str, str]:
        """Our ids of the worlds WANTED, by the source's."""
        rows = SourceRow.objects.filter(
            source=self.source.label, table="World", source_id__in=wanted
        )
        known = dict(rows.values_list("source_id", "target_id"))
        here = set(World.objects.filter(pk__in=known.values()).values_list("pk", flat=True))
        return {theirs: ours for theirs, ours in known.items() if ours in here}

    def update(self, key: str, row: Mapped) -> None:
        """Take over what kind it is; a state that was kept is never replaced."""
        snapshot = WorldSnapshot.objects.get(pk=key)
        content: State | None = row.fields["content"]
        if (content.digest if content else None) != snapshot.state_id:
            raise BadRow("Its state changed in the source; the one that was kept stays.")
        snapshot.source = row.fields["source"]
        snapshot.is_pinned = snapshot.is_pinned or row.fields["is_pinned"]
        snapshot.save(update_fields=["source", "is_pinned"])

    def fingerprints(self, keys: Sequence[str]) -> dict[str, str]:
        rows = WorldSnapshot.objects.filter(pk__in=keys)
        return {
            pk: digest([state_id, source])
            for pk, state_id, source in rows.values_list("pk", "state_id", "source")
        }


def _read_words(row: Mapped) -> None:
    raw, fields = row.record.values, row.fields
    fields["name"] = _line(row, "name", NAME_LENGTH)
    if not fields["name"]:
        row.put_aside("name", raw.get("name"), f"a world needs a name: {UNNAMED}")
        fields["name"] = UNNAMED
    icon = raw.get("icon")
    is_kept = isinstance(icon, str) and len(icon) <= ICON_LENGTH and icons.is_symbol(icon)
    fields["icon"] = icon if is_kept else World._meta.get_field("icon").default
    if icon is not None and not is_kept:
        row.put_aside("icon", icon, "no single symbol, so the usual one is shown")
    fields["creator_name"] = _line(row, "creatorName", 80)
    fields["creator_avatar"] = _line(row, "creatorAvatar", 500)
    fields["thumbnail_url"] = _line(row, "thumbnailUrl", 500)


def _line(row: Mapped, name: str, most: int) -> str:
    """The source's text as one printable line; the whole is kept beside it if it is not."""
    raw = row.record.values.get(name)
    found = state.label(raw, most=most)
    if raw is not None and found != raw:
        row.put_aside(name, raw, f"made one printable line of at most {most} characters")
    return found


def _read_visibility(row: Mapped) -> None:
    raw = row.record.values.get("visibility")
    found, rule = Visibility.PRIVATE, "unknown there, private here"
    if raw is None or raw in Visibility.values:
        found, rule = Visibility(raw or Visibility.PRIVATE), ""
    elif raw in RENAMED:
        found = RENAMED[raw]
        rule = f"an older word for {found.value}"
    elif raw in OF_THE_SYSTEM:
        found, rule = Visibility.PUBLIC, "a world of the system there, public here"
    row.fields["visibility"] = found
    if rule:
        row.put_aside("visibility", raw, rule)


def _read_content(row: Mapped) -> None:
    raw = row.record.values.get("data")
    row.fields["content"] = None
    try:
        row.fields["content"] = _content(raw)
    except BadState as error:
        row.put_aside("data", raw, f"kept beside the world and not as its state: {error}")
    _recount(row)


def _content(raw: Any) -> State | None:
    """The state in RAW, with the bytes of the source; none for none. Raises BadState."""
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise BadState(f"The state must be text, not {type(raw).__name__}.")
    return state.read(raw.encode("utf-8", "surrogateescape"))


def _recount(row: Mapped) -> None:
    said, content = row.record.values.get("objectCount"), row.fields["content"]
    if said is not None and said != (content.object_count if content else 0):
        row.put_aside("objectCount", said, "counted anew from the state")


def _count(row: Mapped, name: str) -> int:
    raw = row.record.values.get(name)
    try:
        return values.whole(name, raw, most=MOST) or 0
    except BadRow:
        row.put_aside(name, raw, "no number of visits, so it begins at 0")
        return 0


def _stored(source: Source, content: State | None) -> WorldState | None:
    return storing.store(content, now=source.now) if content else None


def _ids(model: type[Model], wanted: list[str]) -> list[str]:
    """The source's ids where they are free and an address can hold them, else new ones."""
    taken = set(model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
    taken |= TAKEN_BY_ROUTES
    return [id if ID.fullmatch(id) and id not in taken else new_id() for id in wanted]
