from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions import levels, scoring

FACTORS = st.decimals(1, 10, places=2)
VALOR = st.decimals(0, 2, places=2)
SECONDS = st.integers(0, 10**7)


def test_three_fives_are_a_priority_of_one():
    assert scoring.priority(Decimal(5), Decimal(5), Decimal(5)) == 1


def test_priority_reaches_from_eight_thousandths_to_eight():
    one, ten = Decimal(1), Decimal(10)

    assert scoring.priority(one, one, one) == Decimal("0.008")
    assert scoring.priority(ten, ten, ten) == 8


def test_an_hour_at_valor_one_and_a_half_and_priority_two_is_180():
    assert scoring.score(3600, Decimal("1.5"), Decimal(2)) == Decimal(180)


def test_the_worth_in_xp_is_the_floor():
    assert [scoring.xp(Decimal(text)) for text in ("0", "0.9999", "12.5")] == [0, 0, 12]


@given(SECONDS, SECONDS, VALOR, FACTORS)
def test_more_time_never_scores_less(first, second, valor, factor):
    less, more = sorted((first, second))
    priority = scoring.priority(factor, factor, factor)

    assert scoring.score(less, valor, priority) <= scoring.score(more, valor, priority)


@given(SECONDS, VALOR, VALOR)
def test_more_valor_never_scores_less(seconds, first, second):
    less, more = sorted((first, second))

    assert scoring.score(seconds, less, Decimal(1)) <= scoring.score(seconds, more, Decimal(1))


@pytest.mark.parametrize(
    ("level", "xp"),
    [
        (2, 100), (3, 559), (4, 1_680), (5, 3_791), (6, 7_240), (7, 12_391), (8, 19_622),
        (9, 29_322), (10, 41_891), (15, 162_408), (20, 419_390), (25, 870_892),
        (30, 1_578_085), (40, 4_016_771), (50, 8_270_533), (99, 74_788_110),
    ],
)  # fmt: skip
def test_a_level_begins_exactly_at_its_threshold(level, xp):
    assert levels.level_of(xp) == level
    assert levels.level_of(xp - 1) == level - 1


@given(st.integers(0, 10**9))
def test_a_standing_holds_its_xp_between_its_floor_and_ceiling(xp):
    standing = levels.standing(xp)

    assert standing.floor <= xp
    assert standing.ceiling is None or xp < standing.ceiling
    assert 0 <= standing.progress <= 1


@pytest.mark.parametrize(
    ("level", "title"),
    [(1, "Apprentice"), (5, "Journeyman"), (29, "Archmage"), (99, "Enlightened")],
)
def test_a_title_fits_the_level(level, title):
    assert levels.standing(levels.THRESHOLDS[level - 1]).title == title
