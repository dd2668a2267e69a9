"""The current block is the one that the plain rule finds, and its rate leads where it says."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.usage import blocks, burning
from agents.usage.burning import HalfHour
from agents.usage.facts import slot_of
from agents.usage.spans import instant_of
from tests.agents.facts import AT, fact, record
from tests.agents.views.reading import texts

HOUR = timedelta(hours=1)
moments = st.lists(
    st.one_of(
        st.integers(0, 60).map(lambda hours: AT + hours * HOUR),
        st.integers(0, 60 * 3600 * 4).map(lambda parts: AT + timedelta(seconds=parts / 4)),
    ),
    min_size=1,
    max_size=14,
)


def half_hours(found):
    counted = Counter(instant_of(slot_of(at)) for at in found)
    return [HalfHour(at, count, 0, 0) for at, count in sorted(counted.items())]


@given(moments)
def test_half_hours_give_the_blocks_that_the_requests_themselves_give(found):
    at_borders = Counter(at for at in found if at == at.replace(minute=0, second=0, microsecond=0))

    starts = burning.grouped(half_hours(found), at_borders)

    assert sorted(starts) == [one.start for one in blocks.blocks(found) if not one.is_gap]


def told(number, at):
    return fact(request_id=f"r{number}", message_id=f"m{number}", at=at)


@pytest.mark.django_db
def test_a_rate_is_between_the_first_and_the_last_request_and_leads_to_the_end(owner):
    record(owner, *(told(n, AT + timedelta(minutes=minutes)) for n, minutes in enumerate([10, 70])))

    found = burning.current(owner, now=AT + 2 * HOUR)

    assert (found.start, found.end, found.spend.requests) == (AT, AT + 5 * HOUR, 2)
    assert found.a_minute == 2200 / 60
    assert found.pico_an_hour == 9_000_000_000
    assert found.projected_pico == 9_000_000_000 * 4
    assert found.projected_tokens == 2200 * 4
    assert found.standing == "ok"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "expected"),
    [([0, 5], None), ([0, 5, 5.001], 5), ([0, 6], 6), ([-9, 0, 1], None), ([1, 4], 1)],
)
def test_a_request_exactly_five_hours_on_belongs_to_the_block_before(owner, hours, expected):
    record(owner, *(told(n, AT + hour * HOUR) for n, hour in enumerate(hours)))
    last = AT + hours[-1] * HOUR

    found = burning.current(owner, now=max(last, AT + 5 * HOUR))

    start = AT + expected * HOUR if expected is not None else None
    assert (found.start if found else None) == start
    if found:
        assert found.spend.requests == sum(hour > expected - 0.0001 for hour in hours) - (
            hours.count(5) if expected == 5 else 0
        )


@pytest.mark.django_db
def test_the_page_says_where_the_block_leads(desk, owner):
    record(owner, *(told(n, AT + timedelta(minutes=minutes)) for n, minutes in enumerate([10, 40])))
    earlier = AT - timedelta(days=2)
    record(owner, *(told(f"b{n}", earlier) for n in range(9)))

    said = texts(desk, "/billing/block/")

    assert "09:00 to 14:00" in said
    assert "73 tokens a minute, $0.02 an hour" in said
    assert "the largest block of the 30 days before: 9.9 k tokens" in said
    assert "Show as table" in said
    behind = "/billing/requests/?period=week&block=2026-11-18T08"
    assert behind.replace("&", "&amp;") in desk.get("/billing/block/").text
    assert len(desk.get(behind).context["page"].rows) == 2
    for bad in ("soon", "2026-13-01T00", "9999-01-01T00"):
        refused = texts(desk, f"/billing/requests/?period=week&block={bad}")
        assert "Block must be the UTC hour" in refused
    assert 'hx-get="/billing/block/"' in desk.get("/billing/").text


@pytest.mark.django_db
def test_without_requests_no_block_runs(desk):
    assert "no block runs" in texts(desk, "/billing/block/")
