"""XP for building: every award is paid once, from the table in AppConfig."""

from __future__ import annotations

import pytest

from missions.models import AppConfig, Profile, XpEntry
from missions.verifying import score_differences
from tests.factories.devcraft import UserFactory
from tests.factories.worlds import MORNING, WorldFactory, WorldStateFactory, standing
from worlds import curating, refusals, rewards, saving
from worlds.authors import Author
from worlds.models import Visibility, World

pytestmark = pytest.mark.django_db


def paid(user):
    return sorted(XpEntry.objects.filter(owner=user).values_list("action", "amount"))


def save(world, objects, user=None):
    fresh = World.objects.get(pk=world.pk)
    return saving.save(
        world=fresh,
        incoming=standing(objects, savedAt=str(fresh.revision)),
        base_revision=fresh.revision,
        author=Author(user or fresh.owner),
        now=MORNING,
        is_confirmed=True,
    ).world


def test_the_first_world_is_paid_once(owner):
    for name in ("one", "two"):
        saving.create(owner=owner, name=name, now=MORNING)

    assert paid(owner) == [("FIRST_WORLD_CREATED", 200)]


def test_milestones_of_size_are_paid_once_each(owner):
    world = WorldFactory(owner=owner, state=WorldStateFactory(content=standing(0)))

    steps = []
    for objects in (0, 1, 9, 10, 0, 10, 50, 49, 50):
        save(world, objects)
        steps.append(sum(amount for _, amount in paid(owner)))

    assert steps == [0, 50, 50, 100, 100, 100, 250, 250, 250]


def test_building_elsewhere_is_paid_to_the_builder_once(owner, stranger):
    world = WorldFactory(owner=owner, open_build=True)

    for objects in (2, 3):
        save(world, objects, stranger)

    assert paid(stranger) == [("CO_BUILD", 15)]
    assert paid(owner) == [("FIRST_OBJECT_IN_WORLD", 50)]


def test_making_a_world_public_is_paid_once_for_each(owner):
    world = WorldFactory(owner=owner)
    for visibility in ("public", "private", "public_edit"):
        curating.share(
            world=world, visibility=Visibility(visibility), author=Author(owner), now=MORNING
        )
    rewards.for_sharing(WorldFactory(owner=owner, public=True), now=MORNING)
    rewards.for_sharing(WorldFactory(owner=owner, unlisted=True), now=MORNING)

    assert paid(owner) == [("SET_WORLD_PUBLIC", 100)] * 2


def test_a_visit_pays_both_once_per_world_and_visitor(owner, stranger):
    world, other = WorldFactory(owner=owner), UserFactory()

    for visitor in (stranger, other, stranger):
        rewards.for_visiting(world, visitor, now=MORNING)

    assert paid(stranger) == paid(other) == [("VISIT_OTHER_WORLD", 3)]
    assert paid(owner) == [("WORLD_VISITED", 2)] * 2


def test_the_amounts_are_those_of_the_table(owner):
    AppConfig.objects.create(key="xp_awards", value='{"FIRST_WORLD_CREATED": 7}')

    saving.create(owner=owner, name="one", now=MORNING)

    assert paid(owner) == [("FIRST_WORLD_CREATED", 7)]


def test_a_table_that_cannot_be_read_pays_the_defaults(owner):
    AppConfig.objects.create(key="xp_awards", value="{")

    saving.create(owner=owner, name="one", now=MORNING)

    assert paid(owner) == [("FIRST_WORLD_CREATED", 200)]


def test_the_profile_adds_up_to_the_ledger(owner):
    save(saving.create(owner=owner, name="one", now=MORNING), 60)

    assert Profile.objects.get(owner=owner).total_xp == sum(amount for _, amount in paid(owner))
    assert list(score_differences(owner)) == []


def test_a_refused_save_pays_nothing(owner):
    world = WorldFactory(owner=owner, state=WorldStateFactory(content=standing(0)))

    with pytest.raises(refusals.Stale):
        saving.save(
            world=world,
            incoming=standing(60),
            base_revision=0,
            author=Author(owner),
            now=MORNING,
        )

    assert paid(owner) == []
