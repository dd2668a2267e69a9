from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given

from tests.worlds.pictures.building import (
    STATES,
    crowd,
    drawing,
    labels,
    placement,
    row,
    things,
    world,
)
from worlds import state
from worlds.pictures import svg
from worlds.state import label

HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><a onclick=x>",
    "&amp; ]]>",
    "\u202egnp.exe",
    "one\ntwo\x07\ufffe",
    "مرحبا",
    "\ud800",
]
NUMERIC = {"d", "x", "y", "cx", "cy", "r", "rx", "ry", "transform", "width", "height"}


def test_everything_that_stands_appears_by_name_and_kind():
    holds = world(
        craftedScenes=[{"id": "c", "name": "House", "position": [0, 0, 0], "objects": []}],
        catalogPlacements=[placement("p", "Lamp", (4, 0, 0))],
        conjuredAssetIds=["conj_1"],
        transforms={"conj_1": {"position": [0, 2, 4]}},
        lights=[{"id": "l", "type": "point", "position": [2, 3, 2]}],
        agentWindows=[{"id": "w", "label": "Desk", "position": [4, 2, 4]}],
        agentAvatars=[{"id": "a", "agentType": "merlin", "position": [6, 0, 4]}],
    )

    assert set(labels(svg.draw_map(holds))) == {
        "House, crafted scene",
        "Lamp, placement",
        "conj_1, conjured asset",
        "point light, light",
        "Desk, agent window",
        "merlin, avatar",
    }


def test_a_thing_links_to_its_anchor():
    [link] = things(svg.draw_map(world(catalogPlacements=[placement("p-1")]), names="row"))

    assert link.get("href") == "#" + svg.anchor("p-1", "row") == "#row-p-1"


def test_an_odd_id_gets_an_anchor_without_odd_characters():
    assert re.fullmatch(r"thing-[0-9a-f]{16}", svg.anchor('a b"<é'))
    assert svg.anchor("a b") != svg.anchor("a  b")


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("draw", [svg.draw_map, svg.draw_plan])
def test_hostile_text_stays_text(draw, name):
    id = label(name) or "id"
    holds = world(
        catalogPlacements=[placement(id, name)], skyBackgroundId=name, groundPresetId=name
    )

    drawn = draw(holds, marks={id: name}, names='"><x')

    tags = {node.tag.partition("}")[2] for node in drawing(drawn).iter()}
    assert not {"script", "style", "foreignObject", "image"} & tags
    assert "\u202e" not in drawn
    assert len(things(drawn)) == 1


def test_a_colour_that_is_none_is_not_written():
    objects = [{"type": "box", "position": [0, 0, 0], "scale": [1, 1, 1], "color": "url(//x)"}]
    scenes = [{"id": "c", "position": [0, 0, 0], "objects": objects}]

    assert "//x" not in svg.draw_map(world(craftedScenes=scenes))


def test_markup_needs_no_inline_style_nor_script():
    drawn = svg.draw_map(world(catalogPlacements=row(5)))

    names = {name for node in drawing(drawn).iter() for name in node.attrib}
    assert [name for name in names if name == "style" or name.startswith("on")] == []


@pytest.mark.parametrize("mark", svg.MARKS)
def test_a_mark_is_said_and_drawn_with_a_letter_of_its_own(mark):
    drawn = svg.draw_map(world(catalogPlacements=row(2)), marks={"p1": mark})

    assert f"Tree 1, placement, {mark}" in labels(drawn)
    assert f"world-mark world-{mark}" in drawn
    assert {node.text for node in drawing(drawn).iter("{s}text") if node.text in "+−→~"}


def test_marks_of_other_words_or_things_are_not_drawn():
    drawn = svg.draw_map(world(catalogPlacements=row(2)), marks={"p1": "eaten", "gone": "moved"})

    assert "world-mark" not in drawn


