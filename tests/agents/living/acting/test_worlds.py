"""Agents look at worlds and build in them, over a version that is kept."""

from __future__ import annotations

import pytest

from tests.factories.worlds import WorldFactory, standing
from worlds.models import World

pytestmark = pytest.mark.django_db
HERE = {"name": "Bench", "position": [1, 0, 2.5]}


def read_again(world):
    return World.objects.get(pk=world.pk).state.read()


@pytest.fixture
def world(owner):
    return WorldFactory(owner=owner, name="Desk", state__content=standing(3))


def test_an_agent_finds_its_owners_worlds_and_shared_ones(owner, stranger, scout, world):
    shared = WorldFactory(owner=stranger, name="Plaza", visibility="public")
    WorldFactory(owner=stranger, name="Hidden")

    mine = scout.call("list_worlds")["worlds"]
    others = scout.call("list_worlds", tab="shared", words="pla")["worlds"]

    assert [(row["id"], row["maySave"]) for row in mine] == [(world.pk, True)]
    assert [(row["id"], row["maySave"]) for row in others] == [(shared.share_id, False)]
    assert scout.call("read_world", worldId=shared.share_id)["name"] == "Plaza"


def test_a_world_is_read_in_parts(scout, world):
    whole = scout.call("read_world", worldId=world.pk, limit=2)
    rest = scout.call("read_world", worldId=world.pk, limit=2, skip=2)
    one = scout.call("read_world", worldId=world.pk, objectIds=["thing-1"])

    assert (whole["revision"], whole["found"], len(whole["things"])) == (1, 3, 2)
    assert [thing["id"] for thing in rest["things"]] == ["thing-2"]
    assert one["things"][0]["values"]["name"] == "Lamp 1"
    assert scout.call("read_world", worldId=world.pk, words="lamp 2")["found"] == 1


def test_what_is_too_long_is_not_told_in_full(owner, scout):
    world = WorldFactory(owner=owner, state__content=standing(1, name="n" * 5_000))

    told = scout.call("read_world", worldId=world.pk, objectIds=["thing-0"])["things"][0]

    assert told["values"] == "more than 4,000 characters"
    assert len(told["name"]) == 120


def test_an_object_is_placed_once_over_a_pinned_version(owner, scout, world):
    wish = {"worldId": world.pk, "revision": 1, "key": "run:1", **HERE}

    first, again = (scout.call("place_object", **wish) for _ in range(2))

    kept, saved = world.snapshots.get(), World.objects.get(pk=world.pk)
    thing = read_again(world).by_id[first["objectId"]]
    assert first == again == {"success": True, "objectId": thing.id, "revision": 2}
    assert (thing.kind, thing.name, thing.position) == ("crafted", "Bench", (1, 0, 2.5))
    assert (kept.reason, kept.is_pinned, kept.revision) == ("agent", True, 1)
    assert (saved.revision, saved.saved_by, saved.saver) == (2, "Scout for owner", owner)


def test_an_object_is_changed_once(scout, world):
    wish = {"worldId": world.pk, "revision": 1, "objectId": "thing-0", "key": "run:1"}
    change = {"name": "Lantern", "position": [0, 3, 0], "scale": [2, 2, 2], "visible": False}

    first, again = (scout.call("modify_object", **wish, **change) for _ in range(2))

    thing = read_again(world).by_id["thing-0"]
    assert first == again
    assert (thing.name, thing.position, thing.scale) == ("Lantern", (0, 3, 0), (2, 2, 2))
    assert not thing.is_visible
    assert world.snapshots.count() == 1


def test_objects_are_removed_once(scout, world):
    wish = {"worldId": world.pk, "revision": 1, "objectIds": ["thing-1", "gone"], "key": "run:1"}

    first, again = (scout.call("remove_object", **wish) for _ in range(2))

    assert (first["removed"], first["notThere"], first["revision"]) == (["thing-1"], ["gone"], 2)
    assert (again["removed"], again["revision"]) == ([], 2)
    assert "thing-1" not in read_again(world).by_id
    assert read_again(world).object_count == 2


CHANGES = [
    ("place_object", HERE),
    ("modify_object", {"objectId": "thing-0", "name": "Other"}),
    ("remove_object", {"objectIds": ["thing-0"]}),
]


@pytest.mark.parametrize(("tool", "args"), CHANGES)
def test_a_stale_base_is_told_with_the_revision_to_read(scout, world, tool, args):
    scout.call("modify_object", worldId=world.pk, revision=1, objectId="thing-2", name="Newer")

    said = scout.refused(tool, worldId=world.pk, revision=1, **args)

    assert said == "revision must be 2, which the world is at by now: read it again."
    assert World.objects.get(pk=world.pk).revision == 2


@pytest.mark.parametrize(("tool", "args"), CHANGES)
@pytest.mark.parametrize("visibility", ["private", "unlisted", "public"])
def test_somebody_elses_world_is_not_changed(stranger, scout, tool, args, visibility):
    theirs = WorldFactory(owner=stranger, visibility=visibility, state__content=standing(2))

    for key in (theirs.pk, theirs.share_id):
        said = scout.refused(tool, worldId=key, revision=1, **args)
        assert said == "worldId names no world that you may save."

    assert World.objects.get(pk=theirs.pk).revision == 1
    assert not theirs.snapshots.exists()


def test_where_everybody_builds_an_agent_may_build_too(stranger, scout):
    open_to_all = WorldFactory(owner=stranger, visibility="public_edit", state__content=standing(2))

    scout.call("place_object", worldId=open_to_all.share_id, revision=1, **HERE)

    assert open_to_all.snapshots.get().is_pinned
    assert read_again(open_to_all).object_count == 3


def test_an_agent_never_empties_a_world(owner, scout):
    world = WorldFactory(owner=owner, state__content=standing(6))
    every = [f"thing-{n}" for n in range(6)]

    said = scout.refused("remove_object", worldId=world.pk, revision=1, objectIds=every)

    assert "would leave 0 of 6 objects" in said
    assert read_again(world).object_count == 6


@pytest.mark.parametrize(
    ("tool", "args", "field"),
    [
        ("read_world", {"worldId": "none"}, "worldId"),
        ("place_object", {**HERE, "position": [1, 2]}, "position"),
        ("place_object", {**HERE, "position": ["a", 0, 0]}, "position.0"),
        ("place_object", {**HERE, "copyOf": "nobody"}, "copyOf"),
        ("place_object", {**HERE, "glbPath": "https://evil.example/x.glb"}, "arguments"),
        ("modify_object", {"objectId": "nobody", "name": "x"}, "objectId"),
        ("modify_object", {"objectId": "thing-0"}, "arguments"),
        ("modify_object", {"objectId": "thing-0", "color": "#ffffff"}, "color"),
        ("remove_object", {"objectIds": []}, "objectIds"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_saved(scout, world, tool, args, field):
    base = {} if tool == "read_world" else {"revision": 1}

    said = scout.refused(tool, **{"worldId": world.pk, **base, **args})

    assert said.startswith(f"{field} ")
    assert World.objects.get(pk=world.pk).revision == 1
