"""Each case of the sample logs (E1 to E12) comes to what ccusage 20.0.20 says, or to what
we chose instead and say so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agents.models import CostSource, PriceVersion, TierMode, TotalKind, UsageEvent, UsageTotal
from agents.models.usage import PICO
from agents.usage import reports
from agents.usage.blocks import blocks
from agents.usage.spans import Period
from missions.days import DayRule
from tests.agents.logs import SONNET, bring_in, one, tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(owner, samples):
    return bring_in(owner, samples)


def dollars(event):
    return Decimal(event.cost_pico) / PICO


def test_e1_streamed_copies_count_once_with_the_last_output(owner, account):
    event = one(owner, message_id="m1")

    assert tokens(event) == (1000, 300, 2000, 5000)
    assert dollars(event) == Decimal("0.0165")


def test_e2_a_resumed_copy_adds_nothing_and_belongs_to_the_first_file(owner, account):
    event = one(owner, message_id="m1")

    assert (event.session, event.source_path) == ("sess-resume", "-home-u-app/sess-resume.jsonl")
    assert event.flags == ""


def test_e3_a_side_replay_of_a_main_answer_counts_nothing(owner, account):
    assert UsageEvent.objects.filter(owner=owner, request_id="r1-side").count() == 0
    assert UsageEvent.objects.filter(owner=owner, cache_read_tokens=50_000).count() == 0


def test_e4_a_real_side_answer_counts_in_the_session_that_asked(owner, account):
    event = one(owner, message_id="m-side")

    assert tokens(event) == (7, 30, 0, 700)
    assert (event.session, event.is_sidechain) == ("sess-stream", True)


def test_e5_an_answer_without_a_model_counts_tokens_and_costs_nothing(owner, account):
    event = one(owner, session="sess-synth")

    assert tokens(event) == (5, 5, 0, 0)
    assert (event.message_id, event.cost_pico, event.cost_source) == ("syn2", 0, CostSource.FREE)
    assert account.left_out["no tokens"] == 1


def test_e6_lines_without_usage_malformed_and_unfinished_ones_are_named(owner, account):
    assert UsageEvent.objects.filter(owner=owner, message_id__in=["nousage", "m10"]).count() == 0
    assert account.left_out["not a JSON object"] == 1
    assert account.left_out["unfinished last line"] == 1
    named = [(problem["file"], problem["reason"]) for problem in account.problems]
    assert ("-home-u-lib/sess-bad.jsonl", "not a JSON object") in named
    assert ("-home-u-lib/sess-bad.jsonl", "unfinished last line") in named


def test_e7_a_missing_request_is_one_and_a_missing_message_is_never_merged(owner, account):
    assert tokens(one(owner, message_id="m4")) == (13, 13, 0, 0)
    nameless = UsageEvent.objects.filter(owner=owner, message_id="")
    assert [tokens(event) for event in nameless] == [(17, 0, 0, 0)] * 2


@pytest.mark.parametrize(
    ("message", "flag"),
    [("m5", "null request id"), ("m6", "odd version"), ("m7", "spaced")],
)
def test_e8_lines_that_ccusage_leaves_out_are_counted_and_flagged(owner, account, message, flag):
    event = one(owner, message_id=message)

    assert tokens(event) == (1_000_000, 0, 0, 0)
    assert (event.flags, account.flagged[flag]) == (flag, 1)


def test_e9_an_unknown_model_has_tokens_and_an_unknown_cost(owner, account):
    event = one(owner, message_id="m8")

    assert tokens(event) == (100, 100, 0, 0)
    assert (event.cost_pico, event.cost_source, event.price_id) == (None, "unknown", None)
    assert len(account.unpriced) == 1
    total = UsageTotal.objects.get(owner=owner, kind=TotalKind.MODEL, subject="mystery-model-9")
    assert (total.cost_pico, total.unpriced) == (0, 1)


def test_e10_five_minute_and_one_hour_caching_have_prices_of_their_own(owner, account):
    event = one(owner, message_id="p1")

    assert (event.cache_write_5m_tokens, event.cache_write_1h_tokens) == (1000, 2000)
    assert (dollars(event), event.cost_source) == (Decimal("0.01575"), CostSource.BOOK)


def test_e10_a_stated_cost_counts_and_the_calculated_one_is_kept_beside_it(owner, account):
    event = one(owner, message_id="p2")

    assert (dollars(event), event.cost_source) == (Decimal("9.99"), CostSource.PROVIDED)
    assert Decimal(event.calculated_pico) / PICO == Decimal("0.0018")


def test_e10_a_long_context_costs_what_our_book_says(owner, account):
    assert dollars(one(owner, message_id="p3")) == Decimal("0.765")


def test_e10_a_long_context_costs_more_by_a_graduated_override(owner, samples):
    rates = {"input": [[0, "3"], [200_000, "6"]], "output": [[0, "15"], [200_000, "22.5"]]}
    PriceVersion.objects.create(
        provider="anthropic",
        model=SONNET,
        rates=rates,
        tier_mode=TierMode.GRADUATED,
        is_override=True,
        source="by hand",
    )

    bring_in(owner, samples)

    assert dollars(one(owner, message_id="p3")) == Decimal("0.915")


def test_e10_fast_mode_costs_six_times_as_much(owner, account):
    assert dollars(one(owner, message_id="p4")) == Decimal("0.18")
    assert dollars(one(owner, message_id="p5")) == Decimal("0.03")


def test_e11_blocks_end_after_five_hours_or_a_pause_longer_than_that(owner, account):
    moments = UsageEvent.objects.filter(owner=owner, session="sess-blk").values_list(
        "at", flat=True
    )

    found = blocks(moments)

    day = datetime(2026, 3, 5, tzinfo=UTC)
    assert [(block.start, block.end, block.requests) for block in found] == [
        (day.replace(hour=9), day.replace(hour=14), 3),
        (day.replace(hour=14), day.replace(hour=19), 1),
        (day.replace(hour=19, microsecond=1000), day.replace(hour=21, minute=30), 0),
        (day.replace(hour=21), day.replace(day=6, hour=2), 1),
    ]


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("UTC", {date(2026, 3, 1): 12, date(2026, 3, 2): 5}),
        ("America/Los_Angeles", {date(2026, 3, 1): 17}),
        ("Asia/Kolkata", {date(2026, 3, 1): 11, date(2026, 3, 2): 6}),
    ],
)
def test_e12_a_request_lies_in_the_local_day_of_its_person(owner, account, zone, days):
    period = Period(date(2026, 2, 28), date(2026, 3, 4), DayRule(zone))

    found = reports.by_day(owner, period)

    assert {day: spend.requests for day, spend in found.items()} == days
