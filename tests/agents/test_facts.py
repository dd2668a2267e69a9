from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.claude_code.lines import Place, fact_of
from agents.usage.facts import beats, merged, slot_of
from tests.agents.facts import AT, answers, fact
from tests.agents.logs import NOW, as_line


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, "req:r1"),
        ({"request_id": ""}, "msg:m1"),
        ({"is_sidechain": True}, "side:m1"),
        ({"is_sidechain": True, "request_id": ""}, "side:m1"),
    ],
)
def test_a_request_is_known_by(changes, key):
    assert fact(**changes).key == key


def test_a_line_without_a_message_is_known_by_where_it_stands():
    places = [("-p/a", 0), ("-p/a", 9), ("-p/b", 0)]

    keys = {fact(message_id="", path=path, offset=offset).key for path, offset in places}

    assert len(keys) == 3
    assert all(key.startswith("line:") for key in keys)
    assert fact(message_id="", path="-p/a").key in keys


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"is_sidechain": False}, {"is_sidechain": True, "output_tokens": 10**6}),
        ({"output_tokens": 101}, {"output_tokens": 100, "provided_pico": 5}),
        ({"cache_read_tokens": 1}, {}),
        ({"cache_write_1h_tokens": 1}, {}),
        ({"provided_pico": 5}, {"provided_pico": 4, "speed": "fast"}),
        ({"provided_pico": 5}, {}),
        ({"speed": "fast"}, {"path": "-a/s.jsonl"}),
        ({"path": "-o/s.jsonl"}, {}),
        ({"offset": 0}, {"offset": 1}),
    ],
)
def test_of_two_copies_one_counts(better, worse):
    assert beats(fact(**better), fact(**worse))
    assert not beats(fact(**worse), fact(**better))


def test_no_copy_beats_itself():
    assert not beats(fact(), fact())


@st.composite
def piles(draw):
    """Facts that stand at places of their own, as the lines of a folder do."""
    lines = draw(st.lists(answers(), max_size=9))
    files = draw(st.lists(st.sampled_from("ab"), min_size=len(lines), max_size=len(lines)))
    return [
        fact_of(as_line(line), Place(f"-p/{file}.jsonl", "-p", file), number, now=NOW)
        for number, (line, file) in enumerate(zip(lines, files, strict=True))
    ]


@given(piles(), st.randoms(use_true_random=False))
def test_what_is_merged_does_not_depend_on_the_order(pile, chance):
    shuffled = list(pile)
    chance.shuffle(shuffled)

    assert merged(shuffled) == merged(pile)


@given(piles(), st.integers(0, 9))
def test_what_is_merged_does_not_depend_on_parts_and_repetition(pile, cut):
    first, second = merged(pile[:cut]), merged(pile[cut:])

    again = [*second.values(), *first.values(), *first.values()]

    assert merged(again) == merged(pile)


@given(piles())
def test_one_of_two_different_copies_beats_the_other(pile):
    for one, other in permutations(pile, 2):
        assert beats(one, other) is not beats(other, one)


@given(piles())
def test_every_message_counts_once_beside_the_main_conversation(pile):
    kept = list(merged(pile).values())

    sides = [one.message_id for one in kept if one.is_sidechain and one.message_id]
    mains = {one.message_id for one in kept if not one.is_sidechain}
    assert len(sides) == len(set(sides))
    assert mains.isdisjoint(sides)


@pytest.mark.parametrize(
    ("at", "slot"),
    [
        (AT, "2026-11-18T08:00"),
        (AT + timedelta(minutes=29, seconds=59), "2026-11-18T08:00"),
        (AT + timedelta(minutes=30), "2026-11-18T08:30"),
        (AT.astimezone(timezone(timedelta(hours=5, minutes=45))), "2026-11-18T08:00"),
        (datetime(2026, 1, 1, 0, 0, tzinfo=timezone(timedelta(hours=1))), "2025-12-31T23:00"),
    ],
)
def test_a_moment_lies_in_a_half_hour_of_utc(at, slot):
    assert slot_of(at) == slot
