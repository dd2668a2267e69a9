"""Oasis worlds imported again: what changed there, here, or on both sides."""

from __future__ import annotations

import pytest

from devcraft import imports
from devcraft.models import RawRow
from tests.missions.importing import outcomes, run
from tests.worlds.oasis_worlds import EMPTY, LAMPS, change, said, snapshot, world
from worlds import curating, saving, state
from worlds.authors import Author
from worlds.models import Visibility, World, WorldSnapshot

pytestmark = pytest.mark.django_db
OURS = b'{"version": 1, "conjuredAssetIds": ["ours"]}'
THEIRS = '{"version": 1, "conjuredAssetIds": ["theirs"]}'


@pytest.fixture
def brought(database, path):
    """The world that an import brought, with LAMPS in it."""
    world(database)
    snapshot(database)
    run(path)
    return World.objects.get()


def save(world, raw, clock):
    saving.save(
        world=world,
        incoming=state.read(raw),
        base_revision=world.revision,
        author=Author(world.owner),
        now=clock.now,
    )


def test_a_changed_state_is_taken_over_through_a_pinned_snapshot(database, path, brought):
    change(database, "UPDATE World SET data = ?, objectCount = 1, name = 'New'", THEIRS)

    report = run(path)

    brought.refresh_from_db()
    kept = brought.snapshots.get(name="Before the import from oasis")
    assert outcomes(report, "World") == {"read": 1, "updated": 1}
    assert (brought.data, brought.revision, brought.name) == (THEIRS, 2, "New")
    assert (kept.data, kept.is_pinned, kept.reason, kept.revision) == (LAMPS, True, "import", 1)
    assert outcomes(run(path), "World") == {"read": 1, "unchanged": 1}


def test_another_spelling_of_the_same_state_is_taken_over_too(database, path, brought):
    spelled = LAMPS.replace(" ", "")
    change(database, "UPDATE World SET data = ?", spelled)

    run(path)

    brought.refresh_from_db()
    assert brought.data == spelled


def test_a_new_name_alone_is_no_new_revision(database, path, brought):
    change(database, "UPDATE World SET name = 'Other', visitCount = 12")

    run(path)

    brought.refresh_from_db()
    assert (brought.name, brought.name_key, brought.revision) == ("Other", "other", 1)
    assert brought.visit_count == 12
    assert brought.snapshots.count() == 1


def test_a_world_saved_here_since_is_not_overwritten(database, path, brought, clock):
    save(brought, OURS, clock)
    change(database, "UPDATE World SET data = ?", THEIRS)

    report = run(path)

    brought.refresh_from_db()
    assert brought.data == OURS.decode()
    assert outcomes(report, "World") == {"read": 1, "kept_raw": 1}
    assert "Changed in the source and here" in report["problems"][0]["reason"]
    assert THEIRS.replace('"', '\\"') in RawRow.objects.get().raw


def test_a_world_saved_here_since_stays_when_the_source_did_not_change(path, brought, clock):
    save(brought, OURS, clock)

    report = run(path)

    brought.refresh_from_db()
    assert brought.data == OURS.decode()
    assert outcomes(report, "World") == {"read": 1, "unchanged": 1}


@pytest.mark.parametrize("act", ["renamed", "shared", "trashed"])
def test_what_a_person_did_here_is_not_undone(database, path, brought, clock, act):
    does = {"world": brought, "author": Author(brought.owner), "now": clock.now}
    if act == "renamed":
        curating.describe(name="Mine", icon="🔥", tags=[], **does)
    elif act == "shared":
        curating.share(visibility=Visibility.PUBLIC, **does)
    else:
        curating.put_in_trash(**does)
    before = World.objects.values().get()
    change(database, "UPDATE World SET name = 'Theirs'")

    report = run(path)

    assert World.objects.values().get() == before
    assert outcomes(report, "World") == {"read": 1, "kept_raw": 1}


def test_a_visit_here_is_no_change_and_is_not_forgotten(database, path, brought):
    World.objects.update(visit_count=30)
    change(database, "UPDATE World SET visitCount = 12")

    report = run(path)

    assert outcomes(report, "World") == {"read": 1, "updated": 1}
    assert World.objects.get().visit_count == 30


def test_tags_given_here_still_find_an_updated_world(database, path, brought, clock):
    does = {"author": Author(brought.owner), "now": clock.now}
    curating.describe(world=brought, name=brought.name, icon=brought.icon, tags=["harbour"], **does)
    change(database, "UPDATE World SET name = 'Other'")

    run(path)

    assert "harbour" in World.objects.get().search_text


@pytest.mark.parametrize("data", [None, "{"])
def test_a_state_that_went_or_broke_in_the_source_stays_here(database, path, brought, data):
    change(database, "UPDATE World SET data = ?, objectCount = 0", data)

    report = run(path)

    brought.refresh_from_db()
    assert (brought.data, brought.revision) == (LAMPS, 1)
    assert len(said(report, "data")) == 1


def test_a_state_that_comes_later_fills_the_world(database, path):
    world(database, data=None, objectCount=0)
    run(path)
    change(database, "UPDATE World SET data = ?", EMPTY)

    run(path)

    ours = World.objects.get()
    assert (ours.data, ours.revision, ours.snapshots.count()) == (EMPTY, 1, 0)


def test_another_database_under_the_same_label_is_told_apart(database, path, brought):
    change(database, "UPDATE World SET createdAt = createdAt + 1, data = ?", THEIRS)

    report = run(path)

    brought.refresh_from_db()
    assert brought.data == LAMPS
    assert "--source" in report["problems"][0]["reason"]


def test_a_snapshots_state_is_never_replaced(database, path, brought):
    change(database, "UPDATE WorldSnapshot SET data = ?", THEIRS)

    report = run(path)

    assert WorldSnapshot.objects.get().data == LAMPS
    assert outcomes(report, "WorldSnapshot") == {"read": 1, "kept_raw": 1}


def test_a_snapshot_that_became_manual_is_pinned(database, path, brought):
    change(database, "UPDATE WorldSnapshot SET source = 'manual'")

    run(path)

    assert WorldSnapshot.objects.get().is_pinned


def test_a_snapshot_deleted_here_does_not_come_back(path, brought, clock):
    brought.snapshots.all().delete()

    report = run(path)

    assert not brought.snapshots.exists()
    assert outcomes(report, "WorldSnapshot") == {"read": 1, "unchanged": 1}


def test_long_states_are_read_in_short_lists(monkeypatch):
    monkeypatch.setattr(imports, "HEAVIEST", 100)
    rows = [imports.Record("World", str(n), {"data": "x" * 60, "n": n}) for n in range(5)]

    assert [len(batch) for batch in imports.batches(rows)] == [2, 2, 1]
    assert [row.id for batch in imports.batches(rows) for row in batch] == list("01234")
