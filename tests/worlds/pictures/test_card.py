from __future__ import annotations

import io

import pytest
from hypothesis import given
from PIL import Image

from tests.worlds.pictures.building import STATES, crowd, row, world
from worlds import state
from worlds.pictures.card import draw_card


def opened(raw):
    image = Image.open(io.BytesIO(raw))
    image.load()
    return image


@pytest.mark.parametrize("size", [(600, 400), (1200, 630)])
@pytest.mark.parametrize("count", [0, 1, 20, 400])
def test_a_card_is_a_png_of_the_size_asked_for(size, count):
    card = opened(draw_card(world(catalogPlacements=crowd(count)), width=size[0], height=size[1]))

    assert (card.format, card.size) == ("PNG", size)


def test_what_stands_in_a_world_is_seen():
    bare, full = (
        draw_card(world(catalogPlacements=row(count)), width=300, height=200) for count in (0, 5)
    )

    def colours(raw):
        return len(opened(raw).convert("RGB").getcolors(60_000))

    assert colours(full) > colours(bare) + 100


def test_a_card_says_nothing_of_when_it_was_saved():
    one, other = (
        draw_card(world(catalogPlacements=row(3), savedAt=at), width=300, height=200)
        for at in ("2026-01-01", "2026-02-02")
    )

    assert one == other


@given(STATES)
def test_every_state_has_a_card(any_state):
    raw = draw_card(any_state, width=150, height=100)

    assert opened(raw).size == (150, 100)
    assert raw == draw_card(state.read(any_state.raw), width=150, height=100)
