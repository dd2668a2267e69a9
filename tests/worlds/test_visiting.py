"""Visits are people who looked, once a day each; no address is stored and digests go."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from missions.models import XpEntry
from tests.devcraft.visiting import signed_in, snapshot
from tests.factories.devcraft import UserFactory
from tests.factories.worlds import MORNING, WorldChangeFactory, WorldFactory
from worlds import visiting
from worlds.models import Visitor, VisitSalt, World, WorldDay
from worlds.visiting import Looker

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
NO_PERSONS = (
    "",
    "Googlebot/2.1 (+http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0)",
    "Mozilla/5.0 (X11) HeadlessChrome/150.0",
    "Mozilla/5.0 Chrome-Lighthouse",
    "facebookexternalhit/1.1",
    "Slackbot-LinkExpanding 1.0",
    "WhatsApp/2.0 preview",
    "curl/8.5.0",
    "Wget/1.21",
    "python-requests/2.32",
    "Opera/9.80",
)


@pytest.fixture
def world(owner):
    return WorldFactory(owner=owner, public=True)


def looker(address="203.0.113.7", *, user=None, browser=FIREFOX, is_prefetch=False):
    return Looker(user=user, address=address, browser=browser, is_prefetch=is_prefetch)


def count(world, who=None, at=MORNING):
    return visiting.count(world=world, looker=who or looker(), now=at)


def visits():
    return World.objects.get().visit_count


def test_a_person_counts_once_a_day(world):
    day = timedelta(days=1)

    counted = [count(world, at=MORNING + after) for after in (day * 0, day / 3, day, day * 1.2)]

    assert counted == [True, False, True, False]
    assert visits() == 2
    assert list(WorldDay.objects.order_by("day").values_list("visits", flat=True)) == [1, 1]


def test_people_are_told_apart_by_address_browser_or_name(world, stranger):
    people = [
        looker(),
        looker("203.0.113.8"),
        looker(browser=FIREFOX + " other"),
        looker(user=stranger),
    ]

    assert [count(world, who) for who in people * 2] == [True] * 4 + [False] * 4
    assert visits() == 4


def test_somebody_signed_in_counts_once_from_wherever_they_look(world, stranger):
    first, second = looker(user=stranger), looker("198.51.100.1", user=stranger)

    assert (count(world, first), count(world, second)) == (True, False)


@pytest.mark.parametrize("browser", NO_PERSONS)
def test_programs_do_not_count(world, browser):
    before = snapshot()

    assert count(world, looker(browser=browser)) is False
    assert snapshot() == before


def test_owner_builders_and_prefetching_browsers_do_not_count(world, owner):
    builder = UserFactory()
    WorldChangeFactory(world=world, author_id_here=builder.pk)
    before = snapshot()

    for who in (looker(user=owner), looker(user=builder), looker(is_prefetch=True)):
        assert count(world, who) is False

    assert snapshot() == before


def test_no_address_is_stored_and_a_digest_needs_the_salt(world):
    count(world)

    everything = str(snapshot())
    digest = Visitor.objects.get().digest
    plain = hashlib.sha256(f"{world.pk} 203.0.113.7 {FIREFOX}".encode()).hexdigest()
    assert "203.0.113.7" not in everything
    assert "Firefox" not in everything
    assert digest != plain
    assert len(VisitSalt.objects.get().salt) == 32


def test_the_digest_of_one_world_tells_nothing_in_another(world):
    count(world)
    count(WorldFactory(public=True))

    assert len(set(Visitor.objects.values_list("digest", flat=True))) == 2


def test_salts_and_digests_go_with_the_first_visit_of_another_day(world):
    count(world)
    yesterday = bytes(VisitSalt.objects.get().salt), Visitor.objects.get().digest

    count(world, at=MORNING + timedelta(days=1))

    assert (bytes(VisitSalt.objects.get().salt), Visitor.objects.get().digest) != yesterday
    assert Visitor.objects.count() == 1


def test_they_go_by_command_when_nobody_comes(world):
    count(world, at=MORNING - timedelta(days=400))

    call_command("empty_trash", verbosity=0)

    assert not VisitSalt.objects.exists()
    assert not Visitor.objects.exists()
    assert WorldDay.objects.get().visits == 1


def test_both_are_paid_for_a_visit_once_and_for_ever(world, stranger, owner):
    for day in range(3):
        count(world, looker(user=stranger), at=MORNING + timedelta(days=day))

    paid = XpEntry.objects.order_by("action").values_list("owner", "action")
    assert list(paid) == [(stranger.pk, "VISIT_OTHER_WORLD"), (owner.pk, "WORLD_VISITED")]
    assert visits() == 3


def test_a_visitor_without_a_name_pays_nobody(world):
    count(world)

    assert not XpEntry.objects.exists()


def beacon(world, client=None, **headers):
    sent = {"User-Agent": FIREFOX, **headers}
    return (client or Client()).post(f"{world.share_url}visit/", headers=sent)


def test_looking_at_the_page_alone_counts_nothing(world, stranger):
    for client in (Client(), signed_in(stranger)):
        client.get(world.share_url, headers={"User-Agent": FIREFOX})
        client.head(world.share_url, headers={"User-Agent": FIREFOX})

    assert visits() == 0


def test_the_beacon_needs_no_token_and_says_nothing(world):
    answer = beacon(world, Client(enforce_csrf_checks=True))

    assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
    assert visits() == 1


@pytest.mark.parametrize("name", ["Sec-Purpose", "Purpose"])
@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender"])
def test_a_beacon_of_a_prefetched_page_does_not_count(world, name, purpose):
    assert beacon(world, **{name: purpose}).status_code == 204
    assert visits() == 0


def test_the_page_says_where_its_beacon_goes(world):
    page = Client().get(world.share_url).content.decode()

    assert f'data-visit="{world.share_url}visit/"' in page
