"""The estimate of tokens beside what a tokenizer counted."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.living import estimating

COUNTED = json.loads((Path(__file__).parents[1] / "data" / "token_counts.json").read_text())
TEXTS = COUNTED["texts"]
BADLY_BY_LETTERS = ["chinese", "japanese", "korean", "hebrew", "json of ids", "json of numbers"]


@pytest.mark.parametrize("name", TEXTS)
def test_an_estimate_is_near_what_was_counted_and_rather_too_high(name):
    told = TEXTS[name]

    ratio = estimating.tokens(told["text"]) / told["o200k_base"]

    assert 0.9 <= ratio <= 1.5


@pytest.mark.parametrize("name", BADLY_BY_LETTERS)
def test_a_quarter_of_the_letters_would_be_far_off(name):
    told = TEXTS[name]

    assert math.ceil(len(told["text"]) / 4) / told["o200k_base"] < 0.7


@given(st.text(), st.text())
def test_more_text_is_never_fewer_tokens_than_its_parts_less_a_seam(one, other):
    apart = estimating.tokens(one) + estimating.tokens(other)

    assert estimating.tokens(f"{one}\n{other}") >= apart * 0.7 - 4
