from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.worlds.strategies import SAMPLE, VALUES, made, placement, spelled, worlds
from worlds import state
from worlds.state import BadState, Kind

ID = "lamp"
BEYOND = "\ud800\n\u202e"
KEYS = st.sampled_from([name for names, _ in state.SHAPES.values() for name in names])


@given(st.one_of(spelled(VALUES), spelled(worlds()), st.binary(max_size=300)))
def test_any_bytes_are_a_state_or_refused_in_one_sentence(raw):
    for read in (state.read, state.read_export):
        assert is_shown(refusal(read, raw))


@given(worlds(), st.lists(st.tuples(KEYS, VALUES), max_size=3), st.data())
def test_a_state_with_anything_anywhere_is_read_or_refused(world, wrong, data):
    for key, value in wrong:
        kept = world.get(key)
        if isinstance(kept, list) and data.draw(st.booleans()):
            world[key] = [*kept, value, {"id": value}, {"id": "new", "position": value}]
        elif isinstance(kept, dict) and data.draw(st.booleans()):
            world[key] = kept | {"1,1": value, "new": value}
        else:
            world[key] = value

    assert is_shown(refusal(state.read, json.dumps(world).encode()))


def refusal(read, raw):
    """Why RAW is refused, if it is; anything but a BadState comes through."""
    try:
        everything(read(raw))
    except BadState as error:
        return str(error)
    return ""


def is_shown(sentence):
    return len(sentence) < 300 and not state.UNPRINTABLE.search(sentence)


def everything(found):
    """Every property of a state, so that none fails later; what is shown is UTF-8."""
    found = getattr(found, "state", found)
    shown = [found.sky, found.ground, *found.orphans, *found.tiles.values(), found.content_digest]
    shown += [text for thing in found.things for text in (thing.id, thing.name)]
    assert " ".join(shown).encode()
    assert found.object_count + found.light_count <= len(found.things)
    assert found.is_bare in (True, False)
    return found


@given(spelled(worlds()))
def test_what_is_read_is_kept_to_the_byte(raw):
    found = everything(state.read(raw))

    assert found.raw == raw
    assert found.data == json.loads(raw)
    assert found.digest == hashlib.sha256(raw).hexdigest()


@given(worlds(), st.data())
def test_a_digest_of_the_content_knows_no_spelling(world, data):
    one, other = (state.read(data.draw(spelled(st.just(world)))) for _ in range(2))
    later = state.read(json.dumps(world | {"savedAt": "2030-01-01T00:00:00Z"}).encode())

    assert one.content_digest == other.content_digest == later.content_digest


@given(worlds(), worlds())
def test_a_digest_of_the_content_tells_two_apart(one, other):
    one.pop("savedAt", None)
    other.pop("savedAt", None)
    assume(json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True))
    assume(one != other)

    assert made(**one).content_digest != made(**other).content_digest


@given(st.data(), worlds(), VALUES)
def test_the_state_of_an_export_is_cut_out_to_the_byte(data, world, meta):
    text = data.draw(spelled(st.just(world))).decode()
    head = json.dumps(meta)
    raw = f'\ufeff {{"meta" : {head},\r\n "st\\u0061te"\t:{text}, "other": {{"state": 1}} }}\n'

    export = state.read_export(raw.encode())

    assert export.state.raw == text.strip(" \t\r\n").encode()
    assert export.state.content_digest == state.read(text.encode()).content_digest


def test_a_bare_state_is_an_export_too():
    raw = SAMPLE.read_bytes()

    export = state.read_export(raw)

    assert (export.state.raw, export.name, export.icon) == (raw, "", "")


def test_an_export_says_how_its_world_is_called():
    meta = {"name": "A\r\nSet-Cookie: x=\ud800<script>" + "y" * 200, "icon": "🔥", "id": 1}
    raw = json.dumps({"meta": meta, "state": {"version": 1}}).encode()

    export = state.read_export(raw)

    assert export.name == ("A Set-Cookie: x= <script>" + "y" * 200)[:120]
    assert export.icon == "🔥"


