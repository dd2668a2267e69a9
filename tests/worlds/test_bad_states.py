from __future__ import annotations

import json

import pytest

from tests.worlds.strategies import made, placement
from worlds import state
from worlds.state import BadState

LISTS = (*state.LISTS.values(), "conjuredAssetIds", "customGroundPresets")
OBJECTS = ("groundTiles", "transforms", "behaviors", "terrain")
TEXTS = ("skyBackgroundId", "groundPresetId", "savedAt")


@pytest.mark.parametrize("read", [state.read, state.read_export])
@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "it is not JSON"),
        (b"\x00\x01", "it is not JSON"),
        (b"<svg onload=alert(1)>", "it is not JSON"),
        (b"\xff\xfe", "it is not UTF-8 text"),
        (b'{"version":1,"x":NaN}', "NaN is not a number"),
        (b'{"version":1,"x":-Infinity}', "-Infinity is not a number"),
        (b'{"version":1,"x":1e999}', "1e999 is larger than any number"),
        (b'{"version":1,"version":1}', "it names 'version' twice"),
        (b"[" * 10_000, "nest deeper than 64 levels"),
        (b'{"version":1,"x":' + b"[" * 64 + b"]" * 64 + b"}", "nest deeper than 64 levels"),
        (b" " * 50 * 2**20, r"it is 50\.0 MB"),
        (b"[]", "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b'"state"', "must be a JSON object"),
    ],
    ids=range(14),
)
def test_what_is_no_state_is_refused(read, raw, sentence):
    with pytest.raises(BadState, match=sentence) as refused:
        read(raw)

    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (2, "is 2"),
        (0, "is 0"),
        (1.5, "is 1.5"),
        ("1", 'is "1"'),
        (True, "is true"),
        (None, "is null"),
        ([[1]] * 90, r"is \[\[1\], \[1\]"),
    ],
)
def test_only_version_1_is_read(version, said):
    with pytest.raises(BadState, match=rf"^version {said}.*; only version 1 can be read\.$"):
        made(version=version)


def test_a_version_must_be_said():
    with pytest.raises(BadState, match=r"^version is missing; only version 1 can be read\."):
        state.read(b"{}")


@pytest.mark.parametrize("inner", [b"null", b"[]", b"{}", b'{"version":2}'])
def test_an_export_must_hold_a_state(inner):
    with pytest.raises(BadState, match=r"JSON object|version"):
        state.read_export(b'{"meta":{},"state":' + inner + b"}")


@pytest.mark.parametrize(
    ("key", "value", "shape"),
    [
        *[(key, value, "a list") for key in LISTS for value in ({}, "x", 0, False)],
        *[(key, value, "an object") for key in OBJECTS for value in ([], "", 1)],
        *[(key, value, "text") for key in TEXTS for value in ([], {}, 0, True)],
    ],
)
def test_containers_are_what_they_should_be(key, value, shape):
    with pytest.raises(BadState, match=f"^{key} must be {shape}.$"):
        made(**{key: value})


@pytest.mark.parametrize("key", [*LISTS, *OBJECTS, *TEXTS])
def test_nothing_is_said_by_null(key):
    assert made(**{key: None}).is_bare


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"lights": [5]}, r"lights\[0\] must be an object"),
        ({"lights": [{"id": "a"}, {}]}, r"lights\[1\]\.id must be text of 1 to 200"),
        ({"lights": [{"id": ""}]}, r"lights\[0\]\.id must be text of 1 to 200"),
        ({"lights": [{"id": "x" * 201}]}, r"lights\[0\]\.id must be text of 1 to 200"),
        ({"conjuredAssetIds": [7]}, r"conjuredAssetIds\[0\]\.id must be text"),
        ({"conjuredAssetIds": ["\ud800"]}, r"conjuredAssetIds\[0\]\.id must be printable"),
        ({"conjuredAssetIds": ["a\r\nb"]}, r"must be printable, unlike 'a\\r\\nb'"),
        ({"conjuredAssetIds": ["\u202egpj"]}, r"must be printable, unlike '\\u202egpj'"),
        ({"craftedScenes": [{"id": "a", "objects": {}}]}, r"\[0\]\.objects must be a list"),
        ({"transforms": {"a": None}}, r"transforms\[a\] must be an object"),
        ({"behaviors": {"a\nb": 1}}, r"behaviors\[a b\] must be an object"),
        ({"transforms": {"\ud83d": {}}}, r"names '\\ud83d', which has unprintable"),
        ({"groundTiles": {"1.5,0": "sand"}}, r"groundTiles names '1\.5,0', which is no whole x,z"),
        ({"groundTiles": {"01,0": "sand"}}, "no whole x,z"),
        ({"groundTiles": {"-0,0": "sand"}}, "no whole x,z"),
        ({"groundTiles": {"0,0\n": "sand"}}, "no whole x,z"),
        ({"groundTiles": {"٣,0": "sand"}}, "no whole x,z"),
        ({"groundTiles": {"1000000,0": "sand"}}, "no whole x,z"),
        ({"groundTiles": {"0,0": 5}}, r"groundTiles\[0,0\] must be the name of a ground"),
    ],
)
def test_one_sentence_says_where_and_which_rule(keys, sentence):
    with pytest.raises(BadState, match=sentence) as refused:
        made(**keys)

    assert str(refused.value).isprintable()


@pytest.mark.parametrize("key", ["position", "rotation", "scale"])
@pytest.mark.parametrize(
    "value", ["x", {}, [], [1, 2], [1, 2, 3, 4], [1, "2", 3], [True, 0, 0], [None, 0, 0], False]
)
def test_vectors_are_three_numbers(key, value):
    of_its_own = {"catalogPlacements": [placement(**{key: value})]}
    of_a_transform = {"catalogPlacements": [placement()], "transforms": {"lamp": {key: value}}}

    with pytest.raises(BadState, match=rf"catalogPlacements\[0\]\.{key} must be .*three numbers"):
        made(**of_its_own)
    with pytest.raises(BadState, match=rf"transforms\[lamp\]\.{key} must be .*three numbers"):
        made(**of_a_transform)


def test_only_a_scale_may_be_one_number():
    assert made(catalogPlacements=[placement(scale=2.5)]).by_id["lamp"].scale == (2.5, 2.5, 2.5)
    with pytest.raises(BadState, match="position must be three numbers"):
        made(catalogPlacements=[placement(position=1)])


@pytest.mark.parametrize("other", ["lights", "catalogPlacements", "agentAvatars"])
def test_an_id_is_used_once(other):
    keys = {"catalogPlacements": [placement()]}
    keys[other] = [*keys.get(other, []), {"id": "lamp"}]

    with pytest.raises(BadState, match=r"^The id 'lamp' is used twice\.$"):
        made(**keys)


def test_half_a_character_in_a_name_is_kept_and_shown_as_a_space():
    raw = json.dumps({"version": 1, "lights": [{"id": "a", "name": "Sun\ud83d"}]}).encode()

    found = state.read(raw)

    assert (found.raw, found.things[0].name) == (raw, "Sun")
