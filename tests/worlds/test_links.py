"""Links of worlds: random, replaceable, in no list, in no log, and told to nobody else."""

from __future__ import annotations

import base64
import itertools
import logging
from collections import Counter

import pytest
from django.test import Client

from devcraft import clock as house_clock
from devcraft.logs import Formatter
from tests.devcraft.visiting import signed_in
from tests.factories.worlds import WorldChangeFactory, WorldFactory
from tests.worlds.tables import furnished
from worlds import curating
from worlds.authors import Author
from worlds.identity import new_id, new_share_id
from worlds.models import Visibility, World

pytestmark = pytest.mark.django_db
BITS = 128
MANY = 20_000
FIRM = 6.0


@pytest.fixture
def world(owner):
    return furnished(owner, visibility=Visibility.UNLISTED)


def bits(share_id):
    return base64.urlsafe_b64decode(share_id + "==")


def test_a_link_holds_128_bits_and_each_of_them_is_a_coin():
    ids = [new_share_id() for _ in range(MANY)]

    ones = Counter(
        index
        for share_id in ids
        for index in range(BITS)
        if bits(share_id)[index // 8] >> (index % 8) & 1
    )

    spread = (MANY / 4) ** 0.5
    assert {len(share_id) for share_id in ids} == {22}
    assert len(set(ids)) == MANY
    assert {len(bits(share_id)) * 8 for share_id in ids} == {BITS}
    assert max(abs(ones[index] - MANY / 2) for index in range(BITS)) < FIRM * spread


def test_one_link_tells_nothing_of_the_next():
    ids = [bits(new_share_id()) for _ in range(MANY)]

    same = [
        sum(8 - (a ^ b).bit_count() for a, b in zip(one, other, strict=True))
        for one, other in itertools.pairwise(ids)
    ]

    spread = (BITS / 4 / len(same)) ** 0.5
    assert abs(sum(same) / len(same) - BITS / 2) < FIRM * spread


def test_an_id_and_a_link_have_nothing_in_common():
    world = WorldFactory()

    assert world.share_id not in world.pk
    assert len(new_id()) == 25


def test_a_new_link_leaves_the_old_one_opening_nothing(owner, world):
    client = signed_in(owner)
    old = world.share_url

    client.post(f"/worlds/{world.pk}/rotate/")

    world.refresh_from_db()
    assert Client().get(old).status_code == 404
    assert Client().get(world.share_url).status_code == 200
    assert world.share_url != old


def test_a_dead_link_answers_like_one_that_never_was(owner, world):
    curating.rotate_link(world=world, author=Author(owner), now=house_clock.now())

    dead, wrong = Client().get(world.share_url), Client().get(f"/w/{'x' * 22}/")

    assert dead.status_code == wrong.status_code == 404
    assert dead.content == wrong.content
    assert dead.headers == wrong.headers


@pytest.mark.parametrize("path", ["", "preview.png", "card.png", "download/"])
def test_an_unlisted_world_is_not_indexed_and_sends_no_referrer(world, path):
    response = Client().get(f"{world.share_url}{path}")

    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"


def test_a_public_world_may_be_indexed(owner):
    response = Client().get(WorldFactory(owner=owner, public=True).share_url)

    assert "X-Robots-Tag" not in response.headers
    assert response["Referrer-Policy"] == "no-referrer"


def test_the_page_of_a_visitor_asks_robots_to_stay_away_too(world):
    assert (
        b'<meta name="robots" content="noindex, nofollow">' in Client().get(world.share_url).content
    )


def test_whoever_is_signed_in_can_send_the_forms_of_the_page(stranger, world):
    """Under no-referrer a browser sends `Origin: null`, which is refused as forged."""
    client = signed_in(stranger, enforce_csrf_checks=True)
    page = client.get(world.share_url)
    token = client.cookies["devcraft-csrf"].value
    sent = {"csrfmiddlewaretoken": token}

    refused = client.post(f"{world.share_url}copy/", sent, headers={"Origin": "null"})
    taken = client.post(f"{world.share_url}copy/", sent, headers={"Origin": "http://testserver"})

    assert page["Referrer-Policy"] == "same-origin"
    assert (refused.status_code, taken.status_code) == (403, 302)


@pytest.mark.parametrize(
    "path",
    ["/w/{link}/", "/w/{link}/preview.png", "/api/worlds/{link}/state", "/sign-in/{link}/"],
)
def test_no_line_of_a_log_holds_a_link(path):
    link = new_share_id()
    said = ("Not Found: %s", (path.format(link=link),))
    record = logging.LogRecord("django.request", logging.WARNING, "f", 1, *said, None)

    line = Formatter("%(message)s").format(record)

    assert link not in line
    assert line.startswith("Not Found: /")


def test_a_lost_visitor_leaves_no_link_in_the_log(owner, world, caplog):
    World.objects.update(visibility=Visibility.PRIVATE)
    caplog.handler.setFormatter(Formatter("%(message)s"))

    Client().get(world.share_url)

    assert "Not Found: /w/…/" in caplog.text
    assert world.share_id not in caplog.text


def test_a_copy_tells_neither_the_new_name_nor_the_link_of_a_hidden_world(owner, stranger, world):
    client = signed_in(stranger)
    made = client.post(f"{world.share_url}copy/")["Location"]
    World.objects.filter(pk=world.pk).update(name="Renamed in secret")

    page = client.get(made).content

    assert b"Renamed in secret" not in page
    assert world.share_id.encode() not in page
    assert world.pk.encode() not in page


def test_a_copy_of_a_listed_world_leads_to_it(stranger, owner):
    world = WorldFactory(owner=owner, public=True, name="Town")
    client = signed_in(stranger)

    page = client.get(client.post(f"{world.share_url}copy/")["Location"]).content.decode()

    assert f'href="{world.share_url}">Town</a>' in page


def test_history_never_writes_a_link_down(owner, world):
    curating.rotate_link(world=world, author=Author(owner), now=house_clock.now())
    WorldChangeFactory(world=world)
    known = {world.share_id, World.objects.get().share_id}

    page = signed_in(owner).get(f"/worlds/{world.pk}/history/").content.decode()

    assert [link for link in known if link in page] == []
