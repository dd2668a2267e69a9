from __future__ import annotations

import copy
import math
import time

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from tests.worlds.strategies import made, placement, spelled, worlds
from worlds import state
from worlds.comparing import Verb, compare


def between(before, after, **keys):
    """What is told of one placement that is BEFORE and then AFTER."""
    states = [made(catalogPlacements=[placement(**values)], **keys) for values in (before, after)]
    return told(compare(*states))


def told(difference):
    return [words for thing in difference.things for _, words in thing.what]


@given(worlds(), st.data())
def test_nothing_changes_by_spelling_order_or_time(world, data):
    reordered = {
        key: data.draw(st.permutations(value)) if isinstance(value, list) else value
        for key, value in world.items()
        if key[:2] != "x-"
    }
    reordered |= {key: value for key, value in world.items() if key[:2] == "x-"}
    later = reordered | {"savedAt": "2030-01-01T00:00:00Z"}

    found = compare(made(**world), state.read(data.draw(spelled(st.just(later)))))

    assert found.is_empty
    assert (found.summary, found.marks) == ("Nothing changed.", {})


@given(worlds(), worlds())
def test_every_difference_is_told_and_there_and_back_agree(one, other):
    before, after = made(**one), made(**other)

    there, back = compare(before, after), compare(after, before)

    assert there.is_empty == back.is_empty
    assert there.counts[Verb.ADDED] == back.counts[Verb.REMOVED]
    assert [there.counts[verb] for verb in Verb][2:] == [back.counts[verb] for verb in Verb][2:]
    assert len(there.topics) == len(there.world)
    shown = [there.summary, *there.world, *told(there)]
    assert all(len(text) < 1500 and not state.UNPRINTABLE.search(text) for text in shown)


@given(worlds(), worlds(), st.data())
def test_where_nothing_is_told_nothing_looks_different(world, other, data):
    key = data.draw(st.sampled_from(sorted(world | other)))
    changed = {name: value for name, value in world.items() if name != key}
    changed |= {key: other[key]} if key in other else {}
    try:
        before, after = made(**world), made(**changed)
    except state.BadState:
        reject()

    if compare(before, after).is_empty:
        assert looks(before) == looks(after)


def looks(found):
    things = {
        id: (thing.kind, thing.name, thing.is_visible, *map(rounded, placing(thing)))
        for id, thing in found.by_id.items()
    }
    return things, found.tiles, found.sky, found.ground


def placing(thing):
    return thing.position, thing.rotation, thing.scale


def rounded(vector):
    return vector and [round(value, 4) for value in vector]


@given(worlds(), worlds())
def test_things_come_and_go_by_id(one, other):
    before, after = made(**one), made(**other)

    marks = compare(before, after).marks

    assert {id for id, mark in marks.items() if mark == "added"} == (
        after.by_id.keys() - before.by_id.keys()
    )
    assert {id for id, mark in marks.items() if mark == "removed"} == (
        before.by_id.keys() - after.by_id.keys()
    )


def test_a_thing_can_be_moved_and_renamed_at_once():
    before = made(catalogPlacements=[placement(), placement("bench")])
    after = made(catalogPlacements=[placement(position=[4.2, 1, 0], name="Street lamp")])

    found = compare(before, after)

    lamp, bench = found.things
    assert (lamp.id, lamp.name, lamp.kind) == ("lamp", "Street lamp", "placement")
    assert lamp.what == (
        ("moved", "moved 4.2 to the east and 1 up"),
        ("renamed", "renamed from “Lamp” to “Street lamp”"),
    )
    assert bench.what == (("removed", "removed from 0, 0, 0"),)
    assert found.marks == {"lamp": "moved", "bench": "removed"}
    assert found.counts == {
        **{"added": 0, "removed": 1, "moved": 1},
        **{"scaled": 0, "renamed": 1, "changed": 0},
    }
    assert found.summary == "1 removed, 1 moved, 1 renamed"


@pytest.mark.parametrize(
    ("position", "words"),
    [
        ([1, 0, 0], "moved 1 to the east"),
        ([-1234.5, 0, 0], "moved 1,234.5 to the west"),
        ([0, 0, 2], "moved 2 to the south"),
        ([0, 0, -2], "moved 2 to the north"),
        ([0, -0.25, 0], "moved 0.25 down"),
        ([1, 2, -3], "moved 1 to the east, 3 to the north and 2 up"),
        ([1, 0.001, 0], "moved 1 to the east"),
        ([0.001, 0, 0], "moved by less than 0.01"),
        ([1e300, 0, 0], "moved 1e+300 to the east"),
    ],
)
def test_a_move_is_told_by_the_compass(position, words):
    assert between({}, {"position": position}) == [words]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ([0, 0, 0], [0, math.pi / 2, 0], "turned 90° to the left"),
        ([0, 1, 0], [0, 0, 0], "turned 57.3° to the right"),
        ([0, -3, 0], [0, 3, 0], "turned 16.23° to the right"),
        ([0, 0, 0], [0, 1e-5, 0], "turned less than 0.01° to the left"),
        ([0, 0, 0], [math.pi / 4, 0, 0], "turned from 0°, 0°, 0° to 45°, 0°, 0°"),
        ([0, -1.7e308, 0], [0, 1.7e308, 0], "turned 180° to the left"),
    ],
)
def test_a_turn_is_told_in_degrees(before, after, words):
    assert between({"rotation": before}, {"rotation": after}) == [words]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (1, 2.5, "scaled from 1 to 2.5"),
        ([1, 1, 1], 0.00001, "scaled from 1 to 0"),
        (1, 1.00002, "scaled from 1 to 1.00002"),
        (1e15, 1e15 + 1, "scaled from 1000000000000000 to 1000000000000001"),
        (1e300, -1e300, "scaled from 1e+300 to -1e+300"),
        (1, [1, 2, 1], "scaled from 1 × 1 × 1 to 1 × 2 × 1"),
    ],
)
def test_a_scale_is_told_as_it_was_and_is(before, after, words):
    assert between({"scale": before}, {"scale": after}) == [words]


