from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from devcraft import clock
from tests.worlds.making import (
    NOW,
    content,
    crowd,
    fresh,
    is_every_state_held,
    kept,
    made,
    now_in,
    save,
    spelled,
)
from worlds import curating, pending, saving
from worlds.authors import Author
from worlds.models import PendingSave, Visibility, World


@pytest.fixture
def world(owner):
    return made(owner, "a", now=clock.now())


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def upload(client, world, raw, base=1, route="world_save"):
    key = world.share_id if route.startswith("shared") else world.pk
    file = SimpleUploadedFile("x.json", raw)
    return client.post(
        reverse(f"worlds:{route}", args=[key]), {"file": file, "base_revision": base}
    )


def choose(client, world, choice, over="", route="world_pending"):
    key = world.share_id if route.startswith("shared") else world.pk
    address = reverse(f"worlds:{route}", args=[key])
    return client.post(address, {"choice": choice, "over": over})


def met(desk, world):
    """The answer to a save of `mine` that met one of `theirs`."""
    save(world, "theirs", at=clock.now())
    return upload(desk, world, spelled("mine"))


def test_a_save_that_met_another_is_held_and_shows_three_ways_on(desk, world):
    response = met(desk, world)

    assert response.status_code == 409
    for words in ("Somebody saved meanwhile", "Keep mine as a copy", "Take theirs"):
        assert words in response.text
    assert 'name="over" value="2"' in response.text
    assert now_in(world) == ["theirs"]
    assert PendingSave.objects.get().state.read().things[0].name == "mine"


def test_the_page_stays_there_until_the_choice(desk, world):
    met(desk, world)

    response = desk.get(reverse("worlds:world_pending", args=[world.pk]))

    assert response.status_code == 200
    assert "Somebody saved meanwhile" in response.text


def test_mine_can_be_kept_as_a_copy(desk, world, owner):
    met(desk, world)

    choose(desk, world, "copy")

    copy = World.objects.get(copied_from=world)
    assert (copy.name, copy.owner, now_in(copy)) == ("Forge (my version)", owner, ["mine"])
    assert now_in(world) == ["theirs"]
    assert not PendingSave.objects.exists()


def test_theirs_can_be_taken(desk, world):
    met(desk, world)

    choose(desk, world, "theirs")

    assert now_in(world) == ["theirs"]
    assert not PendingSave.objects.exists()
    assert is_every_state_held()


def test_mine_can_go_over_theirs_which_is_pinned(desk, world):
    met(desk, world)

    choose(desk, world, "overwrite", over=2)

    assert (now_in(world), fresh(world).revision) == (["mine"], 3)
    assert kept(world)[-1] == ("overwrite", True, "theirs")
    assert not PendingSave.objects.exists()


@pytest.mark.parametrize("over", ["", "2", "1", "x", "-1", "9" * 30])
def test_a_third_save_meanwhile_is_shown_before_it_is_replaced(desk, world, over):
    met(desk, world)
    save(world, "third", at=clock.now())

    response = choose(desk, world, "overwrite", over=over)

    assert response.status_code == 409
    assert 'name="over" value="3"' in response.text
    assert now_in(world) == ["third"]
    assert PendingSave.objects.count() == 1


def test_two_uploads_wait_side_by_side_and_a_choice_is_about_its_own(desk, world):
    met(desk, world)
    shown = PendingSave.objects.get().state_id
    upload(desk, world, spelled("newer"))

    address = reverse("worlds:world_pending", args=[world.pk])
    desk.post(address, {"choice": "overwrite", "over": 2, "mine": shown})

    assert now_in(world) == ["mine"]
    assert PendingSave.objects.get().state.read().things[0].name == "newer"
    assert desk.post(address, {"choice": "copy", "mine": shown}).status_code == 404


