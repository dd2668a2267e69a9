"""Visits that come together are counted one by one, and one person's once (D14, W8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from missions.models import XpEntry
from tests.factories.devcraft import UserFactory
from tests.factories.worlds import MORNING, WorldFactory
from tests.worlds.test_threads import at_once
from tests.worlds.test_visiting import looker
from worlds import visiting
from worlds.models import Visitor, VisitSalt, World, WorldDay

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
MANY = 8


def count(world, who, at=MORNING):
    return visiting.count(world=world, looker=who, now=at)


def test_as_many_are_counted_as_come_together():
    world = WorldFactory(public=True)

    counted = at_once(MANY, lambda n: count(world, looker(f"203.0.113.{n}")))

    assert counted == [True] * MANY
    assert World.objects.get().visit_count == WorldDay.objects.get().visits == MANY
    assert (VisitSalt.objects.count(), Visitor.objects.count()) == (1, MANY)


def test_one_person_in_many_tabs_is_counted_once():
    world, visitor = WorldFactory(public=True), UserFactory()

    counted = at_once(MANY, lambda n: count(world, looker(user=visitor)))

    assert sorted(counted) == [False] * (MANY - 1) + [True]
    assert World.objects.get().visit_count == 1
    assert XpEntry.objects.count() == 2


def test_two_who_visit_each_other_do_not_wait_in_a_ring():
    people = [UserFactory() for _ in range(2)]
    worlds = [WorldFactory(owner=person, public=True) for person in people]

    counted = at_once(
        MANY,
        lambda n: count(
            worlds[n % 2], looker(user=people[(n + 1) % 2]), MORNING + timedelta(days=n // 2)
        ),
    )

    assert len(counted) == MANY
    assert XpEntry.objects.count() == 4
