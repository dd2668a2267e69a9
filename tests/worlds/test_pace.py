"""Guests of an open build cannot flood it with saves."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.factories.devcraft import UserFactory
from tests.factories.missions import MORNING
from worlds import refusals, saving, state
from worlds.authors import Author
from worlds.models import World

pytestmark = pytest.mark.django_db


def states():
    """Ever another state."""
    number = 0
    while True:
        number += 1
        yield state.read(json.dumps({"version": 1, "skyBackgroundId": f"sky {number}"}).encode())


def test_a_guest_saves_thirty_times_a_minute_and_no_more():
    guest = Author(UserFactory())
    world = saving.create(owner=UserFactory(), name="Open", now=MORNING)
    World.objects.update(visibility="public_edit")
    sky = states()

    def save(now):
        nonlocal world
        base = world.revision
        world = saving.save(
            world=world, incoming=next(sky), base_revision=base, author=guest, now=now
        ).world

    for _ in range(saving.GUEST_SAVES):
        save(MORNING)
    with pytest.raises(refusals.TooMany):
        save(MORNING + timedelta(seconds=59))

    save(MORNING + timedelta(seconds=60))

    assert world.revision == saving.GUEST_SAVES + 2


def test_the_owner_saves_as_fast_as_they_like():
    owner = UserFactory()
    world = saving.create(owner=owner, name="Mine", now=MORNING)
    for incoming in (next(s) for s in [states()] * 40):
        world = saving.save(
            world=world,
            incoming=incoming,
            base_revision=world.revision,
            author=Author(owner),
            now=MORNING,
        ).world

    assert world.revision == 41
