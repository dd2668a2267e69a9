from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from tests.worlds.making import NOW, content, fresh, is_every_state_held, made, save
from worlds import album, curating, pending, saving, storing, versions
from worlds.authors import Author
from worlds.models import PendingSave, World, WorldPicture, WorldSnapshot, WorldState


def test_equal_bytes_are_stored_once_whoever_holds_them(owner, teammate):
    world = made(owner, "a")
    saving.snapshot(world=world, name="one", author=Author(owner), now=NOW)
    saving.snapshot(world=world, name="two", author=Author(owner), now=NOW)
    saving.copy(world=world, owner=teammate, name="Copy", now=NOW)
    made(teammate, "a")

    assert WorldState.objects.count() == 1


def test_the_counts_are_the_states_own(owner):
    incoming = content("a", groundTiles={"0,0": "grass"}, transforms={"nothing": {}})

    row = storing.store(incoming, now=NOW)

    row = WorldState.objects.get()
    assert (row.object_count, row.tile_count, row.light_count, row.orphan_count) == (1, 1, 0, 1)
    assert (row.size, row.raw, row.digest) == (len(incoming.raw), incoming.raw, incoming.digest)


def test_bytes_that_say_the_same_are_two_states(owner):
    first, second = content("a"), content("a", savedAt="2026-01-01")

    storing.store(first, now=NOW)
    storing.store(second, now=NOW)

    assert WorldState.objects.values("content_digest").distinct().count() == 1
    assert WorldState.objects.count() == 2


def test_a_state_goes_with_the_last_that_holds_it(owner):
    world = made(owner, "a")
    held = saving.snapshot(world=world, name="one", author=Author(owner), now=NOW)
    digest = world.state_id
    save(world, "b")
    WorldSnapshot.objects.filter(reason="save").delete()
    assert WorldState.objects.filter(pk=digest).exists()

    versions.delete(world=world, snapshot=held, author=Author(owner), now=NOW)

    assert not WorldState.objects.filter(pk=digest).exists()


@pytest.mark.parametrize("holder", ["world", "snapshot", "pending"])
def test_what_anything_holds_is_not_forgotten(owner, holder):
    world = made(owner, "a")
    row = storing.store(content("x"), now=NOW)
    if holder == "world":
        World.objects.filter(pk=world.pk).update(state=row)
    elif holder == "snapshot":
        WorldSnapshot.objects.create(world=world, state=row, reason="save", created_at=NOW)
    else:
        PendingSave.objects.create(
            world=world, author=owner, state=row, base_revision=1, created_at=NOW
        )

    storing.forget([row.pk, None, "no such digest"])

    assert WorldState.objects.filter(pk=row.pk).exists()


def test_a_throttled_save_forgets_what_nothing_holds(owner):
    world = made(owner, "a")
    save(world, "b")
    save(world, "c", at=NOW + timedelta(seconds=1))

    assert WorldState.objects.count() == 2
    assert is_every_state_held()


def test_pictures_go_with_their_state(owner):
    world = made(owner, "a")
    save(world, "b")
    album.keep_card(fresh(world).state)
    assert WorldPicture.objects.count() == 1

    save(world, "c", at=NOW + timedelta(seconds=1))

    assert WorldPicture.objects.count() == 0


def test_emptying_the_trash_forgets_every_state_of_the_world(owner, teammate):
    world = made(owner, "a")
    stays = made(teammate, "a")
    save(world, "b")
    saving.snapshot(world=world, name="one", author=Author(owner), now=NOW)
    pending.hold(world=world, author=owner, incoming=content("c"), base_revision=1, now=NOW)
    curating.put_in_trash(world=world, author=Author(owner), now=NOW)

    assert curating.empty_trash(now=NOW + timedelta(days=30)) == 0
    assert curating.empty_trash(now=NOW + timedelta(days=30, seconds=1)) == 1

    assert list(World.objects.all()) == [stays]
    assert list(WorldState.objects.values_list("pk", flat=True)) == [stays.state_id]


def test_emptying_the_trash_sweeps_what_was_left_over(owner):
    world = made(owner, "a")
    storing.store(content("left over"), now=NOW)

    curating.empty_trash(now=NOW)

    assert list(WorldState.objects.values_list("pk", flat=True)) == [world.state_id]


def test_a_state_that_is_held_cannot_be_deleted_past_the_models(owner):
    world = made(owner, "a")

    with pytest.raises(IntegrityError):
        WorldState.objects.filter(pk=world.state_id).delete()