@pytest.mark.parametrize("key", ["position", "rotation", "scale"])
def test_noise_of_floating_numbers_is_no_change(key):
    assert between({key: [1, 1, 1]}, {key: [1 + 9e-7, 1 - 9e-7, 1]}) == []
    assert between({key: [1, 1, 1]}, {key: [1 + 2e-6, 1, 1]}) != []


def test_a_full_turn_is_no_turn():
    assert between({"rotation": [0, 0, 0]}, {"rotation": [0, math.tau, 0]}) == []


def test_a_place_may_be_given_and_taken():
    bare, placed = (
        made(conjuredAssetIds=["a"]),
        made(conjuredAssetIds=["a"], transforms={"a": {"position": [1, 2, 3]}}),
    )

    assert told(compare(bare, placed)) == ["placed at 1, 2, 3"]
    assert told(compare(placed, bare)) == ["taken from its place at 1, 2, 3"]
    assert told(compare(made(), placed)) == ["added at 1, 2, 3"]
    assert told(compare(made(), bare)) == ["added"]


def test_moving_a_number_from_a_transform_into_the_thing_is_no_change():
    before = made(catalogPlacements=[placement()], transforms={"lamp": {"position": [1, 0, 0]}})

    assert compare(before, made(catalogPlacements=[placement(position=[1, 0, 0])])).is_empty


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"color": "#fff"}, {"color": "#f00"}, "changed color from “#fff” to “#f00”"),
        ({"intensity": 1}, {"intensity": 2.5}, "changed intensity from 1 to 2.5"),
        ({"seed": 10**299}, {"seed": 10**299 + 1}, "changed seed"),
        ({"visible": True}, {"visible": False}, "changed visible from yes to no"),
        ({"visible": False}, {"visible": 0}, "changed visible"),
        ({}, {"target": [1, 2, 3]}, "changed target"),
        ({"a": 1, "b": 1}, {"c": 1}, "changed a, b and c"),
        ({}, {"a\r\nb": 1, "": 2}, "changed a b and “”"),
        ({}, {f"k{n}": n for n in range(1, 9)}, "changed k1, k2, k3, k4, k5 and 3 more"),
        ({"name": "Lamp "}, {"name": "Lamp"}, "changed name"),
        ({"note": "x" * 90}, {"note": "x" * 91}, "changed note"),
    ],
)
def test_anything_else_is_told_by_its_key(before, after, words):
    assert between(before, after) == [words]


def test_a_behaviour_belongs_to_its_thing():
    before = made(catalogPlacements=[placement()], behaviors={"lamp": {"visible": True}})
    after = made(
        catalogPlacements=[placement()],
        behaviors={"lamp": {"visible": False, "movement": {"type": "spin"}}},
    )

    assert told(compare(before, after)) == ["changed visible from yes to no and movement"]


def test_a_label_renames_what_has_no_name():
    states = [
        made(conjuredAssetIds=["a"], behaviors={"a": {"label": label}}) for label in ("Dog", "Cat")
    ]

    assert told(compare(*states)) == ["renamed from “Dog” to “Cat”"]


def test_another_type_of_light_is_no_other_name():
    before, after = (made(lights=[{"id": "sun", "type": type}]) for type in ("point", "spot"))

    assert told(compare(before, after)) == ["changed type from “point” to “spot”"]


def test_an_id_may_become_a_thing_of_another_kind():
    before, after = made(conjuredAssetIds=["a"]), made(lights=[{"id": "a"}])

    assert told(compare(before, after)) == ["changed kind from a conjured asset to a light"]


def test_a_thousand_objects_are_compared_in_ten_milliseconds():
    world = {"catalogPlacements": [placement(f"p{n}", scale=1, glbPath="x") for n in range(1000)]}
    world["transforms"] = {f"p{n}": {"position": [n, 0, 0]} for n in range(1000)}
    before, other = made(**world), copy.deepcopy(world)
    for number in range(0, 1000, 100):
        other["transforms"][f"p{number}"]["position"][1] = 5
    after = made(**other)
    compare(before, after)

    started = time.process_time()
    found = compare(before, after)

    assert found.summary == "10 moved"
    assert time.process_time() - started < 0.05
