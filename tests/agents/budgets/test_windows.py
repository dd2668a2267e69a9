from datetime import UTC, date, datetime, timedelta

import pytest

from agents.usage.budgets.windows import Pace, window
from missions.days import DayRule

BERLIN = DayRule("Europe/Berlin", 4)
DAY = timedelta(days=1)
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "today", "first", "last"),
    [
        ("day", date(2026, 11, 18), date(2026, 11, 18), date(2026, 11, 18)),
        ("week", date(2026, 11, 16), date(2026, 11, 16), date(2026, 11, 22)),
        ("week", date(2026, 11, 22), date(2026, 11, 16), date(2026, 11, 22)),
        ("month", date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_window_holds_the_days_of_its_owner(period, today, first, last):
    found = window(period, today=today, rule=BERLIN)

    assert (found.first, found.last) == (first, last)
    assert found.begins_at == BERLIN.start_of(first)
    assert found.ends_at == BERLIN.start_of(last + DAY)


@pytest.mark.parametrize(
    ("spent", "limit", "reached", "expected"),
    [
        (50, 100, None, 100),
        (50, 75, NOON + timedelta(hours=6), 100),
        (1, 3, None, 2),
        (0, 100, None, 0),
        (100, 100, None, 200),
        (3, 4, NOON + timedelta(hours=4), 6),
    ],
)
def test_a_pace_tells_when_the_limit_is_reached(spent, limit, reached, expected):
    pace = Pace(spent, NOON - DAY / 2, NOON + DAY / 2, NOON)

    assert (pace.reaches(limit), pace.expected_pico) == (reached, expected)


def test_at_the_very_beginning_nothing_is_foretold():
    pace = Pace(5, NOON, NOON + DAY, NOON)

    assert (pace.reaches(10), pace.expected_pico) == (None, 5)
