"""What a change leaves of a world's JSON: everything that it does not name."""

from __future__ import annotations

import json

import pytest

from agents.living.acting import shaping
from worlds import state
from worlds.samples import city, cottage, island, office, pavilion
from worlds.state import Kind

WORLD = {
    "version": 1,
    "craftedScenes": [
        {"id": "c", "name": "Tower", "objects": [{"type": "box", "color": "#000000"}, "odd"]}
    ],
    "catalogPlacements": [{"id": "p", "name": "Lamp", "position": [1, 0, 0], "scale": 2}],
    "conjuredAssetIds": ["j", "k"],
    "transforms": {"p": {"rotation": [0, 1, 0], "position": [5, 0, 0]}, "w": {"scale": 3}},
    "agentWindows": [{"id": "w", "position": [0, 0, 0], "label": "Old"}],
    "mystery": {"kept": [1, None]},
}


def read(data):
    return state.read(json.dumps(data).encode())


def change(id, **given):
    before = read(WORLD)
    return shaping.changed(before.data, before.by_id[id], given)


def test_a_move_goes_where_the_client_keeps_it():
    after = change("p", position=[9, 9, 9])

    assert after["transforms"]["p"] == {"rotation": [0, 1, 0], "position": [9, 9, 9]}
    assert after["catalogPlacements"] == WORLD["catalogPlacements"]


def test_a_window_holds_its_own_place_and_label():
    after = change("w", scale=[1, 1, 1], name="New")

    thing = read(after).by_id["w"]
    assert after["transforms"]["w"] == {}
    assert (thing.scale, thing.name) == ((1, 1, 1), "New")


def test_a_conjured_object_is_named_by_its_behaviour():
    thing = read(change("j", name="Dragon", visible=False)).by_id["j"]

    assert (thing.name, thing.is_visible) == ("Dragon", False)


def test_a_scene_is_painted_shape_by_shape():
    after = change("c", color="#ff0000")

    assert after["craftedScenes"][0]["objects"] == [{"type": "box", "color": "#ff0000"}, "odd"]


def test_a_copy_is_turned_and_scaled_like_what_it_copies():
    copied = {"id": "new", "name": "Copy", "position": [7, 0, 0]}

    after = shaping.placed(WORLD, Kind.PLACEMENT, copied, like="p")

    assert after["transforms"]["new"] == {"rotation": [0, 1, 0]}
    assert read(after).by_id["new"].position == (7, 0, 0)


@pytest.mark.parametrize("held", [None, []])
def test_the_first_light_does_not_put_the_daylight_out(held):
    """An empty list means darkness on purpose, so nothing is added to it."""
    data = {"version": 1} if held is None else {"version": 1, "lights": held}

    after = shaping.placed(data, Kind.LIGHT, {"id": "l", "type": "point"})

    assert len(after["lights"]) == (2 if held is None else 1)


def test_what_is_removed_leaves_no_trace_and_takes_nothing_along():
    after = shaping.without(WORLD, {"p", "j"})

    assert (after["catalogPlacements"], after["conjuredAssetIds"]) == ([], ["k"])
    assert after["transforms"] == {"w": {"scale": 3}}
    assert after["mystery"] == WORLD["mystery"]


@pytest.mark.parametrize("sample", [city, cottage, island, office, pavilion])
def test_changes_keep_the_rest_of_a_real_world(sample):
    before = sample.draw(1.0)

    for thing in before.things:
        moved = read(shaping.changed(before.data, thing, {"position": [1, 2, 3]}))
        gone = read(shaping.without(before.data, {thing.id}))
        assert moved.by_id[thing.id].position == (1, 2, 3)
        assert [t for t in moved.things if t.id != thing.id] == list(gone.things)
        assert moved.tiles == gone.tiles == before.tiles
