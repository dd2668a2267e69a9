"""The cases by which price sources are compared: what our book makes of them, and says why.

Letters are those of the comparison; costs are the ones of genai-prices, which ours is filled
from, beside the ones that other tools reach where the book can hold their rules.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from agents.models import TierMode
from agents.usage import pricing
from agents.usage.book import Book
from agents.usage.pricing import UNITS
from tests.agents.facts import AT
from tests.factories.agents import PriceVersionFactory

pytestmark = pytest.mark.django_db
SONNET_4 = "claude-sonnet-4-20250514"
SONNET_45 = "claude-sonnet-4-5-20250929"
LONG = {"input": 250_000, "output": 1_000}
GRADUATED = {"input": [[0, "3"], [200_000, "6"]], "output": [[0, "15"], [200_000, "22.5"]]}
MAY = datetime(2025, 5, 22, tzinfo=UTC)
CASES = {
    "A": (
        "anthropic",
        SONNET_45,
        {"input": 1_000, "cache_read": 5_000, "cache_write_5m": 2_000, "output": 300},
        AT,
        "",
        "0.0165",
    ),
    "B": ("anthropic", SONNET_4, LONG, AT, "", "0.765"),
    "B'": ("anthropic", SONNET_45, LONG, AT, "", "1.5225"),
    "C": (
        "openai",
        "gpt-5.2-codex",
        {"input": 2_500, "cache_read": 7_500, "output": 1_250},
        AT,
        "",
        "0.0231875",
    ),
    "D": ("google", "gemini-2.5-pro", LONG, AT, "", "0.640"),
    "W": (
        "anthropic",
        SONNET_45,
        {"cache_write_5m": 1_000, "cache_write_1h": 2_000},
        AT,
        "",
        "0.01575",
    ),
    "H, before": ("openai", "o3", {"input": 10**6}, datetime(2025, 6, 1, tzinfo=UTC), "", "10"),
    "H, today": ("openai", "o3", {"input": 10**6}, AT, "", "2"),
    "F, normal": ("anthropic", "claude-opus-4-6", {"input": 1000, "output": 1000}, AT, "", "0.03"),
    "F, fast": (
        "anthropic",
        "claude-opus-4-6",
        {"input": 1000, "output": 1000},
        AT,
        "fast",
        "0.18",
    ),
    "F, batch": (
        "anthropic",
        "claude-opus-4-6",
        {"input": 1000, "output": 1000},
        AT,
        "batch",
        "0.015",
    ),
}


def dollars(provider, model, tokens, at, speed, *, reasoning=0):
    found = Book().price(provider, model, at, speed)
    counts = [tokens.get(unit, 0) for unit in UNITS]
    return Decimal(pricing.cost(found.tariff, counts, reasoning)) / 10**12


@pytest.mark.parametrize("case", CASES)
def test_the_book_prices_the_reference_case(case):
    *asked, expected = CASES[case]

    assert dollars(*asked) == Decimal(expected)


@pytest.mark.parametrize("model", [SONNET_4, SONNET_45])
def test_cases_b_cost_what_graduated_tiers_make_of_them_where_an_override_says_so(model):
    said = {"is_override": True, "rates": GRADUATED, "tier_mode": TierMode.GRADUATED}
    PriceVersionFactory(model=model, **said)

    assert dollars("anthropic", model, LONG, AT, "") == Decimal("0.915")


def test_reasoning_costs_what_output_costs_unless_it_has_a_rate_of_its_own():
    tokens, plain = {"output": 1_000}, {"input": [[0, "1"]], "output": [[0, "10"]]}
    PriceVersionFactory(model="plain", rates=plain)
    PriceVersionFactory(model="apart", rates={**plain, "reasoning": [[0, "30"]]})
    PriceVersionFactory(
        model="steps", rates={**plain, "reasoning": [[0, "30"]]}, tier_mode=TierMode.GRADUATED
    )

    def cost(model):
        return dollars("anthropic", model, tokens, AT, "", reasoning=400)

    assert (cost("plain"), cost("apart"), cost("steps")) == (
        Decimal("0.01"),
        Decimal("0.018"),
        Decimal("0.018"),
    )
    tariff = Book().price("anthropic", "apart", AT, "").tariff
    lines = {part.unit: part.tokens for part in pricing.parts(tariff, tokens, 400)}
    assert lines == {"output": 600, "reasoning": 400}


def test_a_batch_of_a_provider_whose_discount_nobody_stated_is_of_unknown_cost():
    assert Book().price("google", "gemini-2.5-pro", AT, "batch") is None
