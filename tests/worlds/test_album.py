from __future__ import annotations

import io

import pytest
from django.urls import reverse
from PIL import Image

from devcraft import clock
from tests.worlds.making import made, save
from worlds import album
from worlds.models import World, WorldPicture, WorldState

PNG = b"\x89PNG"
SCRATCHED = b"scratched"


@pytest.fixture
def world(owner):
    return made(owner, "a", now=clock.now())


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def card(desk, world, query="", **headers):
    address = reverse("worlds:world_card", args=[world.pk])
    return desk.get(address + query, headers=headers)


def scratch():
    """Scratch every kept picture, so that one that is drawn anew can be told from it."""
    WorldPicture.objects.update(png=SCRATCHED)


def test_a_picture_is_drawn_once_for_a_content(desk, world):
    assert card(desk, world).content.startswith(PNG)
    scratch()

    album.keep_card(world.state)

    assert card(desk, world).content == SCRATCHED


def test_worlds_of_one_content_share_its_picture(desk, world, teammate):
    card(desk, world)
    scratch()

    other = made(teammate, "a").state
    album.keep_card(other)

    assert album.png(other, album.CARD) == SCRATCHED


def test_each_form_has_its_own_size(world):
    for form in (album.CARD, album.PREVIEW):
        found = Image.open(io.BytesIO(album.png(world.state, form)))
        assert found.size == (form.width, form.height)


def test_a_new_way_of_drawing_draws_again_and_keeps_one(desk, world, monkeypatch):
    before = card(desk, world)["ETag"]
    scratch()
    monkeypatch.setattr(album, "VERSION", album.VERSION + 1)

    after = card(desk, world, **{"If-None-Match": before})

    assert (after.status_code, WorldPicture.objects.count()) == (200, 1)
    assert after.content.startswith(PNG)
    assert after["ETag"] != before


@pytest.mark.parametrize("weak", ["", "W/"])
def test_a_picture_that_is_known_is_not_sent_again(desk, world, weak):
    etag = card(desk, world)["ETag"]

    response = card(desk, world, **{"If-None-Match": weak + etag})

    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == etag


def test_only_an_address_that_names_the_content_and_the_drawing_lasts(desk, world, monkeypatch):
    mark = album.mark(world.state_id)

    assert "immutable" in card(desk, world, f"?v={mark}")["Cache-Control"]
    for other in ("", "?v=", "?v=0", f"?v={world.state_id}", f"?v={mark}x"):
        assert card(desk, world, other)["Cache-Control"] == "private, no-cache"
    monkeypatch.setattr(album, "VERSION", album.VERSION + 1)
    assert card(desk, world, f"?v={mark}")["Cache-Control"] == "private, no-cache"


def test_the_gallery_names_the_content_and_the_drawing(desk, world):
    page = desk.get(reverse("worlds:world_list")).text

    assert f"{reverse('worlds:world_card', args=[world.pk])}?v={album.mark(world.state_id)}" in page


def test_a_world_without_content_has_an_empty_picture_that_does_not_last(desk, owner):
    now = clock.now()
    bare = World.objects.create(owner=owner, created_at=now, updated_at=now, state_saved_at=now)

    response = card(desk, bare, "?v=")

    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Cache-Control"] == "private, no-cache"
    assert WorldPicture.objects.count() == 0


def test_a_state_that_went_while_it_was_drawn_leaves_no_picture(world):
    held = WorldState.objects.get()
    save(world, "b")
    world.snapshots.all().delete()
    WorldState.objects.filter(worlds=None).delete()

    assert album.png(held, album.CARD).startswith(PNG)
    assert not WorldPicture.objects.filter(state_id=held.pk).exists()


def test_the_picture_of_a_private_world_is_nobody_elses(client, world, teammate):
    client.force_login(teammate)

    assert card(client, world).status_code == 404
    shared = reverse("worlds:shared_card", args=[world.share_id])
    assert client.get(f"{shared}?v={album.mark(world.state_id)}").status_code == 404
