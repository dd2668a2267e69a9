"""What an owner does to a world besides its content."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from missions.models import XpEntry
from tests.devcraft.visiting import signed_in, snapshot
from tests.factories.missions import ProfileFactory
from tests.factories.worlds import (
    MORNING,
    PendingSaveFactory,
    WorldChangeFactory,
    WorldFactory,
    WorldPictureFactory,
    WorldSnapshotFactory,
    WorldStateFactory,
)
from worlds import curating
from worlds.authors import Author
from worlds.models import Visibility, World, WorldChange, WorldSnapshot, WorldState

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)
SECOND = timedelta(seconds=1)


@pytest.fixture
def world(owner):
    return WorldFactory(owner=owner, name="Forge", icon="🔥")


def describe(world, *, name="Forge", icon="🔥", tags=()):
    author = Author(world.owner)
    return curating.describe(
        world=world, name=name, icon=icon, tags=tags, author=author, now=MORNING
    )


def share(world, visibility):
    return curating.share(
        world=world, visibility=visibility, author=Author(world.owner), now=MORNING
    )


def kinds():
    return list(WorldChange.objects.order_by("id").values_list("kind", flat=True))


def tags_of(world):
    return set(world.tag_rows.values_list("name", flat=True))


def test_a_new_name_is_found_sorted_and_remembered(world):
    describe(world, name="Château d'Été")

    world.refresh_from_db()
    assert (world.name, world.name_key) == ("Château d'Été", "chateau d'ete")
    assert "chateau d'ete" in world.search_text
    assert WorldChange.objects.get().words == "from “Forge” to “Château d'Été”"


def test_describing_moves_neither_revision_nor_the_time_of_saving(world):
    """D16: in the original a new name made every open editor's save a conflict."""
    later = MORNING + timedelta(hours=1)

    curating.describe(
        world=world, name="New", icon="🏰", tags=["a"], author=Author(world.owner), now=later
    )

    world.refresh_from_db()
    assert (world.revision, world.state_saved_at) == (1, MORNING)
    assert world.updated_at == later


def test_tags_are_put_and_taken(world):
    describe(world, tags=["castle", "old"])
    describe(world, tags=["castle", "new"])

    assert tags_of(world) == {"castle", "new"}
    assert [line.words for line in WorldChange.objects.order_by("id")] == [
        "castle, old",
        "castle, new",
    ]


def test_what_changes_nothing_is_no_change(world):
    before = snapshot()

    describe(world)
    share(world, Visibility.PRIVATE)
    curating.take_from_trash(world=world, author=Author(world.owner), now=MORNING)

    assert snapshot() == before


def test_sharing_names_the_creator_and_is_paid_once(world, owner):
    ProfileFactory(owner=owner, display_name="Ada")

    for visibility in ("unlisted", "public", "private", "public_edit", "public"):
        share(world, Visibility(visibility))

    world.refresh_from_db()
    assert world.creator_name == "Ada"
    assert kinds() == ["shared"] * 5
    assert [entry.action for entry in XpEntry.objects.all()] == ["SET_WORLD_PUBLIC"]


def test_sharing_by_link_alone_pays_nothing(world):
    share(world, Visibility.UNLISTED)

    assert not XpEntry.objects.exists()


def test_a_private_world_keeps_its_owner_to_itself(world):
    world.refresh_from_db()

    assert world.creator_name == ""


def test_a_new_link_is_written_into_the_history_without_the_link(world):
    old = world.share_id

    new = curating.rotate_link(world=world, author=Author(world.owner), now=MORNING).share_id

    assert new != old
    assert (kinds(), WorldChange.objects.get().words) == (["rotated"], "")


def test_the_trash_takes_a_world_out_of_sight_and_gives_it_back_whole(world):
    share(world, Visibility.PUBLIC)
    WorldSnapshotFactory(world=world)
    before = World.objects.values("state", "share_id", "visibility", "revision").get()
    author = Author(world.owner)

    curating.put_in_trash(world=world, author=author, now=MORNING)
    assert not World.objects.listed().exists()
    assert not World.objects.shared().exists()
    curating.take_from_trash(world=world, author=author, now=MORNING)

    assert World.objects.values("state", "share_id", "visibility", "revision").get() == before
    assert World.objects.listed().exists()
    assert WorldSnapshot.objects.count() == 1
    assert kinds() == ["shared", "trashed", "recovered"]


def test_a_second_deletion_does_not_lengthen_the_stay(world):
    author = Author(world.owner)

    curating.put_in_trash(world=world, author=author, now=MORNING)
    curating.put_in_trash(world=world, author=author, now=MORNING + MONTH)

    assert World.objects.get().trashed_at == MORNING


@pytest.mark.parametrize(("after", "gone"), [(MONTH, 0), (MONTH + SECOND, 1)])
def test_a_world_goes_for_good_after_thirty_days(after, gone):
    WorldFactory(trashed_at=MORNING)
    WorldFactory()

    assert curating.empty_trash(now=MORNING + after) == gone
    assert World.objects.count() == 2 - gone


def test_it_takes_everything_along_that_nothing_else_holds():
    world = WorldFactory(trashed_at=MORNING)
    shared = WorldFactory().state
    for held in (WorldStateFactory(), shared):
        WorldSnapshotFactory(world=world, state=held)
    PendingSaveFactory(world=world)
    WorldPictureFactory(state=world.state)
    WorldChangeFactory(world=world)
    WorldFactory(copied_from=world, copied_revision=1, state=shared)

    curating.empty_trash(now=MORNING + MONTH + SECOND)

    assert list(WorldState.objects.all()) == [shared]
    assert (WorldSnapshot.objects.count(), WorldChange.objects.count()) == (0, 0)
    assert set(World.objects.values_list("copied_from", flat=True)) == {None}


def test_the_oldest_go_first_when_only_some_may_go():
    worlds = [WorldFactory(trashed_at=MORNING - timedelta(days=n)) for n in range(4)]

    gone = curating.empty_trash(now=MORNING + 2 * MONTH, most=2)

    assert gone == 2
    assert set(World.objects.all()) == set(worlds[:2])


def test_the_command_says_how_many_went(capsys):
    WorldFactory(trashed_at=MORNING - 10 * 12 * MONTH)

    call_command("empty_trash")
    call_command("empty_trash")

    assert capsys.readouterr().out == ("Deleted 1 world for good.\nDeleted 0 worlds for good.\n")


def test_deleting_a_world_empties_what_is_due_and_looking_does_not(owner, world):
    due = WorldFactory(owner=owner, trashed_at=MORNING - 12 * MONTH)
    client = signed_in(owner)

    client.get("/worlds/?tab=trash")
    assert World.objects.filter(pk=due.pk).exists()
    client.post(f"/worlds/{world.pk}/trash/")

    assert list(World.objects.all()) == [world]
