from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from genai_prices import Usage, calc_price

from agents.models import PriceVersion, TierMode
from agents.usage import book, pricing
from agents.usage.book import Book
from tests.agents.facts import AT
from tests.agents.logs import OPUS, SONNET
from tests.factories.agents import PriceVersionFactory

pytestmark = pytest.mark.django_db


def price(model=SONNET, *, at=AT, speed="", provider="anthropic"):
    return Book().price(provider, model, at, speed)


def rate(priced, unit="input"):
    return priced.tariff.rates[unit][0].rate


def test_the_package_fills_the_book_once():
    first = book.seed()
    second = book.seed()

    assert (first > 1000, second) == (True, 0)
    assert PriceVersion.objects.count() == first


@pytest.mark.parametrize(
    "model",
    [SONNET, OPUS, "claude-sonnet-4-5-20250929", "claude-3-5-haiku-20241022", "claude-haiku-4-5"],
)
@pytest.mark.parametrize("read", [0, 5_000, 250_000])
def test_prices_are_those_of_the_package_for_every_model_agents_use(model, read):
    tokens = {"input": 1000, "cache_read": read, "cache_write_5m": 2000, "output": 300}
    usage = Usage(
        input_tokens=3000 + read,
        cache_read_tokens=read,
        cache_write_tokens=2000,
        output_tokens=300,
    )

    found = pricing.cost(price(model).tariff, [tokens.get(unit, 0) for unit in pricing.UNITS])

    stated = calc_price(usage, model, provider_id="anthropic", genai_request_timestamp=AT)
    assert Decimal(found) / 10**12 == stated.total_price


def test_a_model_that_nobody_knows_has_no_price():
    assert price("mystery-model-9") is None
    assert price(provider="nobody") is None


def test_a_price_holds_from_its_day_on():
    rates = {"input": [[0, "1"]]}
    PriceVersionFactory(model="m", valid_from=date(2026, 1, 1), rates=rates)
    PriceVersionFactory(model="m", valid_from=date(2026, 3, 1), rates={"input": [[0, "2"]]})

    days = [datetime(2025, 12, 31, 23, 59, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)]
    days += [datetime(2026, 2, 28, 23, 59, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)]

    found = [price("m", at=at) for at in days]
    assert [found and rate(found) for found in found] == [None, 1, 1, 2]


def test_the_package_knows_that_o3_became_cheaper():
    before = price("o3", provider="openai", at=datetime(2025, 6, 1, tzinfo=UTC))
    after = price("o3", provider="openai", at=AT)

    assert (rate(before), rate(after)) == (10, 2)


def test_an_override_wins_over_a_later_price_and_the_newest_override_over_all():
    PriceVersionFactory(model=SONNET, is_override=True, rates={"input": [[0, "1"]]})
    PriceVersionFactory(model=SONNET, is_override=True, rates={"input": [[0, "7"]]})
    PriceVersionFactory(model=SONNET, valid_from=date(2026, 11, 1), rates={"input": [[0, "9"]]})

    assert rate(price()) == 7


def test_of_two_prices_from_the_same_day_the_newer_row_counts():
    PriceVersionFactory(model="m", rates={"input": [[0, "1"]]})
    PriceVersionFactory(model="m", rates={"input": [[0, "2"]]})

    assert rate(price("m")) == 2


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(16, 29, 2), (16, 30, 1), (23, 59, 1), (0, 0, 1), (0, 29, 1), (0, 30, 2), (12, 0, 2)],
)
def test_a_price_may_hold_only_at_certain_hours(hour, minute, expected):
    PriceVersionFactory(model="m", rates={"input": [[0, "2"]]})
    PriceVersionFactory(model="m", hours="16:30-00:30", rates={"input": [[0, "1"]]})
    shared = Book()
    shared.price("anthropic", "m", AT, "")

    found = shared.price("anthropic", "m", AT.replace(hour=hour, minute=minute), "")

    assert rate(found) == expected


def test_fast_mode_has_a_price_only_where_it_is_known():
    assert price(OPUS, speed="fast").tariff.multiplier == 6
    assert price(OPUS).tariff.multiplier == 1
    assert price(SONNET, speed="fast") is None


def test_a_price_says_how_its_tiers_work():
    PriceVersionFactory(model="m", tier_mode=TierMode.GRADUATED)

    assert price("m").tariff.is_graduated is True
    assert price(SONNET).tariff.is_graduated is False


def test_looking_a_price_up_again_asks_nothing(django_assert_num_queries):
    shared = Book()
    first = shared.price("anthropic", SONNET, AT, "")

    with django_assert_num_queries(0):
        assert shared.price("anthropic", SONNET, AT.replace(hour=23), "") is first


def test_a_newer_package_adds_a_version_only_where_prices_differ():
    book.seed_model("anthropic", SONNET)
    old = PriceVersion.objects.get()
    PriceVersionFactory(
        provider=old.provider,
        model=old.model,
        valid_from=old.valid_from,
        rates={"input": [[0, "99"]]},
        source=book.SOURCE,
    )

    added = [book.seed_model("anthropic", SONNET), book.seed_model("anthropic", SONNET)]

    assert added == [1, 0]
    assert rate(price()) == 3
