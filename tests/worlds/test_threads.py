from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from missions.models import XpEntry
from tests.factories.devcraft import UserFactory
from tests.worlds.making import (
    NOW,
    content,
    fresh,
    is_every_state_held,
    kept,
    made,
    names_in,
    now_in,
    save,
)
from worlds import album, curating, pending, refusals, saving, storing, versions
from worlds.authors import Author
from worlds.models import (
    PendingSave,
    SnapshotReason,
    World,
    WorldPicture,
    WorldSnapshot,
    WorldState,
)

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
SECOND = timedelta(seconds=1)


@pytest.fixture
def owner():
    return UserFactory(username="owner")


def at_once(count, act):
    """Run ACT(number) in COUNT threads that start together; what each returned or refused."""
    barrier = Barrier(count)

    def run(number):
        barrier.wait()
        try:
            return act(number)
        except (refusals.SaveRefused, WorldSnapshot.DoesNotExist) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def write(world, name, *, base, at=NOW, **options):
    return saving.save(
        world=world,
        incoming=content(name),
        base_revision=base,
        author=Author(world.owner),
        now=at,
        **options,
    )


def test_of_two_editors_one_wins_and_the_other_hears_of_it(owner):
    world = made(owner, "a")

    results = at_once(2, lambda n: write(world, f"editor-{n}", base=1))

    stale = [result for result in results if isinstance(result, refusals.Stale)]
    assert (len(stale), fresh(world).revision) == (1, 2)
    assert now_in(world) == names_in(stale[0].world)
    assert kept(world) == [("save", False, "a")]


def test_eight_editors_that_try_again_lose_nothing(owner):
    world = made(owner, "a")

    def edit(number):
        base = 1
        while True:
            try:
                reason = SnapshotReason.OVERWRITE
                return write(world, f"editor-{number}", base=base, reason=reason)
            except refusals.Stale as stale:
                base = stale.world.revision

    at_once(8, edit)

    held = {words for *_, words in kept(world)} | set(now_in(world))
    assert held == {"a"} | {f"editor-{n}" for n in range(8)}
    assert fresh(world).revision == 9


def test_eight_saves_of_one_content_are_one_revision(owner):
    world = made(owner, "a")

    results = at_once(8, lambda _: write(world, "same", base=1))

    assert sum(saved.is_new for saved in results) == 1
    assert (fresh(world).revision, WorldState.objects.count()) == (2, 2)


def test_eight_worlds_of_one_content_share_one_state(owner):
    at_once(8, lambda _: made(owner, "same"))

    assert (World.objects.count(), WorldState.objects.count()) == (8, 1)


@pytest.mark.parametrize("turn", range(4))
def test_a_restore_against_a_save_keeps_what_the_loser_had(owner, turn):
    world = made(owner, "a")
    save(world, "b")
    first = WorldSnapshot.objects.get()
    acts = [
        lambda: saving.restore(world=world, snapshot=first, author=Author(owner), now=NOW + SECOND),
        lambda: write(world, "c", base=2, at=NOW + SECOND, reason=SnapshotReason.OVERWRITE),
    ]

    results = at_once(2, lambda n: acts[(n + turn) % 2]())

    held = {words for *_, words in kept(world)}
    lost = any(isinstance(result, refusals.Stale) for result in results)
    assert held | set(now_in(world)) == ({"a", "b"} if lost else {"a", "b", "c"})
    assert now_in(world) == ["a"]
    assert fresh(world).revision == (3 if lost else 4)


def test_two_worlds_that_swap_contents_do_not_wait_for_each_other(owner):
    left, right = made(owner, "a"), made(owner, "b")

    def swap(number):
        world = (left, right)[number % 2]
        for turn in range(6):
            name = "ab"[(number + turn + 1) % 2]
            at = NOW + turn * timedelta(minutes=1)
            write(world, name, base=fresh(world).revision, at=at)

    assert at_once(2, swap) == [None, None]

    assert (fresh(left).revision, fresh(right).revision) == (7, 7)
    assert is_sound()


def test_storing_and_forgetting_one_state_at_once_leaves_no_dangling_reference(owner):
    worlds = [made(owner, f"own-{n}") for n in range(8)]

    def toggle(number):
        for turn in range(6):
            name = "same" if turn % 2 == 0 else f"own-{number}"
            write(worlds[number], name, base=turn + 1)
            WorldSnapshot.objects.filter(world=worlds[number]).delete()
            storing.forget([content("same").digest, content(f"own-{number}").digest])

    assert at_once(8, toggle) == [None] * 8

    storing.sweep()
    assert is_sound()
    assert {now_in(world)[0] for world in worlds} == {f"own-{n}" for n in range(8)}


def is_sound():
    """Whether everything refers to states there are, and every state is held."""
    connection.check_constraints()
    for row in (*World.objects.all(), *WorldSnapshot.objects.all()):
        assert names_in(row)
    return is_every_state_held()


def test_two_who_build_at_each_others_do_not_wait_for_ever(owner):
    other = UserFactory(username="other")
    pairs = [(made(owner), other), (made(other), owner)]
    World.objects.update(visibility="public_edit")

    def build(number):
        world, guest = pairs[number]
        return save(world, *[f"{n}" for n in range(60)], by=guest, base=1)

    assert all(saved.is_new for saved in at_once(2, build))
    assert XpEntry.objects.filter(action="CO_BUILD").count() == 2


def test_naming_a_version_wins_over_thinning_or_finds_it_gone(owner):
    world = made(owner, "a")
    old = [
        WorldSnapshot.objects.create(
            world=world, state=world.state, reason="save", created_at=NOW - timedelta(hours=216 + n)
        )
        for n in range(40)
    ]
    going = WorldSnapshot.objects.get(pk=old[1].pk)

    def act(number):
        if number:
            return versions.pin(snapshot=going, name="mine")
        return write(world, "b", base=1)

    pinned = at_once(2, act)[1]

    is_there = WorldSnapshot.objects.filter(pk=going.pk, is_pinned=True).exists()
    assert is_there == (not isinstance(pinned, WorldSnapshot.DoesNotExist))


def test_many_saves_that_wait_at_once_all_wait(owner):
    world = made(owner, "a")

    at_once(
        8,
        lambda n: pending.hold(
            world=world, author=owner, incoming=content(f"{n}"), base_revision=0, now=NOW
        ),
    )

    assert PendingSave.objects.count() == 8
    assert is_sound()


def test_one_picture_drawn_in_many_threads_is_kept_once(owner):
    world = made(owner, "a")

    at_once(6, lambda _: album.keep_card(world.state))

    assert WorldPicture.objects.count() == 1


def test_emptying_the_trash_and_taking_back_never_half_delete(owner):
    world = made(owner, "a")
    save(world, "b")
    curating.put_in_trash(world=world, author=Author(owner), now=NOW)
    later = NOW + timedelta(days=31)

    def act(number):
        if number:
            return curating.empty_trash(now=later)
        try:
            return curating.take_from_trash(world=world, author=Author(owner), now=later)
        except World.DoesNotExist:
            return None

    taken, gone = at_once(2, act)

    assert bool(taken) != bool(gone)
    assert WorldSnapshot.objects.count() == (1 if taken else 0)
    assert is_sound()
