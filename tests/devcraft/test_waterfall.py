"""Lanes in proportion to time, whatever the times are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devcraft import waterfall
from devcraft.waterfall import Lane, Span

MOMENTS = st.floats(0, 10**7, allow_nan=False)
SPANS = st.builds(
    lambda a, b, is_wait: Span(min(a, b), max(a, b), "model", is_wait),
    MOMENTS,
    MOMENTS,
    st.booleans(),
)
LANES = st.lists(st.builds(Lane, st.text(max_size=80), st.just(""), st.lists(SPANS, max_size=3)))


@given(LANES, st.sampled_from([waterfall.wide, waterfall.narrow]))
def test_every_block_lies_within_the_picture(lanes, draw):
    chart = draw(lanes)

    for row in chart.rows:
        for block in row.blocks:
            assert block.x >= 0
            assert block.x + block.width <= chart.width + 0.2
            assert block.width >= waterfall.LEAST


@given(st.lists(SPANS, min_size=1))
def test_later_moments_lie_further_right(spans):
    axis = waterfall.axis(spans)
    moments = sorted(span.begin for span in spans)

    places = [axis.at(moment) for moment in moments]

    assert places == sorted(places)
    assert 0 <= places[0] <= places[-1] <= 1


def test_lengths_stand_in_proportion():
    lanes = [Lane("a", "1 s", [Span(0, 1, "model")]), Lane("b", "3 s", [Span(1, 4, "model")])]

    first, second = (row.blocks[0] for row in waterfall.narrow(lanes, width=400).rows)

    assert (first.x, first.width, second.x, second.width) == (0, 100, 100, 300)


def test_waiting_is_shortened_and_work_is_not():
    day = 86_400
    spans = [
        Span(0, 10, "model"),
        Span(10, day, "wait", is_wait=True),
        Span(day, day + 10, "model"),
    ]

    axis = waterfall.axis(spans)

    assert axis.is_shortened
    assert axis.at(10) > 0.4
    assert 1 - axis.at(day) > 0.4


def test_without_waiting_nothing_is_shortened():
    assert not waterfall.axis([Span(0, 10, "model")]).is_shortened
    assert not waterfall.axis([Span(0, 90, "wait", is_wait=True)]).is_shortened


def test_a_tick_tells_the_moment_beneath_it():
    chart = waterfall.narrow([Lane("a", "", [Span(0, 9, "model")])], width=300)

    assert [tick.seconds for tick in chart.ticks] == pytest.approx([0, 4.5, 9])


def test_a_long_label_is_cut_to_its_room():
    row = waterfall.wide([Lane("x" * 500, "", [Span(0, 1, "model")])]).rows[0]

    assert len(row.label) * waterfall.LETTER <= 260


def test_what_took_no_time_is_no_picture():
    def drawn(*ends):
        return waterfall.wide([Lane("one", "", [Span(0.0, end, "model") for end in ends])])

    assert not drawn(0.0, 0.0).has_length
    assert drawn(0.0, 0.2).has_length
