"""How much is unread, and that the mark of what was read moves forward only."""

from __future__ import annotations

import random

import pytest

from agents.living.spaces import gathering, listing, reading
from agents.models import SmartSpace
from tests.agents.living.spaces.rooms import room, say, seat
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db


def unread(space, user):
    return listing.counted(SmartSpace.objects.filter(pk=space.pk), user).get().unread


def test_three_new_messages_count_three_and_opening_makes_it_none(owner, teammate):
    space = room(owner, teammate)
    for who in (teammate, teammate, space.agent):
        say(space, who)

    assert (unread(space, owner), reading.unread_of(owner)) == (3, 3)

    reading.move(seat(space, owner), 3)

    assert (unread(space, owner), reading.unread_of(owner)) == (0, 0)


def test_the_mark_never_moves_back(owner, teammate):
    space = room(owner, teammate)
    said = [say(space, teammate) for _ in range(9)]
    early = seat(space, owner)

    assert reading.move(seat(space, owner), 7)
    assert not reading.move(early, 4)
    assert not reading.move(seat(space, owner), 7)

    found = seat(space, owner)
    assert (found.last_seen_seq, found.last_seen_message_id) == (7, said[6].pk)


@pytest.mark.parametrize("seed", range(5))
def test_marks_in_any_order_end_at_the_highest(owner, teammate, seed):
    space = room(owner, teammate)
    for _ in range(5):
        say(space, teammate)
    marks = [1, 2, 3, 4, 5]
    random.Random(seed).shuffle(marks)

    for mark in marks:
        reading.move(seat(space, owner), mark)

    assert seat(space, owner).last_seen_seq == 5


def test_a_mark_beyond_the_end_is_the_end(owner, teammate):
    space = room(owner, teammate)
    say(space, teammate)

    reading.move(seat(space, owner), 10**6)

    assert seat(space, owner).last_seen_seq == 1


def test_nothing_is_marked_where_nothing_was_said(owner):
    assert not reading.move(seat(room(owner), owner), 5)


def test_ones_own_words_are_not_new_unless_something_before_them_is(owner, teammate):
    space = room(owner, teammate)

    reading.move_past_own(say(space, owner))
    assert unread(space, owner) == 0

    say(space, teammate)
    reading.move_past_own(say(space, owner))
    assert unread(space, owner) == 2


def test_archived_spaces_count_no_more(owner, teammate):
    space = room(owner, teammate)
    say(space, teammate)

    gathering.discard(space, by=owner, now=MORNING)

    assert reading.unread_of(owner) == 0


def test_a_person_without_spaces_has_nothing_unread(owner):
    assert reading.unread_of(owner) == 0