def test_ten_uploads_wait_and_no_more(owner, world):
    for number in range(12):
        hold = {"author": owner, "base_revision": 1, "now": NOW}
        pending.hold(world=world, incoming=content(f"{number}"), **hold)

    names = [row.state.read().things[0].name for row in PendingSave.objects.order_by("id")]

    assert names == [f"{number}" for number in range(2, 12)]
    assert is_every_state_held()


@pytest.mark.parametrize("choice", ["", "all", "Copy"])
def test_another_choice_is_refused_with_the_choices(desk, world, choice):
    met(desk, world)

    response = choose(desk, world, choice)

    assert response.status_code == 422
    assert "Choice must be one of: copy, theirs, overwrite." in response.text
    assert PendingSave.objects.count() == 1


def test_a_save_that_drops_most_waits_for_a_word(desk, owner):
    world = saving.create(owner=owner, name="Full", now=clock.now(), incoming=crowd(9))

    response = upload(desk, world, spelled())

    assert response.status_code == 409
    assert "It would leave 0 of 9 objects." in response.text
    choose(desk, world, "overwrite", over=1)
    assert (fresh(world).object_count, kept(world)[0][:2]) == (0, ("drop", True))


def test_dropping_what_waited_leaves_what_took_its_place(world, owner):
    held = pending.hold(
        world=world, author=owner, incoming=content("one"), base_revision=0, now=NOW
    )
    pending.hold(world=world, author=owner, incoming=content("two"), base_revision=0, now=NOW)

    pending.drop(held)

    assert PendingSave.objects.get().state.read().things[0].name == "two"


def test_what_nobody_chose_about_goes_after_a_week(world, owner, teammate):
    hold = {"world": world, "base_revision": 0}
    pending.hold(author=owner, incoming=content("old"), now=NOW, **hold)
    week = timedelta(days=7)

    pending.hold(author=teammate, incoming=content("new"), now=NOW + week, **hold)
    assert PendingSave.objects.count() == 2

    later = NOW + week + timedelta(seconds=1)
    pending.hold(author=teammate, incoming=content("new"), now=later, **hold)
    assert PendingSave.objects.get().author == teammate
    assert is_every_state_held()


def test_nobody_sees_what_waits_for_another(client, desk, world, teammate):
    met(desk, world)
    World.objects.filter(pk=world.pk).update(visibility="public_edit")
    client = Client()
    client.force_login(teammate)

    assert choose(client, world, "copy", route="shared_pending").status_code == 404
    assert choose(client, world, "copy").status_code == 404
    assert PendingSave.objects.count() == 1


def test_a_guest_chooses_under_the_link(client, world, owner, teammate):
    World.objects.filter(pk=world.pk).update(visibility="public_edit")
    save(world, "theirs", at=clock.now())
    client.force_login(teammate)

    response = upload(client, world, spelled("mine"), route="shared_save")
    assert response.status_code == 409
    assert world.pk not in response.text

    choose(client, world, "overwrite", over=2, route="shared_pending")
    assert (fresh(world).saved_by, now_in(world)) == ("teammate", ["mine"])


def test_what_waits_is_not_written_into_the_trash(desk, world, owner):
    met(desk, world)
    curating.put_in_trash(world=world, author=Author(owner), now=clock.now())

    refusals = [
        choose(desk, world, "overwrite", over=2),
        upload(desk, world, spelled("more"), base=2),
    ]
    assert [answer.status_code for answer in refusals] == [409, 409]
    assert all(b"in the trash; take it back first." in answer.content for answer in refusals)
    assert now_in(world) == ["theirs"]


def test_a_guest_who_was_shut_out_chooses_nothing(client, world, owner, teammate):
    World.objects.filter(pk=world.pk).update(visibility="public_edit")
    save(world, "theirs", at=clock.now())
    client.force_login(teammate)
    upload(client, world, spelled("mine"), route="shared_save")
    curating.share(
        world=world, visibility=Visibility.PRIVATE, author=Author(owner), now=clock.now()
    )

    assert choose(client, world, "overwrite", over=2, route="shared_pending").status_code == 404
    assert now_in(world) == ["theirs"]
