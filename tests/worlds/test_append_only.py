"""A world's history is written once; it goes only with a world that is in the trash."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from devcraft import triggers
from tests.devcraft.guarded import ROADS, Table, replace_by_unique_key
from tests.devcraft.guarded import replace_without_recursive_triggers as replace_quietly
from tests.factories.worlds import MORNING, WorldChangeFactory, WorldFactory
from worlds.models import World, WorldChange

pytestmark = pytest.mark.django_db
BY_UNIQUE_KEY = {replace_by_unique_key, replace_quietly}  # history has none beside its id
HERE = [road for road in ROADS[connection.vendor] if road not in BY_UNIQUE_KEY]
TABLE = Table(WorldChange, "author", "forger", (), {})
EVENTS = {
    "sqlite": {"update", "delete", "replace"},
    "postgresql": {"update", "delete", "truncate"},
}


def lines():
    return list(WorldChange.objects.order_by("pk").values())


@pytest.mark.parametrize("road", HERE, ids=lambda road: road.__name__)
def test_a_line_of_history_cannot_be_changed_by(road):
    row = WorldChangeFactory()
    before = lines()

    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        road(TABLE, row)

    assert lines() == before


def test_all_its_guards_stand():
    found = {one.name for one in triggers.expected(connection) if one.table == TABLE.name}

    assert found == {f"{TABLE.name}_no_{event}" for event in EVENTS[connection.vendor]}


def test_a_world_that_is_not_in_the_trash_keeps_its_history():
    world = WorldChangeFactory().world

    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        world.delete()

    assert len(lines()) == 1


def test_a_world_in_the_trash_takes_its_history_along():
    world = WorldFactory(trashed_at=MORNING)
    WorldChangeFactory(world=world)
    WorldChangeFactory()

    world.delete()

    assert WorldChange.objects.get().world.trashed_at is None
    assert World.objects.count() == 1


def test_a_line_in_the_trash_is_not_rewritten_either():
    row = WorldChangeFactory(world__trashed=True)

    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        WorldChange.objects.filter(pk=row.pk).update(author="forger")
