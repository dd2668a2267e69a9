from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agents.usage import pricing
from agents.usage.pricing import UNITS, BadRates, Tariff, rates_of

FLAT = {"input": [[0, "3"]], "output": [[0, "15"]]}
TIERED = {"input": [[0, "3"], [200_000, "6"]], "output": [[0, "15"], [200_000, "22.5"]]}
dollars = st.decimals("0", "200", places=4) | st.integers(0, 100).map(Decimal)
OUTSIDE = "Rates of input must be from 0 to 100,000 dollars per million."


@st.composite
def tiers(draw):
    starts = sorted(draw(st.sets(st.integers(1, 300_000), max_size=3)))
    return [[start, str(draw(dollars))] for start in [0, *starts]]


rate_tables = st.dictionaries(st.sampled_from(UNITS), tiers(), min_size=1)
token_counts = st.fixed_dictionaries({unit: st.integers(0, 600_000) for unit in UNITS})
multipliers = st.sampled_from([Decimal(1), Decimal(6), Decimal("0.5")])


def cost(tariff, tokens):
    return pricing.cost(tariff, [tokens.get(unit, 0) for unit in UNITS])


def cliff(table, tokens, context):
    """Dollars of each unit when the context decides which tier the whole request pays."""
    for unit, count in tokens.items():
        paid = [rate for start, rate in table[unit] if start == 0 or context > start]
        yield Fraction(count) * Fraction(paid[-1])


def graduated(table, tokens, context):
    """Dollars of each unit token by token: each pays the tier that it lies in."""
    for unit, count in tokens.items():
        ends = [start for start, _ in table[unit][1:]] + [count]
        for (start, rate), end in zip(table[unit], ends, strict=True):
            yield Fraction(max(0, min(end, count) - start)) * Fraction(rate)


@pytest.mark.parametrize("model", [cliff, graduated])
@given(table=rate_tables, tokens=token_counts, multiplier=multipliers)
def test_a_cost_is_what_a_plain_model_of_fractions_says(model, table, tokens, multiplier):
    tokens = {unit: count for unit, count in tokens.items() if unit in table}
    context = sum(count for unit, count in tokens.items() if unit != "output")
    tariff = Tariff(rates_of(table), model is graduated, multiplier)

    found = cost(tariff, tokens)

    exact = sum(model(table, tokens, context)) * Fraction(multiplier) * 10**6
    assert abs(found - exact) <= sum(len(table[unit]) for unit in tokens) / 2


@given(rate_tables, token_counts, st.booleans(), multipliers)
def test_the_lines_of_an_explained_cost_add_up_to_it(table, tokens, is_graduated, multiplier):
    tokens = {unit: count for unit, count in tokens.items() if unit in table}
    tariff = Tariff(rates_of(table), is_graduated, multiplier)

    lines = pricing.parts(tariff, tokens)

    assert sum(line.pico for line in lines) == cost(tariff, tokens)
    shares = {unit: sum(line.tokens for line in lines if line.unit == unit) for unit in tokens}
    assert shares == tokens
    assert all(line.tokens > 0 for line in lines)


@given(rate_tables, token_counts, st.booleans())
def test_tokens_without_a_rate_have_no_cost_and_none_of_them_do_no_harm(table, tokens, mode):
    missing = [unit for unit in UNITS if unit not in table]
    assume(missing)
    tariff = Tariff(rates_of(table), mode)

    found = cost(tariff, tokens)

    assert (found is None) is any(tokens[unit] for unit in missing)
    assert (pricing.parts(tariff, tokens) is None) is (found is None)


@pytest.mark.parametrize(
    ("is_graduated", "count", "expected"),
    [
        (False, 200_000, "0.6"),
        (False, 200_001, "1.200006"),
        (True, 200_000, "0.6"),
        (True, 200_001, "0.600006"),
        (True, 250_000, "0.9"),
        (False, 0, "0"),
    ],
)
def test_a_threshold_is_passed_only_beyond_it(is_graduated, count, expected):
    tariff = Tariff(rates_of(TIERED), is_graduated)

    assert cost(tariff, {"input": count}) == int(Decimal(expected) * 10**12)


def test_with_a_cliff_cached_input_counts_toward_the_threshold_and_output_does_not():
    table = TIERED | {"cache_read": [[0, "0.3"], [200_000, "0.6"]]}
    tariff = Tariff(rates_of(table), is_graduated=False)

    cached = cost(tariff, {"input": 1, "cache_read": 200_000, "output": 0})
    talkative = cost(tariff, {"input": 1, "cache_read": 0, "output": 300_000})

    assert cached == 6 * 10**6 + 200_000 * 600_000
    assert talkative == 3 * 10**6 + 300_000 * 15 * 10**6


@pytest.mark.parametrize(
    ("stored", "sentence"),
    [
        (None, "Rates must be an object of units and their tiers."),
        ({}, "Rates must be an object of units and their tiers."),
        ([], "Rates must be an object of units and their tiers."),
        ({"sound": [[0, "1"]]}, "Rates know no unit 'sound'"),
        ({"input": []}, "Rates of input must begin at 0 and rise."),
        ({"input": [[1, "1"]]}, "Rates of input must begin at 0 and rise."),
        ({"input": [[0, "1"], [5, "1"], [5, "2"]]}, "Rates of input must begin at 0 and rise."),
        ({"input": [[0, "1"], [9, "1"], [5, "2"]]}, "Rates of input must begin at 0 and rise."),
        ({"input": [[0, "-1"]]}, OUTSIDE),
        ({"input": [[0, "NaN"]]}, OUTSIDE),
        (
            {"input": [[0, "Infinity"]]},
            OUTSIDE,
        ),
        (
            {"input": [[0, "1e300"]]},
            OUTSIDE,
        ),
        ({"input": [[0, "much"]]}, "Rates of input must be pairs of a threshold and dollars."),
        ({"input": [0, 1]}, "Rates of input must be pairs of a threshold and dollars."),
        ({"input": 3}, "Rates of input must be pairs of a threshold and dollars."),
        ({"input": [[0, "1", "2"]]}, "Rates of input must be pairs of a threshold and dollars."),
        ({"input": [[None, "1"]]}, "Rates of input must be pairs of a threshold and dollars."),
        ({"input": [[0, None]]}, "Rates of input must be pairs of a threshold and dollars."),
    ],
)
def test_bad_rates_are_refused_in_one_sentence(stored, sentence):
    with pytest.raises(BadRates) as refusal:
        rates_of(stored)

    assert str(refusal.value).startswith(sentence)


@given(st.decimals("0", "1000", places=12))
def test_dollars_become_whole_picodollars(amount):
    assert pricing.pico_of(amount) == amount * 10**12


def test_a_part_has_a_name_that_people_read():
    [part] = pricing.parts(Tariff(rates_of(FLAT), is_graduated=False), {"input": 5})

    assert (part.name, part.tokens, part.rate, part.pico) == ("In, uncached", 5, 3, 15 * 10**6)
