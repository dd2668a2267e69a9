from __future__ import annotations

import re

import pytest

from tests.worlds.pictures.building import crowd, labels, placement, world
from worlds.pictures import svg

BOUND = 300_000


def test_ten_thousand_things_stay_a_picture_of_bounded_size():
    tiles = {f"{x},{z}": ("grass", "sand")[(x * z) % 2] for x in range(99) for z in range(99)}
    drawn = svg.draw_map(world(catalogPlacements=crowd(10_000), groundTiles=tiles))

    assert len(drawn) < BOUND
    assert len(labels(drawn)) < 400


def test_clusters_count_everything_once():
    drawn = svg.draw_map(world(catalogPlacements=crowd(2_000)))

    counts = [re.match(r"([\d,]+) things", label) for label in labels(drawn)]
    assert sum(int(found[1].replace(",", "")) if found else 1 for found in counts) == 2_000


def test_things_on_one_spot_become_one_cluster():
    drawn = svg.draw_map(world(catalogPlacements=[placement(f"p{n}") for n in range(300)]))

    assert labels(drawn) == ["300 things: " + ", ".join(["Crate"] * 6) + " and 294 more"]


def test_a_cluster_says_how_many_of_it_changed():
    many = [placement(f"p{n}") for n in range(300)]
    drawn = svg.draw_map(
        world(catalogPlacements=many), marks={f"p{n}": "added" for n in range(300)}
    )

    assert any(label.endswith("260 added") for label in labels(drawn))


@pytest.mark.parametrize("kind", ["sphere", "box", "torus"])
def test_scenes_of_very_many_parts_stay_bounded(kind):
    part = {"type": kind, "position": [1, 2, 3], "scale": [1, 1, 1], "rotation": [1, 2, 3]}
    parts = [{**part, "position": [n % 40, n % 7, n // 40]} for n in range(2_000)]
    scenes = [{"id": f"s{n}", "position": [n * 50, 0, 0], "objects": parts} for n in range(10)]

    assert len(svg.draw_map(world(craftedScenes=scenes))) < BOUND


def test_a_mixed_ground_stays_bounded():
    tiles = {f"{x},{z}": ("grass", "sand")[(x + z) % 2] for x in range(200) for z in range(200)}

    assert len(svg.draw_map(world(groundTiles=tiles))) < BOUND / 4


def test_scattered_tiles_stay_bounded():
    tiles = {f"{n * 37 % 9001 - 4500},{n * 91 % 8009}": "stone" for n in range(8_000)}

    assert len(svg.draw_map(world(groundTiles=tiles))) < BOUND
