"""No two entries of one person overlap: a trigger on SQLite, an exclusion on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.missions import MORNING, TimeEntryFactory

pytestmark = pytest.mark.django_db
closed = partial(TimeEntryFactory, closed=True)

OVERLAPS = {
    "inside": (10, 20),
    "around": (-10, 40),
    "across the start": (-10, 10),
    "across the end": (20, 40),
    "the same": (0, 30),
    "still running, begun inside": (10, None),
    "still running, begun before": (-10, None),
}
NEIGHBOURS = {
    "ends where the first begins": (-10, 0),
    "begins where the first ends": (30, 60),
    "far before": (-500, -400),
    "still running, begun at the end": (30, None),
    "of no length, inside": (10, 10),
}
UNDER_A_CLOCK = {"begun later": (10, 20), "begun before": (-10, 10)}
SECOND_CLOCK = {
    "sqlite": "UNIQUE constraint failed: missions_timeentry.owner_id",
    "postgresql": "timeentry_one_running_per_owner",
}
UNGUARD = {
    "sqlite": [
        "DROP TRIGGER timeentry_no_overlap_insert",
        "DROP TRIGGER timeentry_no_overlap_update",
    ],
    "postgresql": ["ALTER TABLE missions_timeentry DROP CONSTRAINT timeentry_no_overlap"],
}


def span(begin, end):
    """Fields of an entry from BEGIN to END, in minutes from the morning."""
    started_at = MORNING + timedelta(minutes=begin)
    if end is None:
        return {"started_at": started_at}
    ended_at = MORNING + timedelta(minutes=end)
    return {"started_at": started_at, "ended_at": ended_at, "close_reason": "pause"}


@pytest.mark.parametrize(("begin", "end"), OVERLAPS.values(), ids=OVERLAPS)
def test_two_entries_of_one_person_cannot_overlap(begin, end):
    first = closed()

    with pytest.raises(IntegrityError, match="timeentry_no_overlap"), transaction.atomic():
        TimeEntryFactory(owner=first.owner, **span(begin, end))


@pytest.mark.parametrize(("begin", "end"), UNDER_A_CLOCK.values(), ids=UNDER_A_CLOCK)
def test_nothing_can_be_put_under_a_running_clock(begin, end):
    running = TimeEntryFactory()

    with pytest.raises(IntegrityError, match="timeentry_no_overlap"), transaction.atomic():
        TimeEntryFactory(owner=running.owner, **span(begin, end))


@pytest.mark.parametrize(("begin", "end"), OVERLAPS.values(), ids=OVERLAPS)
def test_an_entry_cannot_be_moved_onto_another(begin, end):
    first = closed()
    far = TimeEntryFactory(owner=first.owner, **span(600, 660))
    moved = {"ended_at": None, "close_reason": ""} | span(begin, end)

    with pytest.raises(IntegrityError, match="timeentry_no_overlap"), transaction.atomic():
        type(far).objects.filter(pk=far.pk).update(**moved)


@pytest.mark.parametrize(("begin", "end"), NEIGHBOURS.values(), ids=NEIGHBOURS)
def test_neighbours_are_welcome(begin, end):
    first = closed()

    TimeEntryFactory(owner=first.owner, **span(begin, end))

    assert first.owner.time_entries.count() == 2


def test_another_person_or_a_discarded_entry_is_in_nobodys_way():
    first = closed(discarded_at=MORNING)
    closed()

    closed(owner=first.owner)

    assert type(first).objects.count() == 3


def test_a_discarded_entry_cannot_come_back_over_another():
    first = closed(discarded_at=MORNING)
    closed(owner=first.owner)

    with pytest.raises(IntegrityError, match="timeentry_no_overlap"), transaction.atomic():
        type(first).objects.filter(pk=first.pk).update(discarded_at=None)


def test_a_second_clock_is_refused_even_without_the_overlap_guard():
    first = TimeEntryFactory()
    with connection.cursor() as cursor:
        connection.check_constraints()
        for statement in UNGUARD[connection.vendor]:
            cursor.execute(statement)

    with pytest.raises(IntegrityError, match=SECOND_CLOCK[connection.vendor]), transaction.atomic():
        TimeEntryFactory(owner=first.owner, **span(60, None))
