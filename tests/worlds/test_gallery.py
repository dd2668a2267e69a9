"""The gallery finds, narrows, sorts and pages; what it does not know it says."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from tests.devcraft.visiting import htmx, signed_in
from tests.factories.devcraft import UserFactory
from tests.factories.missions import ProfileFactory
from tests.factories.worlds import (
    MORNING,
    WorldFactory,
    WorldSnapshotFactory,
    WorldStateFactory,
    standing,
)
from worlds import curating, gallery, saving
from worlds.authors import Author
from worlds.models import Visibility, World

pytestmark = pytest.mark.django_db
NAMES = re.compile(r'<span class="name"><span aria-hidden="true">[^<]*</span> ([^<]*)</span>')


@pytest.fixture
def desk(owner):
    return signed_in(owner)


def shown(client, **query):
    return NAMES.findall(client.get("/worlds/", query).content.decode())


def built(owner, name, tags=(), visibility=Visibility.PRIVATE):
    """A world that the acts made, so that searches find it."""
    author = Author(owner)
    world = saving.create(owner=owner, name=name, now=MORNING)
    curating.describe(world=world, name=name, icon="🌍", tags=tags, author=author, now=MORNING)
    return curating.share(world=world, visibility=visibility, author=author, now=MORNING)


@pytest.mark.parametrize(
    "words",
    ["chateau", "CHÂTEAU", "Château", "ete chateau", "hateau", "âge d’or", "AGE", "strasse"],
)
def test_search_does_without_case_and_accents(desk, owner, words):
    built(owner, "Château d'Été, Straße", tags=["âge d’or"])
    built(owner, "Plain")

    assert shown(desk, q=words) == ["Château d&#x27;Été, Straße"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "château plain", "zzz"])
def test_search_finds_only_what_is_there(desk, owner, words):
    built(owner, "Château")
    built(owner, "Plain")

    assert shown(desk, q=words) == []


def test_a_new_world_is_found_by_name_at_once(desk):
    desk.post("/worlds/create/", {"name": "Ünder the Sea"})

    assert shown(desk, q="under sea") == ["Ünder the Sea"]


def test_others_are_found_by_the_name_of_their_creator(desk):
    author = UserFactory(username="ada-77")
    ProfileFactory(owner=author, display_name="Ada Lovelace")
    built(author, "Engine", visibility=Visibility.PUBLIC)

    assert shown(desk, tab="shared", q="lovelace") == ["Engine"]
    assert b"by Ada Lovelace" in desk.get("/worlds/?tab=shared").content


def test_a_creator_is_found_by_the_name_the_world_shows(desk):
    author = UserFactory(username="ada-77")
    profile = ProfileFactory(owner=author, display_name="Ada")
    world = built(author, "Engine", visibility=Visibility.PUBLIC)
    type(profile).objects.update(display_name="Someone else")
    world.owner.refresh_from_db()
    curating.describe(
        world=world, name="Motor", icon="🌍", tags=[], author=Author(author), now=MORNING
    )

    assert shown(desk, tab="shared", q="ada") == ["Motor"]


@pytest.mark.parametrize("tag", ["castle", "CASTLE", " castle "])
def test_a_tag_narrows_to_those_that_carry_it(desk, owner, tag):
    built(owner, "One", tags=["castle", "old"])
    built(owner, "Two", tags=["castles"])

    assert shown(desk, tag=tag) == ["One"]


def test_visibility_narrows(desk, owner):
    for visibility in Visibility:
        built(owner, visibility.label, visibility=visibility)

    for visibility in Visibility:
        assert shown(desk, visibility=visibility) == [visibility.label]
    assert len(shown(desk)) == 4


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("saved", ["c", "B", "Ä"]),
        ("name", ["Ä", "B", "c"]),
        ("visits", ["B", "c", "Ä"]),
        ("objects", ["Ä", "c", "B"]),
    ],
)
def test_lists_are_sorted(desk, owner, sort, expected):
    days = timedelta(days=1)
    for name, visits, objects, age in (("Ä", 1, 30, 3), ("B", 9, 10, 2), ("c", 5, 20, 1)):
        held = WorldStateFactory(content=standing(objects))
        WorldFactory(
            owner=owner,
            name=name,
            visit_count=visits,
            state=held,
            state_saved_at=MORNING - age * days,
        )

    assert shown(desk, sort=sort) == expected


def test_a_new_name_does_not_make_a_world_recently_saved(desk, owner):
    """D16: sorting by the time of any change lied."""
    old = WorldFactory(owner=owner, name="Old", state_saved_at=MORNING - timedelta(days=9))
    WorldFactory(owner=owner, name="New")

    curating.describe(
        world=old, name="Older", icon="🌍", tags=[], author=Author(owner), now=MORNING
    )

    assert shown(desk) == ["New", "Older"]


@pytest.mark.parametrize("sort", gallery.ORDERS)
def test_pages_hold_every_world_once_even_when_all_are_alike(desk, owner, sort):
    count = 2 * gallery.PAGE_SIZE + 5
    held = WorldStateFactory()
    made = [WorldFactory(owner=owner, state=held, name="Same") for _ in range(count)]

    found, after = [], ""
    while True:
        page = desk.get("/worlds/", {"sort": sort, "after": after}).context["page"]
        found += [world.pk for world in page.rows]
        after = page.older
        if not after:
            break

    assert len(found) == count
    assert set(found) == {world.pk for world in made}


def test_names_page_in_the_order_of_the_database(desk, owner):
    held = WorldStateFactory()
    for number in range(gallery.PAGE_SIZE + 20):
        WorldFactory(owner=owner, state=held, name=f"{'a-B c'[number % 5]}{number}")

    first = desk.get("/worlds/?sort=name").context["page"]
    second = desk.get("/worlds/", {"sort": "name", "after": first.older}).context["page"]

    whole = list(World.objects.order_by("name_key", "id"))
    assert [*first.rows, *second.rows] == whole
    back = desk.get("/worlds/", {"sort": "name", "before": second.newer}).context["page"]
    assert back.rows == first.rows


@pytest.mark.parametrize("cursor", ["x", "%00", "a:b", "9" * 5000])
def test_a_cursor_that_is_none_means_the_start(desk, owner, cursor):
    WorldFactory(owner=owner, name="One")

    assert shown(desk, after=cursor) == ["One"]


def test_a_cursor_of_another_list_means_the_start_there(desk, owner):
    world = WorldFactory(owner=owner)
    WorldSnapshotFactory.create_batch(51, world=world, state=world.state)
    cursor = desk.get(f"/worlds/{world.pk}/versions/").context["page"].older

    answer = desk.get("/missions/", {"status": "all", "sort": "newest", "after": cursor})

    assert cursor
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["tab", "sort", "visibility"])
def test_a_value_nobody_knows_is_said_and_left_out(desk, owner, name):
    WorldFactory(owner=owner, name="One")

    page = desk.get("/worlds/", {name: "galaxy"}).content.decode()

    assert f"“galaxy” is no {name} known here; it was left out." in page
    assert NAMES.findall(page) == ["One"]


def test_what_is_typed_is_bounded():
    wish = gallery.read(QueryDict(mutable=True) | {"q": "x" * 5000, "tag": "y" * 5000})

    assert (len(wish.words), len(wish.tag)) == (100, 30)


def test_no_character_breaks_a_search(desk):
    for text in ("\x00", "\ud800".encode("utf-8", "replace").decode(), "\U0010ffff", "İ", "ß" * 99):
        assert desk.get("/worlds/", {"q": text, "tag": text}).status_code == 200


def test_the_cards_alone_are_sent_when_only_they_are_asked_for(desk, owner):
    WorldFactory(owner=owner, name="One")

    page = desk.get("/worlds/", headers=htmx("worlds")).content.decode()

    assert page.lstrip().startswith('<div id="worlds">')
    assert NAMES.findall(page) == ["One"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "No worlds yet."),
        ("?tab=shared", "Nobody shares a world here yet."),
        ("?tab=trash", "The trash is empty."),
        ("?q=unicorn", "No world here is like that."),
    ],
)
def test_an_empty_list_says_what_to_do(desk, query, words):
    assert words in desk.get(f"/worlds/{query}").content.decode()


def test_a_world_is_addressed_by_its_link_in_the_shared_list_alone(desk, owner):
    world = built(owner, "Town", visibility=Visibility.PUBLIC)

    shared, mine = desk.get("/worlds/?tab=shared").content, desk.get("/worlds/").content

    assert reverse("worlds:shared_world", args=[world.share_id]).encode() in shared
    assert world.pk.encode() not in shared
    assert world.get_absolute_url().encode() in mine
