from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devcraft import charts

amounts = st.floats(0, 1e9)
readings = st.lists(
    st.builds(charts.Reading, st.just("Mon"), amounts, amounts, st.just("1")), max_size=30
)


@pytest.mark.parametrize(
    ("value", "ceiling"),
    [(0, 1), (0.2, 1), (1, 1), (1.1, 2), (2.1, 2.5), (2.6, 5), (51, 100), (100, 100), (101, 200)],
)
def test_the_scale_ends_at_a_round_number(value, ceiling):
    assert charts.nice_ceiling(value) == ceiling


@given(value=st.floats(0, 1e12))
def test_the_scale_reaches_every_value_and_never_twice_that_by_far(value):
    ceiling = charts.nice_ceiling(value)

    assert value <= ceiling <= max(1, 2.5 * value)


@given(readings=readings)
def test_bars_stand_on_the_line_and_inside_the_picture(readings):
    chart = charts.bars(readings)

    for bar in chart.bars:
        assert bar.y + bar.height == pytest.approx(chart.baseline, abs=0.2)
        assert bar.hatched_y >= 23.8
        assert 0 <= bar.x <= chart.width


@given(readings=readings)
def test_bars_keep_their_proportions(readings):
    chart = charts.bars(readings)

    tallest = max((r.solid + r.hatched for r in readings), default=0)
    for bar, reading in zip(chart.bars, readings, strict=True):
        share = (reading.solid + reading.hatched) / charts.nice_ceiling(tallest)
        assert bar.height + bar.hatched_height == pytest.approx(share * 152, abs=0.2)


def test_an_empty_chart_still_has_its_scale():
    chart = charts.bars([])

    assert chart.bars == []
    assert [line.label for line in chart.grid] == ["0.5", "1"]


def test_the_hatched_part_stands_on_the_solid_one():
    (bar,) = charts.bars([charts.Reading("Mon", 50, 50, "100", is_outlined=True)]).bars

    assert bar.hatched_y + bar.hatched_height == bar.y
    assert bar.is_outlined
