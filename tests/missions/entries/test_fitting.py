"""Trimming and shifting, against minutes that are counted one by one."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from missions import fitting
from missions.fitting import Span
from tests.factories.missions import MORNING

FAR = MORNING + timedelta(minutes=200)


def at(minute):
    return MORNING + timedelta(minutes=minute)


def span(key, begin, end):
    return Span(key, at(begin), None if end is None else at(end))


def minutes(*spans):
    """The minutes that SPANS hold, those of one that runs until far."""
    found = []
    for one in spans:
        last = min(one.until, FAR)
        found += range(
            int((one.start - MORNING).total_seconds()) // 60,
            int((last - MORNING).total_seconds()) // 60,
        )
    return found


@st.composite
def desks(draw):
    """Up to four pieces of time that do not overlap, the last perhaps running; and mine."""
    borders = sorted(draw(st.sets(st.integers(0, 100), max_size=8)))
    others = [
        span(key, *pair)
        for key, pair in enumerate(zip(borders[::2], borders[1::2], strict=False), start=1)
    ]
    if draw(st.booleans()):
        others.append(span(99, draw(st.integers(101, 120)), None))
    begin = draw(st.integers(0, 110))
    return others, span(0, begin, begin + draw(st.integers(1, 60)))


@given(desks())
def test_trimming_takes_exactly_my_minutes_from_the_others(desk):
    others, mine = desk

    left = [piece for other in others for piece in fitting.without(other, mine)]

    assert sorted(minutes(*left)) == sorted(set(minutes(*others)) - set(minutes(mine)))
    assert fitting.met(mine, left) == []


@given(desks())
def test_shifting_keeps_my_length_and_finds_the_nearest_room(desk):
    others, mine = desk
    after = fitting.later(mine, others, by=FAR)
    before = fitting.earlier(mine, others, since=at(-100))

    for moved in filter(None, (after, before)):
        assert moved.length == mine.length
        assert fitting.met(moved, others) == []
    taken = set(minutes(*others))
    free = [n for n in range(-100, 200) if not taken & set(minutes(mine.at(at(n))))]
    begin = minutes(mine)[0]
    assert before == mine.at(at(max(n for n in free if n <= begin)))
    rooms = [n for n in free if n >= begin and n + len(minutes(mine)) <= 200]
    assert after == (mine.at(at(min(rooms))) if rooms else None)


def test_what_runs_can_only_begin_later():
    mine, others = span(0, 5, None), [span(1, 0, 10), span(2, 20, 30)]

    assert fitting.later(mine, others, by=FAR) == span(0, 30, None)
    assert fitting.earlier(mine, others, since=at(-100)) is None
