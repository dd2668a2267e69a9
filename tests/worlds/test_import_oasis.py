"""Worlds and snapshots of an Oasis database, as the original left them."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from devcraft import strict_json
from devcraft.models import User
from tests.devcraft.visiting import signed_in
from tests.missions import oasis_samples as oasis
from tests.missions.importing import everything, outcomes, run
from tests.worlds.oasis_worlds import LAMPS, snapshot, world
from worlds import saving, state
from worlds.authors import Author
from worlds.models import World, WorldSnapshot, WorldState

pytestmark = pytest.mark.django_db


def sample_rows(table):
    with closing(sqlite3.connect(oasis.SAMPLE)) as source:
        source.row_factory = sqlite3.Row
        return [dict(row) for row in source.execute(f'SELECT * FROM "{table}"')]


def test_the_sample_keeps_every_fact_of_its_worlds():
    run(oasis.SAMPLE)

    for row in sample_rows("World"):
        ours = World.objects.get(pk=row["id"])
        assert (ours.name, ours.icon, ours.visibility) == (
            row["name"],
            row["icon"],
            row["visibility"],
        )
        assert (ours.data, ours.object_count, ours.visit_count) == (
            row["data"],
            row["objectCount"],
            row["visitCount"],
        )
        assert ours.created_at.timestamp() * 1000 == row["createdAt"]
        assert round(ours.updated_at.timestamp() * 1000) == row["updatedAt"]
        assert ours.creator_name == row["creatorName"]


def test_the_sample_keeps_every_snapshot_in_its_world():
    run(oasis.SAMPLE)

    rows = sample_rows("WorldSnapshot")
    assert {(row["id"], row["worldId"], row["data"], row["source"]) for row in rows} == {
        (one.pk, one.world_id, one.data, one.source) for one in WorldSnapshot.objects.all()
    }
    assert WorldSnapshot.objects.filter(is_pinned=True).count() == 4
    assert set(WorldSnapshot.objects.values_list("reason", flat=True)) == {"import"}


def test_a_downloaded_world_holds_the_source_byte_for_byte():
    run(oasis.SAMPLE)
    client = signed_in(User.objects.get(username="local-user"))

    for row in sample_rows("World"):
        if row["data"] is None:
            continue
        file = client.get(f"/worlds/{row['id']}/download/").content
        assert strict_json.member(file.decode(), "state") == row["data"]
        assert state.read_export(file).state.raw == row["data"].encode()


def test_a_world_without_a_state_stays_without_one(database, path):
    world(database, data=None, objectCount=0)
    snapshot(database, data=None, objectCount=0)

    report = run(path)

    ours = World.objects.get()
    assert (ours.state, ours.revision, ours.object_count) == (None, 0, 0)
    assert WorldSnapshot.objects.get().data is None
    assert not WorldState.objects.exists()
    assert report["repairs"] == []


@pytest.mark.parametrize("id", ["import", "create", "a/b", "x" * 65, "x" * 300, "ü", "a\x00b", ""])
def test_an_id_that_no_address_can_hold_is_replaced(database, path, id):
    world(database, id=id)
    snapshot(database, worldId=id)

    report = run(path)

    ours = World.objects.get()
    assert ours.pk != id
    assert ours.snapshots.count() == 1
    assert outcomes(run(path), "World") == {"read": 1, "unchanged": 1}
    assert report["repairs"] == []


def test_an_id_that_is_taken_here_is_replaced_and_found_again(database, path, owner):
    world(database)
    snapshot(database)
    run(path)

    report = run(path, "--source", "second", "--user", "owner")

    theirs = World.objects.get(owner=owner)
    assert theirs.pk != "w1"
    assert theirs.snapshots.count() == 1
    assert outcomes(report, "World") == {"read": 1, "created": 1}
    again = run(path, "--source", "second", "--user", "owner")
    assert outcomes(again, "World") == {"read": 1, "unchanged": 1}


def test_a_snapshot_without_its_world_is_kept_raw(database, path):
    world(database)
    snapshot(database, id="lost", worldId="gone")
    snapshot(database, id="found")

    report = run(path)

    assert WorldSnapshot.objects.get().pk == "found"
    assert report["problems"][0]["reason"] == "Its world gone is not here."


def test_an_import_thins_nothing_and_keeps_the_order(database, path):
    world(database)
    for number in range(60):
        snapshot(database, id=f"s{number}", createdAt=oasis.MARCH_20 - number * 1000)

    run(path)

    kept = World.objects.get().snapshots.order_by("-created_at").values_list("pk", flat=True)
    assert list(kept) == [f"s{number}" for number in range(60)]
    assert WorldState.objects.count() == 1


def test_a_world_without_a_state_can_be_restored_from_its_snapshot(database, path, clock):
    world(database, data="{", objectCount=0)
    snapshot(database)
    run(path)
    ours = World.objects.get()

    saving.restore(
        world=ours, snapshot=ours.snapshots.get(), author=Author(ours.owner), now=clock.now
    )

    ours.refresh_from_db()
    assert (ours.data, ours.revision) == (LAMPS, 1)


def test_a_second_run_changes_nothing():
    run(oasis.SAMPLE)
    before = everything()

    report = run(oasis.SAMPLE)

    assert outcomes(report, "World") == {"read": 4, "unchanged": 4}
    assert outcomes(report, "WorldSnapshot") == {"read": 9, "unchanged": 9}
    assert everything() == before


def test_a_dry_run_reports_the_same_and_writes_nothing():
    report = run(oasis.SAMPLE, "--dry-run")

    assert outcomes(report, "WorldSnapshot") == {"read": 9, "created": 9}
    assert not World.objects.exists()
    assert not WorldState.objects.exists()
