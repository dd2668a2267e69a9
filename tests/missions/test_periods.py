"""Days, weeks and months by name: every name comes back, and nonsense is a sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.reports import periods

TODAY = date(2026, 11, 18)
DAYS = st.dates(date(1971, 1, 1), date(2998, 12, 31))
KINDS = st.sampled_from(sorted(periods.SHAPES))


@given(kind=KINDS, day=DAYS)
def test_a_period_holds_its_day_and_is_found_by_its_name(kind, day):
    period = periods.around(kind, day)

    assert period.first <= day <= period.last
    assert periods.named(kind, period.name) == period
    assert len(period.days) == (period.last - period.first).days + 1


@given(kind=KINDS, day=DAYS)
def test_neighbours_touch_without_gap_or_overlap(kind, day):
    period = periods.around(kind, day)

    assert period.later.first == period.last + timedelta(days=1)
    assert period.later.earlier == period
    assert period.earlier.last == period.first - timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("week", "2026-W54"),
        ("week", "2025-W53"),
        ("week", "2026-W00"),
        ("week", "2026-W1"),
        ("week", "9999-W52"),
        ("week", "10000-W01"),
        ("week", "２０２６-W47"),
        ("month", "2026-13"),
        ("month", "2026-00"),
        ("month", "9999-12"),
        ("month", "0000-01"),
        ("day", "2026-02-29"),
        ("day", "10000-01-01"),
        ("day", "20261118"),
        ("day", "2026-W47-1"),
        ("day", ""),
    ],
)
def test_a_name_that_means_nothing_is_refused_in_one_sentence(kind, name):
    found, sentence = periods.asked({kind: name}, today=TODAY, default="week")

    assert found == periods.around(kind, TODAY)
    assert sentence == f"{periods.RULES[kind]}, not “{name}”; {found.label} is shown."


@pytest.mark.parametrize(("name", "first"), [("1970-W01", date(1969, 12, 29))])
def test_the_first_week_begins_in_the_year_before(name, first):
    period = periods.named("week", name)

    assert (period.first, period.earlier) == (first, None)
    assert period.label == "Week 1, 29 December 1969 to 4 January 1970"


def test_the_last_month_has_none_after_it():
    assert periods.named("month", "2999-12").later is None


def test_a_long_answer_is_cut_in_the_sentence():
    _, sentence = periods.asked({"week": "x" * 5000}, today=TODAY, default="week")

    assert len(sentence) < 200
