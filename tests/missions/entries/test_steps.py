"""Ten steps of undo, each on its own while nothing later stands in its way."""

from __future__ import annotations

import pytest

from missions import bulk, correcting, steps, timer, undo
from missions.acts import ActRefused
from tests.factories.missions import MissionFactory
from tests.missions.entries.desks import NOON, adds_up, at, lived, spans, times

pytestmark = pytest.mark.django_db


@pytest.fixture
def gate(owner):
    return MissionFactory(owner=owner, name="gate")


@pytest.fixture
def hall(owner):
    return MissionFactory(owner=owner, name="hall")


def act_ids(owner):
    return [act.pk for act in undo.last_acts(owner)]


def test_an_earlier_step_is_taken_back_past_a_later_one_elsewhere(owner, gate, hall):
    correcting.add(user=owner, mission=gate, times=times(0, 30), now=NOON)
    correcting.add(user=owner, mission=hall, times=times(60, 90), now=NOON)

    undo.undo_step(user=owner, now=NOON, act_id=act_ids(owner)[1])

    assert spans(owner) == [("hall", 60, 90)]
    assert adds_up(owner)


def test_a_step_says_that_its_mission_changed_since(owner, gate):
    lived(owner, gate, (0, 30), (60, 90))
    told = steps.of(undo.last_acts(owner))

    with pytest.raises(ActRefused, match="“gate” has changed since"):
        undo.undo_step(user=owner, now=NOON, act_id=told[2].act.pk)

    assert [bool(step.why_not) for step in told] == [False, True, True, True]
    assert [step.sentence for step in told] == ["Paused", "Resumed", "Paused", "Started"]


def test_a_step_says_that_its_time_was_taken_since(owner, gate, hall):
    (entry,) = lived(owner, gate, (0, 60))
    correcting.remove(user=owner, entry=entry, now=NOON)
    correcting.add(user=owner, mission=hall, times=times(30, 90), now=NOON)

    with pytest.raises(ActRefused, match="taken by a later entry of “hall”"):
        undo.undo_step(user=owner, now=NOON, act_id=act_ids(owner)[1])

    assert spans(owner) == [("hall", 30, 90)]


def test_a_pause_is_not_undone_under_another_clock(owner, gate, hall):
    lived(owner, gate, (0, 60))
    timer.start(user=owner, mission=hall, now=at(70))

    with pytest.raises(ActRefused, match="taken by a later entry of “hall”"):
        undo.undo_step(user=owner, now=NOON, act_id=act_ids(owner)[1])


def test_ten_steps_and_no_more_one_after_the_other(owner, gate):
    for minute in range(0, 120, 10):
        correcting.add(user=owner, mission=gate, times=times(minute, minute + 5), now=NOON)
    oldest = owner.timer_acts.earliest("id").pk
    with pytest.raises(ActRefused, match="Only the last 10 acts"):
        undo.undo_step(user=owner, now=NOON, act_id=oldest)

    for _ in range(10):
        undo.undo_last(user=owner, now=NOON)

    assert spans(owner) == [("gate", 0, 5), ("gate", 10, 15)]
    assert adds_up(owner)


def test_a_step_of_somebody_else_is_not_reached(owner, stranger, gate):
    lived(owner, gate, (0, 30))
    lived(stranger, MissionFactory(owner=stranger), (0, 30))

    with pytest.raises(ActRefused, match="Only the last 10 acts"):
        undo.undo_step(user=stranger, now=NOON, act_id=act_ids(owner)[0])


def test_several_entries_move_at_once_and_back_at_once(owner, gate, hall):
    entries = lived(owner, gate, (0, 30), (60, 90), (100, 110))
    pks = {entry.pk for entry in entries[:2]}
    preview = bulk.preview(bulk.chosen(owner, pks), hall)

    bulk.move(user=owner, pks=pks, target=hall, seen=preview.seen, now=NOON)

    assert [(line.mission.name, line.before, line.after) for line in preview.lines] == [
        ("gate", 4200, 600),
        ("hall", 0, 3600),
    ]
    assert spans(owner) == [("hall", 0, 30), ("hall", 60, 90), ("gate", 100, 110)]
    assert adds_up(owner)
    undo.undo_last(user=owner, now=NOON)
    assert {name for name, *_ in spans(owner)} == {"gate"}
    assert adds_up(owner)


def test_several_entries_are_deleted_as_they_were_seen(owner, gate):
    first, second = lived(owner, gate, (0, 30), (60, 90))
    pks = {first.pk, second.pk}
    seen = bulk.preview(bulk.chosen(owner, pks), None).seen
    correcting.split(user=owner, entry=first, at=at(10), now=NOON)

    with pytest.raises(ActRefused, match="changed since"):
        bulk.remove(user=owner, pks=pks, seen=seen, now=NOON)

    seen = bulk.preview(bulk.chosen(owner, pks), None).seen
    bulk.remove(user=owner, pks=pks, seen=seen, now=NOON)
    assert spans(owner) == [("gate", 10, 30)]
    assert adds_up(owner)
