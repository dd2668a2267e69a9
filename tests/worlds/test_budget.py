"""What a page of worlds may cost in queries, the same with 1 and with 20 rows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.devcraft.visiting import htmx, signed_in
from tests.factories.worlds import (
    MORNING,
    PendingSaveFactory,
    WorldChangeFactory,
    WorldDayFactory,
    WorldFactory,
    WorldSnapshotFactory,
    WorldStateFactory,
    WorldTagFactory,
    standing,
)
from tests.routes import EVERY
from tests.test_budget import cost
from tests.worlds.tables import BY_LINK, BY_LINK_SIGNED_IN, ONESELF, OWN
from worlds import album

pytestmark = pytest.mark.django_db
LISTS = {
    "/worlds/": 6,
    "/worlds/?tab=shared&sort=visits": 6,
    "/worlds/?tab=trash&sort=name": 6,
    "/worlds/?q=world+own&tag=castle&visibility=public&sort=objects": 6,
}
BUDGET = LISTS | {
    "/worlds/{pk}/": 10,
    "/worlds/{pk}/?q=lamp": 10,
    "/worlds/{pk}/history/": 10,
    "/worlds/{pk}/describe/": 10,
    "/worlds/{pk}/sharing/": 10,
    "/worlds/{pk}/pending/": 8,
    "/worlds/{pk}/versions/": 10,
    "/worlds/{pk}/versions/compare/?from={snapshot}": 10,
    "/worlds/{pk}/versions/{snapshot}/": 10,
    "/w/{share_id}/": 8,
    "/w/{share_id}/pending/": 8,
}
FRAGMENTS = {"/worlds/": 6, "/worlds/?tab=shared&q=world": 6}
OTHERS = {
    "/worlds/{pk}/card.png": 4,
    "/worlds/{pk}/download/": 4,
    "/worlds/{pk}/versions/{snapshot}/download/": 5,
    "/w/{share_id}/card.png": 4,
    "/w/{share_id}/preview.png": 4,
    "/w/{share_id}/download/": 4,
}
DATA = re.compile(r"\"(?:blob|search_text|png)\"")


def fill(owner, rows):
    """A world with ROWS of everything, and ROWS worlds in each list."""
    world = WorldFactory(
        owner=owner, open_build=True, state=WorldStateFactory(content=standing(rows))
    )
    for number in range(rows):
        at = MORNING - timedelta(days=number)
        other = {"state": WorldStateFactory(content=standing(rows + number))}
        WorldSnapshotFactory(world=world, created_at=at, **other)
        WorldChangeFactory(world=world, at=at)
        WorldDayFactory(world=world, day=at.date())
        WorldTagFactory(world=world, name=f"tag {number}")
        for fields in ({"public": True, "name": "World of my own"}, {"trashed": True}):
            made = WorldFactory(owner=owner, **fields)
            WorldTagFactory(world=made, name="castle")
        WorldFactory(public=True)
    PendingSaveFactory(world=world)
    album.png(world.state, album.CARD)
    album.png(world.state, album.PREVIEW)
    return world


def address(url, world):
    snapshot = world.snapshots.order_by("created_at", "pk").first()
    return url.format(pk=world.pk, share_id=world.share_id, snapshot=snapshot.pk)


@pytest.fixture(autouse=True)
def later():
    with time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        yield


def test_pages_keep_to_their_budgets_and_cost_the_same_with_more_rows(owner, stranger):
    few, many = fill(stranger, 1), fill(owner, 20)

    over, differing = {}, {}
    for url, most in (BUDGET | OTHERS).items():
        small = cost(signed_in(stranger), address(url, few))[0]
        large, asked = cost(signed_in(owner), address(url, many))
        over |= {url: asked} if large > most else {}
        differing |= {url: (small, large)} if small != large else {}

    assert (over, differing) == ({}, {})


def test_the_cards_alone_keep_to_their_budget(owner):
    fill(owner, 20)

    spent = {url: cost(signed_in(owner), url, **htmx("worlds")) for url in FRAGMENTS}

    assert {url: asked for url, (count, asked) in spent.items() if count > FRAGMENTS[url]} == {}


def test_a_visitor_costs_no_more_than_five_queries(owner):
    world = fill(owner, 20)

    assert cost(Client(), f"/w/{world.share_id}/")[0] <= 5


@pytest.mark.parametrize("url", LISTS)
def test_a_list_never_reads_what_a_world_holds(owner, url):
    fill(owner, 2)
    client = signed_in(owner)

    with CaptureQueriesContext(connection) as captured:
        client.get(url)

    columns = [query["sql"].partition(" FROM ")[0] for query in captured]
    assert [part for part in columns if DATA.search(part)] == []


def test_every_page_of_worlds_has_a_budget():
    known = {url.partition("?")[0] for url in BUDGET | OTHERS}
    tables = ONESELF | OWN | BY_LINK | BY_LINK_SIGNED_IN
    names = {name for name, verbs in tables.items() if "get" in verbs}

    asked = {EVERY[name].url(pk="X", share_id="X", snapshot="X") for name in names}

    assert asked == {re.sub(r"{\w+}", "X", url) for url in known}
