from __future__ import annotations

import pytest

from tests.worlds.strategies import made
from worlds import surroundings
from worlds.comparing import compare

GRASS = {"groundTiles": {f"{x},0": "grass" for x in range(12)}}


def told(before, after):
    return list(surroundings.changes(made(**before), made(**after)))


@pytest.mark.parametrize(
    ("before", "after", "sentence", "gist"),
    [
        ({}, GRASS, "12 tiles painted grass.", "12 tiles changed"),
        (GRASS, {}, "12 tiles cleared.", "12 tiles changed"),
        (
            {"groundTiles": {"0,0": "grass", "1,0": "grass", "2,0": "sand"}},
            {"groundTiles": {"0,0": "stone", "3,0": "snow", "4,0": "snow", "5,0": "lava"}},
            "2 tiles painted snow, 1 painted lava, 1 repainted from grass to stone, 2 cleared.",
            "6 tiles changed",
        ),
        ({}, {"groundTiles": {"0,0": "a\nb"}}, "1 tile painted a b.", "1 tile changed"),
        (
            {"skyBackgroundId": "sunset"},
            {},
            "The sky changed from sunset to night007.",
            "sky changed",
        ),
        (
            {},
            {"groundPresetId": "grass"},
            "The ground changed from none to grass.",
            "ground changed",
        ),
        ({"terrain": None}, {"terrain": {"seed": 1}}, "The terrain was added.", "terrain added"),
        ({"terrain": {"seed": 1}}, {}, "The terrain was removed.", "terrain removed"),
        (
            {"terrain": {"seed": 1, "size": 4, "old": 1}},
            {"terrain": {"seed": 2, "size": 4, "waterLevel": 0.5}},
            "The terrain changed: old, seed and waterLevel.",
            "terrain changed",
        ),
        (
            {"customGroundPresets": [{"id": "custom_1"}, {"id": "custom_2"}]},
            {"customGroundPresets": [{"id": "custom_2", "color": "#fff"}]},
            "1 custom ground was changed: “custom_2”.",
            "1 custom ground changed",
        ),
        ({}, {"lights": []}, "The default light was switched off.", "default light off"),
        ({"lights": []}, {}, "The default light came back.", "default light on"),
        (
            {"transforms": {"gone": {"scale": 1}}},
            {"transforms": {"gone": {"scale": 2}}},
            "1 transform of no object was changed.",
            "1 transform changed",
        ),
        (
            {"behaviors": {"a": {}, "b": {}}},
            {},
            "2 behaviours of no object were removed.",
            "2 behaviours removed",
        ),
        ({}, {"b": 1, "a": 2}, "“a” and “b” were added.", "2 other parts added"),
        ({"mood": 1}, {"mood": True}, "“mood” was changed.", "1 other part changed"),
        ({"mood\r": None}, {}, "“mood” was removed.", "1 other part removed"),
    ],
)
def test_the_world_around_is_told_in_sentences(before, after, sentence, gist):
    assert told(before, after)[0] == (sentence, gist)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"skyBackgroundId": "night007", "groundPresetId": "none"}),
        ({}, {"terrain": None, "groundTiles": {}, "lights": None, "customGroundPresets": []}),
        ({"savedAt": "2026-01-01"}, {"savedAt": "2026-01-02"}),
        (
            {"customGroundPresets": [{"id": "a"}, {"id": "b"}, 5]},
            {"customGroundPresets": [5, {"id": "b"}, {"id": "a"}]},
        ),
    ],
)
def test_what_says_the_same_is_no_change(before, after):
    assert told(before, after) == []


def test_the_default_light_makes_way_for_others_without_a_word():
    assert told({}, {"lights": [{"id": "sun"}]}) == []


def test_a_transform_left_behind_goes_with_its_object():
    before = made(conjuredAssetIds=["a"], transforms={"a": {"position": [0, 0, 0]}})
    after = made(transforms={"a": {"position": [0, 0, 0]}})

    assert compare(before, after).summary == "1 removed"


def test_a_painting_of_many_colours_is_told_shortly():
    tiles = {f"{x},0": f"custom_{x}" for x in range(10_000)} | {"0,1": "custom_7"}

    ((sentence, gist),) = told({}, {"groundTiles": tiles})

    assert gist == "10,001 tiles changed"
    assert sentence.startswith("2 tiles painted custom_7, 1 painted custom_0, 1 painted custom_1,")
    assert sentence.endswith(", 9,995 changed in other ways.")


def test_the_gist_of_it_all_is_one_line():
    before = made(skyBackgroundId="sunset", lights=[{"id": "sun"}])
    after = made(lights=[{"id": "a"}, {"id": "b"}], catalogPlacements=[{"id": "c"}], **GRASS)

    assert compare(before, after).summary == "3 added, 1 removed, 12 tiles changed, sky changed"
