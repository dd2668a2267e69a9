"""Entries over HTTP: typed times asked back, ways out of an overlap, lists and several at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from missions import placing
from missions.models import TimeEntry
from tests.devcraft.visiting import location, snapshot
from tests.missions.views.conftest import label, lived, text, utc

pytestmark = pytest.mark.django_db
ADD = "/time/add/"
TYPED = {"start": "2026-11-18T08:00", "end": "2026-11-18T09:00"}  # 07:00 to 08:00 UTC


def address(entry):
    return f"/time/{entry.pk}/"


def as_shown(entry, **changes):
    """What the form of ENTRY holds when it is opened in Berlin, with CHANGES."""
    local = {"start": entry.started_at, "end": entry.ended_at}
    shown = {
        name: f"{moment.astimezone(entry.owner.tz):%Y-%m-%dT%H:%M:%S}"
        for name, moment in local.items()
    }
    kept = {"mission": label(entry.mission), "seen": placing.mark_of(entry)}
    return {**kept, **shown, **changes}


def test_an_entry_is_typed_in_the_zone_of_the_person(desk, mission):
    desk.post(ADD, TYPED | {"mission": "portal"})

    made = TimeEntry.objects.get()
    assert (made.started_at, made.ended_at) == (utc(2026, 11, 18, 7), utc(2026, 11, 18, 8))
    assert (made.zone, made.mission) == ("Europe/Berlin", mission)


@pytest.mark.parametrize(
    ("duration", "minutes"), [("1h 30m", 90), ("1:30", 90), ("1,5", 90), ("45", 45)]
)
def test_a_duration_stands_for_the_end(desk, mission, duration, minutes):
    typed = {"mission": label(mission), "start": "2026-11-17T08:00", "duration": duration}

    desk.post(ADD, typed)

    assert TimeEntry.objects.get().seconds_at(utc(2026, 11, 18)) == minutes * 60


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"mission": ""}, 422, "Mission is needed."),
        ({"mission": "unicorn"}, 422, "was not found by its name"),
        ({"mission": "#999999"}, 422, "does not exist, or it is not yours."),
        ({"start": ""}, 422, "Start is needed."),
        ({"start": "soon"}, 422, "Start must be a date and time such as 2026-03-28 14:30."),
        ({"start": "0001-01-01T00:00"}, 422, "Start must be a date of our times."),
        ({"start": "1970-01-01T00:00"}, 409, "Start must not lie before 1990."),
        ({"end": ""}, 422, "End is needed, or a duration."),
        ({"end": "9999-12-31T23:59"}, 409, "End must not lie in the future."),
        ({"end": "2026-11-18T07:00"}, 409, "End must lie after the start."),
        ({"duration": "-5"}, 422, "Or duration must not be negative."),
        ({"duration": "1:99"}, 422, "Or duration must look like 1h 30m"),
        ({"duration": "2h"}, 422, "Duration must fit the end, or stand without one."),
        ({"duration": "0", "end": ""}, 422, "Duration must be more than nothing."),
        ({"start": "2026-11-18T10:05"}, 409, "Start must not lie in the future."),
        ({"reason": "x" * 201}, 422, "Why must have at most 200 characters"),
    ],
)
def test_bad_input_is_named_kept_and_changes_nothing(desk, mission, changes, status, sentence):
    before = snapshot()

    response = desk.post(ADD, TYPED | {"mission": label(mission)} | changes)

    assert (response.status_code, snapshot()) == (status, before)
    assert sentence in text(response)
    assert 'name="start"' in text(response)


def test_a_time_that_was_shown_twice_is_asked_back(desk, mission):
    typed = {"mission": label(mission), "start": "2026-10-25T02:30", "duration": "10m"}

    asked = desk.post(ADD, typed)

    assert asked.status_code == 422
    assert "was shown twice by the clocks of Europe/Berlin" in text(asked)
    first, second = "2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"
    assert f'name="start_at" value="{first}"' in text(asked)
    assert "02:30 CEST (UTC+02:00)" in text(asked)
    desk.post(ADD, typed | {"start_at": second})
    assert TimeEntry.objects.get().started_at == datetime.fromisoformat(second)


def test_a_time_that_never_was_is_refused_with_what_lies_beside_it(desk, mission):
    typed = {"mission": label(mission), "start": "2026-03-29T02:30", "duration": "10m"}

    asked = desk.post(ADD, typed | {"start_at": "2026-03-29T12:00:00+00:00"})

    assert "leapt over it" in text(asked)
    assert "01:59 CET" in text(asked)
    desk.post(ADD, typed | {"start_at": "2026-03-29T01:00:00+00:00"})
    assert TimeEntry.objects.get().started_at == utc(2026, 3, 29, 1)


@pytest.mark.parametrize("start", [utc(2026, 10, 25, 0, 30, 17), utc(2026, 10, 25, 1, 30, 17)])
def test_changing_the_end_alone_never_moves_the_start(desk, mission, start):
    entry = lived(mission, started_at=start, ended_at=start + timedelta(hours=3))

    desk.post(address(entry), as_shown(entry, end="2026-10-25T05:00"))

    entry.refresh_from_db()
    assert (entry.started_at, entry.ended_at) == (start, utc(2026, 10, 25, 4))


def test_an_overlap_is_previewed_and_the_chosen_way_is_taken(desk, entry, other):
    typed = {"mission": label(other), "start": "2026-11-18T09:15", "end": "2026-11-18T09:45"}

    preview = desk.post(ADD, typed)

    assert preview.status_code == 409
    assert "Wed 18 Nov 09:00:00 – 09:15:00" in text(preview)
    assert TimeEntry.objects.count() == 1
    offer = preview.context["offer"]
    response = desk.post(ADD, typed | {"fit": "trim", "offer": offer.seen})
    entry.refresh_from_db()
    assert location(response) == "/time/"
    assert entry.ended_at == utc(2026, 11, 18, 8, 15)


def test_a_preview_that_is_out_of_date_is_shown_anew(desk, entry, other):
    typed = {"mission": label(other), "start": "2026-11-18T09:15", "end": "2026-11-18T09:45"}

    response = desk.post(ADD, typed | {"fit": "trim", "offer": "seen before"})

    assert response.status_code == 409
    assert "The entries around it have changed since" in text(response)
    assert TimeEntry.objects.count() == 1


def test_an_entry_shows_who_changed_what_and_why(desk, entry):
    desk.post(address(entry), as_shown(entry, end="2026-11-18T09:20", reason="<b>lunch</b>"))

    html = text(desk.get(address(entry)))

    assert "Changed</strong> by owner" in html
    assert "&lt;b&gt;lunch&lt;/b&gt;" in html
    assert "<s>Wed 18 Nov 2026 09:30:00 CET</s> → Wed 18 Nov 2026 09:20:00 CET" in html


def test_a_change_of_what_another_tab_changed_is_shown_first(desk, entry):
    stale = as_shown(entry, end="2026-11-18T09:10")
    desk.post(address(entry), as_shown(entry, end="2026-11-18T09:20"))

    response = desk.post(address(entry), stale)

    assert response.status_code == 409
    assert "has changed since you opened it" in text(response)
    assert 'value="2026-11-18T09:10"' in text(response)


def test_an_entry_is_split_and_deleted(desk, entry):
    desk.post(f"{address(entry)}split/", {"at": "2026-11-18T09:10"})
    refused = desk.post(f"{address(entry)}split/", {"at": "2026-11-18T12:00"})
    desk.post(f"{address(entry)}delete/", {"reason": "a test"})

    assert refused.status_code == 409
    assert "must lie inside the entry" in text(refused)
    rest = TimeEntry.objects.counted().get()
    assert rest.started_at == utc(2026, 11, 18, 8, 10)


def test_time_is_claimed_for_a_day_and_changed(desk, mission):
    typed = {"mission": label(mission), "on": "2026-11-17", "duration": "1,5"}
    desk.post(f"{ADD}?kind=claimed", typed)
    claimed = TimeEntry.objects.get()
    assert (claimed.claimed_seconds, claimed.source) == (5400, "irl")
    assert 'value="1h 30m"' in text(desk.get(address(claimed)))

    desk.post(address(claimed), typed | {"duration": "45", "seen": placing.mark_of(claimed)})

    claimed.refresh_from_db()
    assert (claimed.claimed_seconds, claimed.edits.count()) == (2700, 2)


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"on": "someday"}, 422, "Day must be a date such as 2026-03-28."),
        ({"on": "2026-11-19"}, 409, "must not lie in the future."),
        ({"duration": "25h"}, 409, "Minutes must be from 1 to 1440"),
        ({"duration": "0"}, 409, "Minutes must be from 1 to 1440"),
    ],
)
def test_a_claim_that_cannot_be_is_named_and_changes_nothing(
    desk, mission, changes, status, sentence
):
    typed = {"mission": label(mission), "on": "2026-11-17", "duration": "1h"}

    response = desk.post(f"{ADD}?kind=claimed", typed | changes)

    assert (response.status_code, TimeEntry.objects.count()) == (status, 0)
    assert sentence in text(response)
