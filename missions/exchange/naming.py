"""Which mission imported time belongs to.

The mission that came with the same key from a file of ours; else a mission of the person
with exactly this name that is to do or in progress, the newest of several; else a new one.
What is done, archived or in the trash is never touched: its points are counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from devcraft.imports import Mapped, Source
from devcraft.models import SourceRow
from missions import editing
from missions.board import OPEN
from missions.exchange import identity
from missions.exchange.options import GROUP
from missions.models import Mission
from missions.models.missions import NAME_LENGTH

UNNAMED = "Imported time"


@dataclass
class Found:
    """A mission for imported time, and whether this import made it."""

    mission: Mission
    is_new: bool


def name_of(row: Mapped, name_by: str) -> str:
    """The name that ROW asks for: its group or its words, the other when that is empty."""
    group, words = row.fields.get("group", ""), row.fields.get("words", "")
    first, second = (group, words) if name_by == GROUP else (words, group)
    return " ".join((first or second or UNNAMED).split())


def cut(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"


def missions_for(source: Source, rows: Iterable[Mapped]) -> list[Found]:
    """A mission for each of ROWS, in their order; those that are missing are made."""
    rows = list(rows)
    by_key = _by_key(source, {row.fields.get("mission_key", "") for row in rows})
    by_name = _by_name(source, {row.fields["name"] for row in rows})
    return [_found(source, row.fields, by_key, by_name) for row in rows]


def _found(
    source: Source, fields: dict[str, Any], by_key: dict[str, Found], by_name: dict[str, Found]
) -> Found:
    key, name = fields.get("mission_key", ""), fields["name"]
    if key and key in by_key:
        return by_key[key]
    found = by_name.get(name)
    if found is None or (key and found.is_new):
        found = Found(_made(source, fields), is_new=True)
    by_name.setdefault(name, found)
    if key:
        by_key[key] = found
        _remember(source, key, found.mission)
    return found


def _made(source: Source, fields: dict[str, Any]) -> Mission:
    return editing.create(
        owner=source.owner,
        name=fields["name"],
        now=source.now,
        actor="import",
        quest_name=fields.get("quest_name", ""),
    )


def _by_key(source: Source, keys: set[str]) -> dict[str, Found]:
    """Missions of the person's own that came from KEYS, or were made here under them."""
    came = SourceRow.objects.filter(
        owner=source.owner, table=identity.MISSIONS, source_id__in=keys - {""}
    )
    pks = {row.source_id: int(row.target_id) for row in came}
    for key in keys:
        own = identity.own_id(source.owner, key)
        if own is not None:
            pks.setdefault(key, own)
    visible = Mission.objects.visible_to(source.owner).kept().filter(status__in=OPEN)
    missions = visible.in_bulk(set(pks.values()))
    return {key: Found(missions[pk], is_new=False) for key, pk in pks.items() if pk in missions}


def _by_name(source: Source, names: set[str]) -> dict[str, Found]:
    mine = Mission.objects.kept().filter(owner=source.owner, status__in=OPEN, name__in=names)
    return {mission.name: Found(mission, is_new=False) for mission in mine.order_by("id")}


def _remember(source: Source, key: str, mission: Mission) -> None:
    SourceRow.objects.update_or_create(
        source=source.label,
        table=identity.MISSIONS,
        source_id=key,
        defaults={
            "owner": source.owner,
            "target_table": identity.TARGETS[identity.MISSIONS],
            "target_id": str(mission.pk),
            "source_digest": "",
            "written_digest": "",
            "imported_at": source.now,
        },
    )
