from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions import durations
from missions.durations import NotADuration

DAY = 24 * 3600
TYPED = {
    "1h 30m": 5400,
    "1h30m": 5400,
    "1h30": 5400,
    "1 hour 30 minutes": 5400,
    "1:30": 5400,
    "01:30:15": 5415,
    "1.5": 5400,
    "1,5": 5400,
    ".25": 900,
    "1,5h": 5400,
    "8.20": 29520,
    "8.20h": 29520,
    "90m": 5400,
    "90 min": 5400,
    "45": 2700,
    " 45 ": 2700,
    "0": 0,
    "1H": 3600,
    "30s": 30,
    "1h 15s": 3615,
    "1h96m137s": 3600 + 96 * 60 + 137,
}
WRONG = ["", " ", "x", "1:60", "1:5", "1:30:99", "m", "1h h", "30m 1h", "1..5", "1.", "٣"]
WRONG += ["1e3", "NaN", "inf", "\x00", "1;30", "9" * 7, "1 2", "9" * 5000, "1.12345"]


@pytest.mark.parametrize(("text", "seconds"), TYPED.items())
def test_what_people_type_is_understood(text, seconds):
    assert durations.parse(text) == seconds


@pytest.mark.parametrize("text", WRONG)
def test_anything_else_is_refused_with_examples(text):
    with pytest.raises(NotADuration, match="must look like 1h 30m, 1:30"):
        durations.parse(text)


@pytest.mark.parametrize("text", ["-5", "-1:30", "−2h", " -1.5"])
def test_a_negative_duration_is_refused_as_such(text):
    with pytest.raises(NotADuration, match="must not be negative"):
        durations.parse(text)


@given(st.integers(0, 10 * DAY))
def test_what_is_spelled_is_read_back(seconds):
    assert durations.parse(durations.spell(seconds)) == seconds


def test_every_three_minutes_survive_as_decimal_hours_and_by_colon():
    for minutes in range(0, 24 * 60 + 1, 3):
        as_hours = f"{minutes / 60:.2f}"
        by_colon = f"{minutes // 60}:{minutes % 60:02}"

        assert durations.parse(as_hours) == minutes * 60
        assert durations.parse(as_hours.replace(".", ",")) == minutes * 60
        assert durations.parse(by_colon) == minutes * 60
