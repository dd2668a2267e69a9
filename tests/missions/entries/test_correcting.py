"""Entries changed by hand: room found as chosen, derived time and scores follow, undone alike."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from missions import correcting, lifecycle, placing, timer, undo
from missions.acts import ActRefused
from missions.correcting import Claim, Times
from missions.models import EntryEdit, Mission, TimeEntry
from missions.placing import Fit, Overlap
from tests.factories.missions import EntryEditFactory, MissionFactory, TimeEntryFactory
from tests.missions.entries.desks import NOON, adds_up, at, change, fitted, lived, spans, times

pytestmark = pytest.mark.django_db


@pytest.fixture
def gate(owner):
    return MissionFactory(owner=owner, name="gate")


@pytest.fixture
def hall(owner):
    return MissionFactory(owner=owner, name="hall")


def add(mission, begin, end, **more):
    given = {"now": NOON, "times": times(begin, end), **more}
    return correcting.add(user=mission.owner, mission=mission, **given)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_an_added_entry_counts_and_says_who_wrote_it(owner, gate):
    add(gate, 0, 90, reason="forgot to start")

    edit = EntryEdit.objects.get()
    assert spans(owner) == [("gate", 0, 90)]
    assert (edit.act, edit.before, edit.reason) == ("add", {}, "forgot to start")
    assert fresh(gate).actual_seconds == 5400
    assert fresh(gate).started_at is None
    assert adds_up(owner)


def test_a_double_click_adds_once(gate):
    add(gate, 0, 10, token="t")
    add(gate, 0, 10, token="t")

    assert gate.time_entries.count() == 1


@pytest.mark.parametrize(
    ("begin", "end", "sentence"),
    [
        (242, 250, "Start must not lie in the future."),
        (230, 242, "End must not lie in the future."),
        (30, 30, "End must lie after the start."),
        (30, 20, "End must lie after the start."),
        (-60 * 24 * 32, 0, "longer than 31 days"),
        (-60 * 24 * 365 * 40, 0, "Start must not lie before 1990."),
    ],
)
def test_times_that_cannot_be_are_refused(owner, gate, begin, end, sentence):
    with pytest.raises(ActRefused, match=sentence):
        add(gate, begin, end)

    assert spans(owner) == []


def test_what_ends_within_a_minute_ends_now(owner, gate):
    correcting.add(
        user=owner, mission=gate, times=Times(at(0), NOON + timedelta(seconds=59)), now=NOON
    )

    assert spans(owner) == [("gate", 0, 240)]


@pytest.mark.parametrize("act", [lifecycle.archive, lifecycle.trash])
def test_no_time_is_added_to_what_is_put_away(owner, gate, act):
    act(user=owner, mission=gate, now=at(0))

    with pytest.raises(ActRefused, match=r"restore it first|put it back first"):
        add(gate, 0, 30)


def test_overlapping_writes_nothing_and_offers_each_way(owner, gate, hall):
    lived(owner, gate, (0, 60), (90, 120))

    with pytest.raises(Overlap) as refused:
        add(hall, 50, 100)

    offer = refused.value.offer
    assert spans(owner) == [("gate", 0, 60), ("gate", 90, 120)]
    assert [[(p.start, p.end) for p in step.left] for step in offer.steps] == [
        [(at(0), at(50))],
        [(at(100), at(120))],
    ]
    assert (offer.earlier.start, offer.later.start) == (at(-50), at(120))


@pytest.mark.parametrize(
    ("way", "wanted"),
    [
        ("trim", [("gate", 0, 30), ("hall", 30, 40), ("gate", 40, 60)]),
        ("earlier", [("hall", -10, 0), ("gate", 0, 60)]),
        ("later", [("gate", 0, 60), ("hall", 60, 70)]),
    ],
)
def test_each_way_does_what_it_showed_and_is_undone(owner, gate, hall, way, wanted):
    lived(owner, gate, (0, 60))

    fitted(partial(add, hall, 30, 40), way)

    assert spans(owner) == wanted
    assert adds_up(owner)
    undo.undo_last(user=owner, now=NOON)
    assert spans(owner) == [("gate", 0, 60)]
    assert adds_up(owner)


def test_an_entry_may_be_put_under_the_clock_that_runs(owner, gate, hall):
    lived(owner, gate, (0, None))

    fitted(partial(add, hall, 30, 60), "trim")

    assert spans(owner) == [("gate", 0, 30), ("hall", 30, 60), ("gate", 60, None)]
    assert fresh(gate).is_running
    assert adds_up(owner)


def test_the_start_of_the_clock_that_runs_may_swallow_an_entry(owner, gate, hall):
    lived(owner, hall, (0, 30))
    (running,) = lived(owner, gate, (60, None))

    fitted(partial(change, running, -10, None), "trim")

    assert spans(owner) == [("gate", -10, None)]
    assert adds_up(owner)


def test_a_way_chosen_from_what_stood_before_is_offered_anew(owner, gate, hall):
    first, second = lived(owner, gate, (0, 60), (90, 120))
    with pytest.raises(Overlap) as shown:
        add(hall, 30, 100)
    change(second, 80, 120)

    with pytest.raises(Overlap) as again:
        add(hall, 30, 100, fit=Fit("trim", shown.value.offer.seen))

    assert (shown.value.is_stale, again.value.is_stale) == (False, True)
    assert spans(owner) == [("gate", 0, 60), ("gate", 80, 120)]
    assert fresh(first).ended_at == at(60)


def test_a_change_of_what_was_changed_since_is_refused(owner, gate):
    (entry,) = lived(owner, gate, (0, 60))
    seen = placing.mark_of(entry)
    change(entry, 0, 50)

    with pytest.raises(ActRefused, match="has changed since you opened it"):
        change(entry, 0, 40, seen=seen)

    assert spans(owner) == [("gate", 0, 50)]


def test_two_neighbours_that_touch_are_no_overlap(owner, gate, hall):
    lived(owner, gate, (0, 60), (90, 120))

    add(hall, 60, 90)

    assert len(spans(owner)) == 3


def test_moving_an_entry_moves_its_time_and_corrects_what_is_done(owner, gate, hall):
    (entry,) = lived(owner, gate, (0, 60))
    timer.complete(user=owner, mission=gate, valor=Decimal(1), now=at(61))

    change(entry, 0, 60, mission=hall)

    assert (fresh(gate).actual_seconds, fresh(hall).actual_seconds) == (0, 3600)
    assert fresh(gate).score == 0
    assert fresh(gate).score_entries.last().reason == "time corrected"
    assert adds_up(owner)
    undo.undo_last(user=owner, now=NOON)
    assert fresh(gate).score == 60
    assert adds_up(owner)


def test_splitting_keeps_the_sum_and_every_second_once(owner, gate):
    (entry,) = lived(owner, gate, (0, 60))

    correcting.split(user=owner, entry=entry, at=at(25), now=NOON)

    assert spans(owner) == [("gate", 0, 25), ("gate", 25, 60)]
    assert fresh(gate).actual_seconds == 3600
    assert adds_up(owner)


@pytest.mark.parametrize("minute", [0, 60, -5, 70])
def test_an_entry_is_split_inside_alone(owner, gate, minute):
    (entry,) = lived(owner, gate, (0, 60))

    with pytest.raises(ActRefused, match="must lie inside the entry"):
        correcting.split(user=owner, entry=entry, at=at(minute), now=NOON)


def test_a_deleted_entry_stays_as_a_row_and_comes_back(owner, gate):
    (entry,) = lived(owner, gate, (0, 60))

    correcting.remove(user=owner, entry=entry, now=NOON, reason="a test run")
    with pytest.raises(ActRefused, match="left out already"):
        correcting.remove(user=owner, entry=entry, now=NOON)

    assert (spans(owner), fresh(gate).actual_seconds) == ([], 0)
    undo.undo_last(user=owner, now=NOON)
    assert spans(owner) == [("gate", 0, 60)]
    assert [edit.act for edit in entry.edits.order_by("id")] == ["delete", "undo"]


def test_the_clock_that_runs_is_not_deleted_split_or_moved(owner, gate, hall):
    (entry,) = lived(owner, gate, (0, None))

    with pytest.raises(ActRefused, match="stop or discard"):
        correcting.remove(user=owner, entry=entry, now=NOON)
    with pytest.raises(ActRefused, match="start and an end"):
        correcting.split(user=owner, entry=entry, at=at(1), now=NOON)
    with pytest.raises(ActRefused, match="start the other mission"):
        change(entry, 0, None, mission=hall)
    with pytest.raises(ActRefused, match="one that runs has none"):
        change(entry, 0, 60)


def test_an_imported_total_stays_as_the_source_had_it():
    total = TimeEntryFactory(claimed=True, source="import", mission__origin="imported")

    with pytest.raises(ActRefused, match="stays as the source had it"):
        correcting.remove(user=total.owner, entry=total, now=NOON)


def test_claimed_time_is_changed_within_a_day(owner, gate):
    on = {"now": NOON, "mission": gate}
    timer.log_offline(user=owner, seconds=600, on=date(2026, 11, 18), **on)
    entry = TimeEntry.objects.get()
    to = Claim(date(2026, 11, 17), 1200)

    correcting.change(user=owner, entry=entry, to=to, seen=placing.mark_of(entry), **on)

    assert (fresh(entry).claimed_on, fresh(gate).actual_seconds) == (to.on, 1200)
    assert adds_up(owner)
    seen = placing.mark_of(fresh(entry))
    for wrong in (Claim(date(2026, 11, 19), 60), Claim(to.on, 0), Claim(to.on, 86401)):
        with pytest.raises(ActRefused, match=r"Day must not|Duration must be"):
            correcting.change(user=owner, entry=entry, to=wrong, seen=seen, **on)


def test_discarding_the_clock_leaves_what_was_typed_for_before_it(owner, gate):
    lived(owner, gate, (60, None))
    add(gate, 0, 30)

    timer.discard(user=owner, mission=fresh(gate), now=at(90))

    assert spans(owner) == [("gate", 0, 30)]
    assert adds_up(owner)


def test_the_log_of_edits_never_changes():
    edit = EntryEditFactory()

    for road in (edit.delete, partial(EntryEdit.objects.update, reason="forged")):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            road()


def test_the_clock_itself_writes_no_edit(owner, gate, hall):
    lived(owner, gate, (0, 10))
    timer.start(user=owner, mission=hall, now=at(20))
    timer.complete(user=owner, mission=hall, valor=Decimal(1), now=at(30))

    assert not EntryEdit.objects.exists()
    assert Mission.objects.get(pk=hall.pk).actual_seconds == 600
