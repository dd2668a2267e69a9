from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from devcraft import keyset
from missions.models import Mission
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)
BY_AGE = keyset.Order("created_at")
BY_AGE_RISING = keyset.Order("created_at", is_descending=False)
ages = st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=25)


def parts(owner):
    return [Mission.objects.filter(owner=owner), Mission.objects.filter(owner=None)]


def page(owner, order=BY_AGE, *, before="", after="", size=3):
    return keyset.paginate(parts(owner), order=order, before=before, after=after, size=size)


def fill(rows):
    """Missions of one age in days each, own or shared; ties are many."""
    owner = UserFactory()
    for age, is_shared in rows:
        created_at = START + timedelta(days=age)
        MissionFactory(owner=None if is_shared else owner, created_at=created_at)
    return owner


def in_order(order):
    sign = "-" if order.is_descending else ""
    return list(Mission.objects.order_by(f"{sign}{order.field}", f"{sign}id"))


def walk_forward(owner, order, size):
    current = page(owner, order, size=size)
    pages = [current]
    while current.older:
        current = page(owner, order, after=current.older, size=size)
        pages.append(current)
    return pages


@given(rows=ages, size=st.integers(1, 5), order=st.sampled_from([BY_AGE, BY_AGE_RISING]))
def test_every_row_comes_exactly_once_on_the_way_forward(rows, size, order):
    Mission.objects.all().delete()
    owner = fill(rows)

    pages = walk_forward(owner, order, size)

    assert [row for found in pages for row in found.rows] == in_order(order)
    assert pages[0].newer == ""


@given(rows=ages, size=st.integers(1, 5), order=st.sampled_from([BY_AGE, BY_AGE_RISING]))
def test_every_row_comes_exactly_once_on_the_way_back(rows, size, order):
    Mission.objects.all().delete()
    owner = fill(rows)
    current = walk_forward(owner, order, size)[-1]

    found = current.rows
    while current.newer:
        current = page(owner, order, before=current.newer, size=size)
        found = current.rows + found

    assert found == in_order(order)


@given(rows=ages.filter(bool), field=st.sampled_from(["priority", "id", "created_at"]))
def test_pages_can_be_ordered_by_numbers_and_instants(rows, field):
    Mission.objects.all().delete()
    owner = fill(rows)
    order = keyset.Order(field)

    pages = walk_forward(owner, order, 4)

    assert [row for found in pages for row in found.rows] == in_order(order)


def test_a_page_that_holds_everything_leads_nowhere():
    owner = fill([(0, False)] * 3)

    only = page(owner, size=3)

    assert (only.newer, only.older) == ("", "")


def test_rows_added_meanwhile_move_nothing_that_was_seen():
    owner = fill([(day, False) for day in range(4)])
    first = page(owner, size=2)

    MissionFactory(owner=owner, created_at=START + timedelta(days=9))

    second = page(owner, after=first.older, size=2)
    assert set(first.rows).isdisjoint(second.rows)
    assert len(second.rows) == 2


def test_a_row_that_vanished_does_not_break_its_cursor():
    owner = fill([(day, False) for day in range(4)])
    first = page(owner, size=2)
    first.rows[-1].delete()

    assert len(page(owner, after=first.older, size=2).rows) == 2


@pytest.fixture
def crowd(db):
    return fill([(day, day % 2 == 0) for day in range(8)])


FORGED = {
    "a letter": "x",
    "NUL": "\x00",
    "an empty list": "W10",
    "three parts": "a:b:c",
    "colons": ":" * 50,
    "other letters": "ॐ",
    "digits": "9" * 5000,
    "another salt": signing.Signer(salt="x").sign_object(
        ["created_at", "2026-01-03T00:00:00+00:00", 1]
    ),
    "another field": keyset.SIGNER.sign_object(["id; DROP TABLE", 1, 1]),
}


@pytest.mark.parametrize("cursor", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("way", ["before", "after"])
def test_a_cursor_that_is_not_ours_means_the_start(crowd, cursor, way):
    found = page(crowd, **{way: cursor})

    assert found == page(crowd)


@pytest.mark.parametrize("place", range(0, 60, 7))
def test_a_tampered_cursor_means_the_start(crowd, place):
    start = page(crowd)
    letter = "A" if start.older[place] != "A" else "B"
    tampered = start.older[:place] + letter + start.older[place + 1 :]

    assert page(crowd, after=tampered).rows == start.rows


def test_a_cursor_of_another_order_means_the_start(crowd):
    cursor = page(crowd, keyset.Order("id")).older

    assert page(crowd, after=cursor).rows == page(crowd).rows


def test_a_page_costs_one_query_however_deep(crowd):
    costs = set()
    for found in walk_forward(crowd, BY_AGE, 2):
        with CaptureQueriesContext(connection) as captured:
            page(crowd, after=found.older, size=2)
        costs.add(len(captured))

    assert costs == {1}