def test_a_marked_thing_stands_alone_in_a_crowd():
    drawn = svg.draw_map(world(catalogPlacements=crowd(1000)), marks={"p500": "moved"})

    assert any(label.endswith("500, placement, moved") for label in labels(drawn))


def test_a_hidden_thing_is_faint_and_said_to_be_hidden():
    holds = world(catalogPlacements=[placement()], behaviors={"p": {"visible": False}})

    [link] = things(svg.draw_map(holds))

    assert link.get("aria-label") == "Crate, placement, hidden"
    assert "world-faint" in link.get("class")


def test_a_far_thing_waits_at_the_border():
    drawn = svg.draw_map(
        world(catalogPlacements=[*row(20, gap=1), placement("far", at=(900, 0, 0))])
    )

    [pin] = [link for link in things(drawn) if "world-pin" in link.get("class")]
    assert re.search(r"Crate, placement, beyond the edge, about \d{3} units", pin.get("aria-label"))


@pytest.mark.parametrize("at", [(1e300, 0, 0), (-1e300, 1e300, 5), (0, 10**250, 0), (1e7, 0, 1)])
def test_absurd_places_are_clamped_to_the_border(at):
    drawn = svg.draw_map(world(catalogPlacements=[*row(3), placement("far", at=at)]))

    assert len([label for label in labels(drawn) if "beyond the edge" in label]) == 1
    assert max(map(len, re.findall(r"\d+", re.sub('#[^"]*|aria[^>]*', "", drawn)))) <= 6


def test_what_has_no_place_is_still_there():
    assert labels(svg.draw_map(world(conjuredAssetIds=["a"]))) == [
        "a, conjured asset, without a place of its own"
    ]


@pytest.mark.parametrize("draw", [svg.draw_map, svg.draw_plan])
def test_an_empty_world_says_so(draw):
    assert svg.EMPTY in draw(state.read(state.EMPTY))
    assert svg.EMPTY not in draw(world(catalogPlacements=row(1)))


def test_ground_alone_is_drawn_from_above():
    ground = world(groundTiles={"0,0": "grass", "1,0": "grass", "0,1": "sand"})

    assert "North is up" in svg.draw_map(ground)
    assert svg.draw_map(ground) == svg.draw_plan(ground)


@given(STATES)
def test_every_state_is_drawn_the_same_every_time(any_state):
    drawn = svg.draw_map(any_state)

    nodes = list(drawing(drawn).iter())
    values = [node.get(name) for node in nodes for name in NUMERIC & set(node.attrib)]
    assert [value for value in values if re.search("nan|inf", value)] == []
    assert drawn == svg.draw_map(state.read(any_state.raw))


@given(STATES)
def test_every_state_has_a_plan(any_state):
    named = set(labels(svg.draw_plan(any_state)))

    assert bool(named) == bool(any_state.things)


def test_classes_are_coloured_by_the_style_sheet():
    sheet = (Path(__file__).parents[3] / "static/css/worlds.css").read_text()
    drawn = svg.draw_map(world(catalogPlacements=crowd(400)), marks={"p1": "added"})
    used = {
        name
        for node in drawing(drawn).iter("{s}text")
        for name in (node.get("class") or "").split()
    }

    assert [name for name in sorted(used) if f".{name}" not in sheet] == []


def test_maps_drawn_beside_each_other_show_the_same_places():
    near = world(catalogPlacements=row(2))
    far = world(catalogPlacements=[*row(2), placement("far", "Far", [12, 0, 0])])

    alone, beside, twin = (
        svg.draw_map(near),
        svg.draw_map(near, beside=far),
        svg.draw_map(far, beside=near),
    )

    assert place_of("Tree 1", beside) == place_of("Tree 1", twin) != place_of("Tree 1", alone)


def place_of(name, drawn):
    """The first path that shows the thing called NAME."""
    [link] = [one for one in things(drawn) if one.get("aria-label").startswith(name)]
    return next(node.get("d") for node in link.iter() if node.get("d"))
