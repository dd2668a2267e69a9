"""Words that many entries hold: the newest are asked first, and the pages are the same."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.http import QueryDict

from missions import journal_entries, search
from missions.journal_entries import Wish
from missions.models import Journal
from tests.factories.missions import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(owner, stranger, monkeypatch):
    """A hundred entries made in another order than they lie; most speak of a world."""
    monkeypatch.setattr(search, "FEW", 5)
    monkeypatch.setattr(journal_entries, "MOST_COUNTED", 40)
    chance, places = random.Random(4), list(range(100))
    chance.shuffle(places)
    made = Journal.objects.bulk_create(
        Journal(
            owner=stranger if place % 10 == 9 else owner,
            content="A new world." if place % 3 or place > 80 else "A calm day.",
            created_at=MORNING + timedelta(hours=place // 2),
            day=MORNING.date(),
        )
        for place in places
    )
    mine = [row for row in made if row.owner == owner and "world" in row.content]
    return sorted(mine, key=lambda row: (row.created_at, row.pk), reverse=True)


def asked(owner, cursors):
    query = QueryDict(mutable=True)
    query.update(cursors)
    return journal_entries.listing(owner, Wish("wor"), query)


def test_pages_there_and_back_are_those_of_all_entries(owner, entries):
    there, page = [], asked(owner, {})
    while page.older:
        there += page.rows
        page = asked(owner, {"after": page.older})
    there += page.rows
    back = page.rows
    while page.newer:
        page = asked(owner, {"before": page.newer})
        back = page.rows + back

    assert len(entries) > 3 * journal_entries.PAGE_SIZE
    assert there == back == entries
    assert journal_entries.found(owner, "world", 5) == entries[:5]
    assert journal_entries.found(owner, "world", 90) == entries