@pytest.mark.parametrize("meta", [None, [], "x", {"name": 5, "icon": None}])
def test_an_export_may_say_nothing_of_use(meta):
    export = state.read_export(json.dumps({"meta": meta, "state": {"version": 1}}).encode())

    assert (export.name, export.icon, export.state.raw) == ("", "", b'{"version": 1}')


def test_the_facts_of_a_real_world():
    found = everything(state.read(SAMPLE.read_bytes()))

    assert (found.object_count, len(found.tiles), found.light_count) == (9, 143, 4)
    assert len(found.orphans) == 3
    assert (found.sky, found.ground, found.is_bare) == ("sunset", "none", False)
    assert found.counts == {Kind.CRAFTED: 1, Kind.CONJURED: 4, Kind.PLACEMENT: 4, Kind.LIGHT: 4}
    assert found.tiles[0, 7] == "stone"


def test_only_objects_count_as_objects():
    found = made(
        craftedScenes=[{"id": "a"}],
        catalogPlacements=[{"id": "b"}],
        conjuredAssetIds=["c"],
        lights=[{"id": "d"}],
        agentWindows=[{"id": "e"}],
        agentAvatars=[{"id": "f"}],
    )

    assert (found.object_count, found.light_count, len(found.things)) == (3, 1, 6)


def test_the_empty_world_is_bare():
    found = everything(state.read(state.EMPTY))

    assert found.is_bare
    assert (found.things, found.tiles, found.sky) == ((), {}, "night007")


@pytest.mark.parametrize(
    "keys",
    [
        {"terrain": {"seed": 1}},
        {"groundTiles": {"0,0": "grass"}},
        {"groundPresetId": "sand"},
        {"lights": [{"id": "sun"}]},
    ],
)
def test_a_world_with_anything_to_lose_is_not_bare(keys):
    assert not made(**keys).is_bare


def test_a_transform_has_the_last_word_on_where_a_thing_is():
    moved = {ID: {"position": [1, 2, 3], "scale": 2}}
    thing = made(catalogPlacements=[placement(rotation=[0, 1, 0])], transforms=moved).by_id[ID]

    assert (thing.position, thing.rotation, thing.scale) == ((1, 2, 3), (0, 1, 0), (2, 2, 2))


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ({"catalogPlacements": [placement(name="A\nB")]}, "A B"),
        ({"catalogPlacements": [{"id": ID}], "behaviors": {ID: {"label": "Door"}}}, "Door"),
        ({"agentWindows": [{"id": ID, "label": "L", "agentType": "coder"}]}, "L"),
        ({"agentAvatars": [{"id": ID, "agentType": "coder"}]}, "coder"),
        ({"lights": [{"id": ID, "type": "spot"}]}, "spot light"),
        ({"lights": [{"id": ID}]}, "unknown light"),
        ({"conjuredAssetIds": [ID]}, ID),
        ({"craftedScenes": [{"id": ID, "name": 5}]}, ID),
    ],
)
def test_every_thing_has_a_name(keys, name):
    assert made(**keys).by_id[ID].name == name


@pytest.mark.parametrize("of", ["catalogPlacements", "behaviors"])
def test_a_thing_can_be_hidden(of):
    keys = {"catalogPlacements": [placement()], "behaviors": {ID: {}}}
    hidden = {
        "catalogPlacements": [placement(visible=False)],
        "behaviors": {ID: {"visible": False}},
    }

    assert made(**keys).by_id[ID].is_visible
    assert not made(**keys | {of: hidden[of]}).by_id[ID].is_visible


def test_a_hundred_thousand_objects_are_read_and_one_more_refused():
    ids = [f"c{number}" for number in range(state.MOST_THINGS)]

    assert made(conjuredAssetIds=ids).object_count == 100_000
    with pytest.raises(BadState, match=r"holds 100,001 things; 100,000 is the most"):
        made(conjuredAssetIds=[*ids, "more"])


def test_a_quarter_million_tiles_are_read_and_one_more_refused():
    tiles = {f"{number},0": "grass" for number in range(state.MOST_TILES)}

    assert len(made(groundTiles=tiles).tiles) == 250_000
    with pytest.raises(BadState, match=r"holds 250,001 tiles; 250,000 is the most"):
        made(groundTiles=tiles | {"0,1": "grass"})
