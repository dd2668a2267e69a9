from __future__ import annotations

from datetime import timedelta

import pytest

from tests.worlds.making import NOW, content, crowd, fresh, kept, made, names_in, now_in, save
from worlds import curating, refusals, saving
from worlds.authors import Author
from worlds.models import SnapshotReason, Visibility, World, WorldChange, WorldSnapshot

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(owner):
    return made(owner, "anvil")


def test_a_world_begins_with_its_content_at_revision_one(world, owner):
    assert (world.revision, world.object_count, now_in(world)) == (1, 1, ["anvil"])
    assert (world.saved_by, world.state_saved_at) == ("owner", NOW)


def test_a_world_without_content_given_is_empty_and_has_a_state(owner):
    world = saving.create(owner=owner, name="New", now=NOW)

    assert (world.revision, world.object_count, now_in(world)) == (1, 0, [])


def test_a_save_replaces_the_content_and_moves_the_revision(world):
    saved = save(world, "anvil", "lamp", at=NOW + SECOND)

    stored = fresh(world)
    assert saved.is_new
    assert (stored.revision, stored.object_count, now_in(stored)) == (2, 2, ["anvil", "lamp"])
    assert stored.state_saved_at == NOW + SECOND


def test_what_was_sent_is_kept_byte_for_byte(world, owner):
    raw = b' {"later": {"b": 1.0, "a": "\\u00fc"}, "version":1 }\r\n'
    saving.save(
        world=world,
        incoming=saving.state.read(raw),
        base_revision=1,
        author=Author(owner),
        now=NOW,
    )

    assert fresh(world).state.raw == raw
    assert fresh(world).data == raw.decode()


def test_a_save_over_an_older_revision_is_stale_and_shows_what_stands_there(world):
    save(world, "theirs")

    with pytest.raises(refusals.Stale) as caught:
        save(world, "mine", base=1)

    assert caught.value.world.revision == 2
    assert names_in(caught.value.world) == ["theirs"]
    assert str(caught.value) == (
        "This save began with revision 1, and the world is at revision 2 by now."
    )
    assert now_in(world) == ["theirs"]


@pytest.mark.parametrize("base", [0, 1, 3, 999])
def test_every_other_revision_is_stale(world, base):
    save(world, "theirs")

    with pytest.raises(refusals.Stale):
        save(world, "mine", base=base)


@pytest.mark.parametrize("base", [1, 2, 77])
def test_what_is_there_already_is_no_new_revision_whatever_it_began_with(world, base):
    save(world, "anvil", "lamp")

    saved = save(world, "anvil", "lamp", base=base, at=NOW + MINUTE)

    assert not saved.is_new
    assert fresh(world).revision == 2
    assert fresh(world).state_saved_at == NOW
    assert len(kept(world)) == 1


def test_another_moment_of_saving_and_another_spelling_are_no_new_revision(world, owner):
    before = fresh(world)
    raw = before.state.raw
    content = before.state.read().data | {"savedAt": "2026-11-18T10:00:00Z"}
    text = saving.state.json.dumps(content, indent=3, sort_keys=True)

    saved = saving.save(
        world=world,
        incoming=saving.state.read(text.encode()),
        base_revision=1,
        author=Author(owner),
        now=NOW,
    )

    assert not saved.is_new
    assert fresh(world).state.raw == raw
    assert WorldChange.objects.filter(kind="saved").count() == 0


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [(6, 1, True), (5, 0, True), (5, 1, False), (10, 2, False), (10, 1, True), (4, 0, False)],
)
def test_a_save_that_drops_five_objects_and_over_four_fifths_needs_a_word(
    owner, before, after, is_refused
):
    world = saving.create(owner=owner, name="Full", now=NOW, incoming=crowd(before))

    def drop(**options):
        saving.save(
            world=world,
            incoming=crowd(after),
            base_revision=1,
            author=Author(owner),
            now=NOW,
            **options,
        )

    if is_refused:
        with pytest.raises(refusals.WouldEmpty):
            drop()
        assert fresh(world).object_count == before
    drop(is_confirmed=True)
    assert fresh(world).object_count == after
    assert kept(world)[0][:2] == ("drop" if is_refused else "save", is_refused)


def test_a_confirmed_drop_is_kept_also_within_the_throttle(owner):
    world = saving.create(owner=owner, name="Full", now=NOW, incoming=crowd(9))
    save(world, *[thing.name for thing in crowd(8).things], at=NOW)

    save(world, is_confirmed=True, at=NOW + SECOND)

    assert [reason for reason, *_ in kept(world)] == ["save", "drop"]


def test_a_save_into_the_trash_is_refused(world, owner):
    curating.put_in_trash(world=world, author=Author(owner), now=NOW)

    with pytest.raises(refusals.Closed):
        save(world, "lamp")


def test_a_guest_whom_the_owner_just_shut_out_saves_nothing(world, owner, teammate):
    author = Author(owner)
    curating.share(world=world, visibility=Visibility.PUBLIC_EDIT, author=author, now=NOW)
    curating.share(world=world, visibility=Visibility.PUBLIC, author=author, now=NOW)

    with pytest.raises(refusals.Closed):
        save(world, "lamp", by=teammate)


def test_names_and_sharing_do_not_move_the_revision_nor_when_it_was_saved(world, owner):
    later = NOW + MINUTE
    author = Author(owner)

    curating.describe(world=world, name="New", icon="🔥", tags=["a"], author=author, now=later)
    curating.share(world=world, visibility=Visibility.PUBLIC, author=author, now=later)
    curating.rotate_link(world=world, author=author, now=later)

    stored = fresh(world)
    assert (stored.revision, stored.state_saved_at, stored.updated_at) == (1, NOW, later)
    save(world, "lamp", base=1)


def test_a_copy_has_the_bytes_and_knows_where_they_are_from(world, teammate):
    copy = saving.copy(world=world, owner=teammate, name="Mine", now=NOW)

    assert fresh(copy).state_id == fresh(world).state_id
    assert (copy.copied_from_id, copy.copied_revision, copy.visibility) == (world.pk, 1, "private")


def test_a_name_that_grows_when_it_is_folded_still_fits(owner):
    world = saving.create(owner=owner, name="ﷺ" * 120, now=NOW)

    assert len(world.name_key) <= World._meta.get_field("name_key").max_length


def test_a_taken_snapshot_is_of_what_stands_there(world, owner):
    saving.snapshot(world=world, name="Before", author=Author(owner), now=NOW)

    held = WorldSnapshot.objects.get()
    assert (held.name, held.source, held.reason) == ("Before", "manual", SnapshotReason.HAND)
    assert (held.is_pinned, held.revision, held.object_count) == (True, 1, 1)


def test_a_state_of_nothing_known_is_still_something_to_lose(owner):
    world = saving.create(
        owner=owner, name="Later", now=NOW, incoming=content(paintings=[{"id": "sun"}])
    )

    save(world, "lamp")

    assert len(kept(world)) == 1
