from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.usage.blocks import LENGTH, blocks
from tests.agents.facts import AT

moments = st.lists(st.integers(0, 9 * 24 * 3600).map(lambda s: AT + timedelta(seconds=s)))


def test_without_requests_there_is_no_block():
    assert blocks([]) == []


def test_a_block_begins_at_the_full_hour_of_its_first_request():
    [block] = blocks([AT.replace(minute=59, second=59, microsecond=9)])

    assert (block.start, block.end) == (AT, AT + LENGTH)


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (timedelta(hours=5), [2]),
        (timedelta(hours=5, microseconds=1), [1, 0, 1]),
        (timedelta(hours=4, minutes=59), [2]),
    ],
)
def test_exactly_five_hours_later_is_still_the_same_block(after, kinds):
    assert [block.requests for block in blocks([AT, AT + after])] == kinds


def test_a_pause_shorter_than_five_hours_leaves_no_gap():
    found = blocks([AT, AT + timedelta(hours=4), AT + timedelta(hours=6)])

    assert [block.requests for block in found] == [2, 1]


@given(moments, st.randoms(use_true_random=False))
def test_blocks_hold_every_request_once_in_whatever_order_they_come(found, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)

    whole = blocks(found)

    assert blocks(shuffled) == whole
    assert sum(block.requests for block in whole) == len(found)
    filled = [block for block in whole if not block.is_gap]
    assert all(block.start <= block.last <= block.end for block in filled)
    assert all(one.last < other.last for one, other in pairwise(filled))
    assert all(block.start <= block.end for block in whole)
