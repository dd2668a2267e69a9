"""Looks through the ids of an archive before anything is written: which are free here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Field, Max, Model

from devcraft.archives import cells
from devcraft.archives.cells import BadCell
from devcraft.archives.ids import LEFT, Ids, TwoOfOneId
from devcraft.archives.lines import batches
from devcraft.archives.manifest import BadArchive
from devcraft.archives.opening import Archive
from devcraft.archives.report import Report
from devcraft.archives.tables import TABLES, Table
from missions.models import Mission
from runtime_memory.models import Erasure, Session
from worlds.models import WorldState

FARTHEST = 100_000
PLAIN = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


def learn(archive: Archive, ids: Ids, report: Report) -> set[str]:
    """Note what every row with a telling id will be called here: as there, if that is free.

    Other numbers than those of missions are given by the database as rows are written. The
    tables that keep theirs. Raises BadArchive.
    """
    kept, renamed = set(), dict[str, int]()
    for table in TABLES:
        key: Field[Any, Any] = table.model._meta.pk
        if table.model is Mission and _numbers_are_free(archive, table):
            kept.add(table.label)
        elif table.numbered or table.model is WorldState:
            continue
        moved = 0
        for batch in batches(archive.lines(table)):
            named = [(number, _key(table, key, number, line["id"])) for number, line in batch]
            moved += _learn(table, named, ids)
        if moved:
            renamed[str(table.model._meta.verbose_name_plural)] = moved
    if renamed:
        told = ", ".join(f"{count:,} {name}" for name, count in renamed.items())
        report.say(f"{sum(renamed.values()):,} ids are taken here and became new ones: {told}.")
    return kept


def _numbers_are_free(archive: Archive, table: Table) -> bool:
    """Whether people can go on calling their missions as they did: nobody here has a number of
    theirs, and none lies so far off that the numbers after it would be strange.
    """
    highest = Mission.objects.aggregate(highest=Max("pk"))["highest"] or 0
    for batch in batches(archive.lines(table)):
        numbers = [line["id"] for _, line in batch]
        if not all(type(one) is int and 0 < one <= highest + FARTHEST for one in numbers):
            return False
        if Mission.objects.filter(pk__in=numbers).exists():
            return False
    return True


def _key(table: Table, key: Field[Any, Any], number: int, value: Any) -> Any:
    try:
        return cells.read(key, value)
    except BadCell as error:
        raise BadArchive(f"{table.file}, line {number:,}: {error}.") from error


def _learn(table: Table, named: list[tuple[int, Any]], ids: Ids) -> int:
    keys = [key for _, key in named]
    taken = set(table.model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
    erased = _erased(table.model, keys)
    fresh: Callable[[], Any] = table.model._meta.pk.get_default
    moved = 0
    for number, key in named:
        if key in erased:
            new = LEFT
        elif key in taken or not PLAIN.fullmatch(str(key)):
            new, moved = fresh(), moved + 1
        else:
            new = key
        try:
            ids.put(table.model, [(key, new)])
        except TwoOfOneId as error:
            raise BadArchive(
                f"{table.file}, line {number:,}: id {error} is there twice."
            ) from error
    return moved


def _erased(model: type[Model], keys: list[Any]) -> set[Any]:
    """Sessions that somebody erased here stay erased."""
    if model is not Session:
        return set()
    return set(Erasure.objects.filter(session_id__in=keys).values_list("session_id", flat=True))
