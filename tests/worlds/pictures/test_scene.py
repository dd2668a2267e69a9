from __future__ import annotations

from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds.pictures.building import placement, row, world
from worlds.pictures import palette
from worlds.pictures.camera import framed
from worlds.pictures.faces import faces
from worlds.pictures.ground import ground
from worlds.pictures.scene import scene, solids_of
from worlds.pictures.solids import Solid, moved, placed, within
from worlds.pictures.standins import form_of

PRESETS = [
    "none",
    "grass",
    "dirt",
    "sand",
    "stone",
    "snow",
    "cobble",
    "forest",
    "lava",
    "concrete",
    "marble",
    "metal",
    "beach",
    "rocks",
    "leaves",
    "leaves2",
    "pebbles",
    "gravel",
    "rocky",
    "snow2",
]
TURNS = st.tuples(*[st.floats(-7, 7)] * 3)
GREY = (120, 120, 120)


def near(point, other):
    return all(abs(a - b) < 1e-6 for a, b in zip(point, other, strict=True))


@pytest.mark.parametrize(
    ("turn", "to"),
    [((pi / 2, 0, 0), (0, 0, 1)), ((0, pi / 2, 0), (0, 1, 0)), ((0, 0, pi / 2), (-1, 0, 0))],
)
def test_a_turn_by_one_angle_takes_up_where_it_should(turn, to):
    assert near(moved(placed((0, 0, 0), turn, (1, 1, 1)), (0, 1, 0)), to)


@given(TURNS)
def test_angles_turn_about_x_then_y_then_z_of_the_thing(turn):
    x, y, z = turn
    one_by_one = within(
        placed((0, 0, 0), (x, 0, 0), (1, 1, 1)),
        within(placed((0, 0, 0), (0, y, 0), (1, 1, 1)), placed((0, 0, 0), (0, 0, z), (1, 1, 1))),
    )

    assert near(placed((0, 0, 0), turn, (1, 1, 1)), one_by_one)


def test_a_primitive_is_moved_with_its_scene():
    part = {"type": "box", "position": [1, 0, 0], "scale": [1, 1, 1], "color": "#123456"}
    holds = world(
        craftedScenes=[{"id": "c", "position": [9, 9, 9], "objects": [part]}],
        transforms={"c": {"position": [30, 0, 0], "rotation": [0, pi, 0], "scale": 2}},
    )

    [solid] = solids_of(holds.by_id["c"])

    assert near(moved(solid.matrix, (0, 0, 0)), (28, 0, 0))
    assert solid.colour == (0x12, 0x34, 0x56)


def test_three_sides_of_a_box_are_seen():
    box = Solid("box", placed((0, 0, 0), (0, 0, 0), (1, 1, 1)), GREY)

    assert len(faces([box], palette.PLAIN_SKY)) == 3


@given(TURNS)
def test_a_mirrored_box_shows_as_much_as_a_plain_one(turn):
    plain, mirrored = (
        faces([Solid("box", placed((0, 0, 0), turn, (side, 1, 1)), GREY)], palette.PLAIN_SKY)
        for side in (1, -1)
    )

    assert len(plain) == len(mirrored)


def test_a_pane_before_a_wall_is_painted_after_it():
    wall = Solid("box", placed((0, 2, 0), (0, 0, 0), (8, 4, 6)), (200, 0, 0))
    pane = Solid("box", placed((-1.5, 1.8, 3.01), (0, 0, 0), (1.4, 1.6, 0.1)), (0, 0, 200))

    painted = faces([pane, wall], palette.PLAIN_SKY)

    *walls, glass = [face.colour for face in painted if face.normal[2] > 0.9]
    assert glass[2] > glass[0]
    assert walls
    assert all(red > blue for red, _, blue in walls)


def test_slabs_that_pierce_are_cut():
    slabs = [
        Solid("box", placed((0, 0, 0), (0, 0, turn), (4, 0.2, 4)), GREY) for turn in (0.6, -0.6)
    ]

    assert len(faces(slabs, palette.PLAIN_SKY)) > 6


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Street Light 1", "lamp"),
        ("Moana Boat", "boat"),
        ("pine_large", "tree"),
        ("Wooden House", "house"),
        ("Fishing rod", "crate"),
        ("Knight", "figure"),
        ("Catapult", "crate"),
    ],
)
def test_a_name_tells_the_stand_in(name, form):
    [thing] = world(catalogPlacements=[placement(name=name)]).things

    assert form_of(thing) == form


def test_every_ground_has_a_colour_of_its_own():
    colours = [ground(world(groundTiles={"0,0": preset})).patches[0].colour for preset in PRESETS]

    assert len(set(colours)) == len(PRESETS) == 20


def test_equal_tiles_are_joined():
    tiles = {f"{x},{z}": "grass" for x in range(-3, 3) for z in range(4)}

    [patch] = ground(world(groundTiles=tiles)).patches

    assert patch[:4] == (-3, 0, 3, 4)


@given(st.dictionaries(st.tuples(*[st.integers(-5, 5)] * 2), st.sampled_from(PRESETS[:3])))
def test_patches_cover_each_tile_once(tiles):
    patches = ground(world(groundTiles={f"{x},{z}": p for (x, z), p in tiles.items()})).patches

    covered = [
        (x, z)
        for patch in patches
        for x in range(int(patch.x), int(patch.x_end))
        for z in range(int(patch.z), int(patch.z_end))
    ]
    assert sorted(covered) == sorted(tiles)


def test_one_far_thing_does_not_shrink_the_others():
    close = framed([scene(world(catalogPlacements=row(20, gap=1)))], 900, 600)
    far = [*row(20, gap=1), placement("far", at=(500, 0, 0))]

    assert framed([scene(world(catalogPlacements=far))], 900, 600).scale > close.scale * 0.9


def test_two_halves_stay_together():
    halves = [placement("a"), placement("b", at=(60, 0, 0))]
    camera = framed([scene(world(catalogPlacements=halves))], 900, 600)

    assert all(0 < camera.at((x, 0, 0))[0] < 900 for x in (0, 60))
