from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.templatetags import usage
from agents.usage import lanes
from agents.usage.money import exact, money
from agents.usage.reports import Spend
from agents.usage.spans import Period
from missions.days import DayRule

DOLLAR = 10**12


@pytest.mark.parametrize(
    ("pico", "text"),
    [
        (None, "unknown"),
        (0, "$0"),
        (1, "$0.000000000001"),
        (4_200_000_000, "$0.0042"),
        (9_994_000_000, "$0.01"),
        (10_000_000_000, "$0.01"),
        (DOLLAR, "$1.00"),
        (1204 * DOLLAR + DOLLAR // 2, "$1,204.50"),
        (-DOLLAR, "−$1.00"),
        (-4_200_000_000, "−$0.0042"),
        (10**6 * DOLLAR, "$1,000,000.00"),
    ],
)
def test_money_reads_with_as_many_digits_as_it_needs(pico, text):
    assert money(pico) == text


@given(st.integers(0, 10**18))
def test_exact_money_loses_no_digit(pico):
    whole, _, part = exact(pico).removeprefix("$").partition(".")

    assert int(whole) * DOLLAR + int(part.ljust(12, "0")) == pico


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1 k"),
        (12_345, "12.3 k"),
        (4_560_000, "4.56 M"),
        (2 * 10**9, "2 G"),
    ],
)
def test_tokens_read_in_thousands_and_millions(count, text):
    assert usage.tokens(count) == text


@pytest.mark.parametrize(
    ("spend", "text"),
    [
        (Spend(requests=1, unpriced=1), "unknown"),
        (Spend(requests=2, unpriced=1, cost_pico=DOLLAR), "$1.00"),
        (Spend(), "$0"),
    ],
)
def test_a_cost_of_which_nothing_is_known_is_unknown(spend, text):
    assert usage.cost_of(spend) == text


@pytest.mark.parametrize(("part", "whole", "share"), [(1, 3, 33.33), (0, 0, 0), (5, 5, 100)])
def test_a_share_is_percent(part, whole, share):
    assert usage.share_of(part, whole) == share


def found(seconds, **spend):
    day = date(2026, 11, 18)
    period = Period(day, day, DayRule("UTC"))
    return lanes.lanes(period, {day: seconds}, {day: Spend(**spend)}, today=day)


@pytest.mark.parametrize(
    ("seconds", "spend", "sentence"),
    [
        (0, {}, "0 min of focus and $0 of agents."),
        (1800, {"cost_pico": DOLLAR}, "30 min of focus and $1.00 of agents."),
        (
            7200,
            {"cost_pico": 3 * DOLLAR},
            "2 h 0 min of focus and $3.00 of agents; your agents cost $1.50 per focused hour.",
        ),
        (
            60,
            {"unpriced": 1200},
            "1 min of focus and $0 of agents; 1,200 requests of unknown cost are not in it.",
        ),
    ],
)
def test_the_lanes_are_told_in_one_sentence(seconds, spend, sentence):
    assert lanes.reading(found(seconds, **spend)) == sentence


def test_the_lanes_stand_above_and_below_one_line():
    chart = lanes.chart(found(5400, requests=1, cost_pico=DOLLAR))

    assert "Today" in str(chart)
    assert found(5400).seconds == 5400
