"""Posts queue for SQLite's one writer, and leave a gap to others when they go on for long."""

from __future__ import annotations

import time

import pytest

from agents.otlp import turns
from devcraft.sqlite import GAP


@pytest.fixture
def line(tmp_path):
    return tmp_path / "desk.sqlite3-turn"


def waited(line):
    """How long the next turn takes to come, in seconds."""
    begun = time.monotonic()
    with turns.turn(line, within=1):
        return time.monotonic() - begun


def test_one_holds_the_turn_until_it_is_over(line):
    with (
        turns.turn(line, within=0),
        pytest.raises(turns.TurnLost),
        turns.turn(line, within=0.01),
    ):
        pytest.fail("two had the turn at once")

    assert waited(line) < GAP


def test_a_turn_that_fails_is_over(line):
    with pytest.raises(ValueError, match="broken"), turns.turn(line, within=0):
        raise ValueError("broken")

    assert waited(line) < GAP


def test_who_held_the_database_for_long_leaves_a_gap_once(line, monkeypatch):
    monkeypatch.setattr(turns, "HOLD", 0.0)
    with turns.turn(line, within=0):
        ended = time.monotonic()

    with turns.turn(line, within=0):
        assert time.monotonic() - ended >= GAP
    monkeypatch.setattr(turns, "HOLD", 60.0)
    assert waited(line) < GAP


def test_time_in_which_the_database_stood_open_does_not_count(line, monkeypatch):
    monkeypatch.setattr(turns, "HOLD", GAP / 2)
    for _ in range(3):
        with turns.turn(line, within=0):
            ended = time.monotonic()
        time.sleep(GAP / 3)

    with turns.turn(line, within=0):
        assert time.monotonic() - ended < GAP


@pytest.mark.parametrize("left", [b"", b"short", turns.TIMES.pack(1e12, 1e12)])
def test_what_a_killed_worker_or_another_boot_left_holds_nobody_up(line, left):
    line.write_bytes(left)

    assert waited(line) < GAP
