from __future__ import annotations

from datetime import timedelta

import pytest

from devcraft.models import ClientKey
from tests.worlds.making import NOW, content, fresh, kept, made, now_in, save
from worlds import refusals, saving, versions
from worlds.authors import Author
from worlds.models import SnapshotReason, World, WorldChange, WorldSnapshot

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(owner):
    return made(owner, "a")


@pytest.fixture
def open_world(world):
    World.objects.filter(pk=world.pk).update(visibility="public_edit")
    return fresh(world)


def restore(world, snapshot, *, at=NOW):
    return saving.restore(world=world, snapshot=snapshot, author=Author(world.owner), now=at)


def test_a_save_keeps_what_it_replaces(world):
    save(world, "b")

    assert kept(world) == [("save", False, "a")]
    held = WorldSnapshot.objects.get()
    assert (held.revision, held.author, held.source, held.object_count) == (1, "owner", "auto", 1)


@pytest.mark.parametrize(
    ("after", "count"),
    [(0 * SECOND, 1), (SECOND, 1), (5 * MINUTE - SECOND, 1), (5 * MINUTE, 2), (6 * MINUTE, 2)],
)
def test_saves_within_five_minutes_of_the_last_kept_one_keep_nothing(world, after, count):
    save(world, "b", at=NOW)

    save(world, "c", at=NOW + after)

    assert len(kept(world)) == count


def test_a_clock_that_stepped_back_keeps_rather_than_throttles(world):
    save(world, "b", at=NOW)

    save(world, "c", at=NOW - timedelta(hours=2))
    save(world, "d", at=NOW - timedelta(hours=2) + MINUTE)

    assert [held for *_, held in kept(world)] == ["b", "a"]


def test_what_stood_for_five_minutes_is_always_kept(world):
    save(world, "b", at=NOW)
    save(world, "c", at=NOW + 4 * MINUTE)

    save(world, "d", at=NOW + 9 * MINUTE)

    assert [held for *_, held in kept(world)] == ["a", "c"]


def test_other_snapshots_do_not_throttle(world, owner):
    saving.snapshot(world=world, name="by hand", author=Author(owner), now=NOW)

    save(world, "b", at=NOW + SECOND)

    assert [reason for reason, *_ in kept(world)] == ["hand", "save"]


def test_a_guest_never_replaces_unkept_what_another_built(open_world, teammate, stranger):
    save(open_world, "b", at=NOW)
    save(open_world, "c", by=teammate, at=NOW + SECOND)
    save(open_world, "d", by=teammate, at=NOW + 2 * SECOND)
    save(open_world, "e", by=stranger, at=NOW + 3 * SECOND)
    save(open_world, "f", at=NOW + 4 * SECOND)

    assert kept(open_world) == [
        ("save", False, "a"),
        ("guest", True, "b"),
        ("guest", False, "c"),
        ("guest", False, "d"),
        ("guest", False, "e"),
    ]


def test_an_agent_keeps_and_pins_what_it_replaces(world, owner):
    agent = Author(owner, program="Builder", is_agent=True)

    save(world, "b", by=agent, at=NOW)
    save(world, "c", by=agent, at=NOW + SECOND)

    assert kept(world) == [("agent", True, "a"), ("agent", True, "b")]
    assert fresh(world).saved_by == "Builder for owner"


def test_a_program_of_the_owner_is_no_guest(world, owner):
    name = "n" * ClientKey._meta.get_field("name").max_length

    save(world, "b", by=Author(owner, program=name))

    assert kept(world) == [("save", False, "a")]
    assert len(fresh(world).saved_by) <= 150


def test_a_save_over_a_newer_one_keeps_it_pinned(world):
    save(world, "b", at=NOW)

    save(world, "c", at=NOW + SECOND, reason=SnapshotReason.OVERWRITE)

    assert kept(world)[1] == ("overwrite", True, "b")


def test_an_empty_world_leaves_no_snapshot_behind(owner):
    world = saving.create(owner=owner, name="New", now=NOW)

    save(world, "a")
    save(world, "b", at=NOW + SECOND)

    assert [held for *_, held in kept(world)] == ["a"]


def test_a_restore_keeps_what_stands_there_also_within_five_minutes(world):
    save(world, "b", at=NOW)
    save(world, "c", at=NOW + SECOND)

    saved = restore(world, WorldSnapshot.objects.get(reason="save"), at=NOW + 2 * SECOND)

    assert (saved.is_new, fresh(world).revision, now_in(world)) == (True, 4, ["a"])
    assert kept(world) == [("save", False, "a"), ("restore", True, "c")]
    assert fresh(world).state_saved_at == NOW + 2 * SECOND
    assert WorldChange.objects.latest("id").words == "to revision 1"


def test_restoring_what_the_restore_kept_is_its_undo(world):
    save(world, "b", at=NOW)
    restore(world, WorldSnapshot.objects.get(), at=NOW + SECOND)

    restore(world, WorldSnapshot.objects.get(reason="restore"), at=NOW + 2 * SECOND)

    assert (now_in(world), fresh(world).revision) == (["b"], 4)


def test_restoring_what_stands_there_changes_nothing(world, owner):
    held = saving.snapshot(world=world, name="now", author=Author(owner), now=NOW)

    assert not restore(world, held).is_new
    assert (fresh(world).revision, len(kept(world))) == (1, 1)


def test_a_version_without_a_state_restores_nothing(world):
    bare = WorldSnapshot.objects.create(world=world, state=None, created_at=NOW, reason="import")

    with pytest.raises(refusals.SaveRefused, match="holds no state"):
        restore(world, bare)

    assert (now_in(world), len(kept_rows(world))) == (["a"], 1)


def kept_rows(world):
    return list(world.snapshots.all())


def test_a_version_of_another_world_is_out_of_reach(world, owner):
    other = made(owner, "secret")
    held = saving.snapshot(world=other, name="other", author=Author(owner), now=NOW)

    with pytest.raises(refusals.SaveRefused, match="no such version"):
        restore(world, held)
    with pytest.raises(WorldSnapshot.DoesNotExist):
        versions.delete(world=world, snapshot=held, author=Author(owner), now=NOW)

    assert now_in(world) == ["a"]


def test_a_world_that_never_had_content_takes_some_and_a_restore(world, owner):
    bare = World.objects.create(
        owner=owner, name="Bare", created_at=NOW, updated_at=NOW, state_saved_at=NOW
    )
    held = saving.snapshot(world=bare, name="nothing", author=Author(owner), now=NOW)
    assert held.state is None

    save(bare, "b")

    assert (fresh(bare).revision, now_in(bare)) == (1, ["b"])
    assert saving.copy(world=bare, owner=owner, name="Copy", now=NOW).object_count == 1


def test_a_restored_state_that_differs_in_bytes_alone_is_no_new_revision(world, owner):
    held = saving.snapshot(world=world, name="now", author=Author(owner), now=NOW)
    saving.save(
        world=world,
        incoming=content("a", savedAt="2026-01-01T00:00:00Z"),
        base_revision=1,
        author=Author(owner),
        now=NOW,
    )

    assert not restore(world, held).is_new
