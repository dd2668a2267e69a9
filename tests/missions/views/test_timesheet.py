"""The list of entries, several of them at once, and days and weeks as their entries fill them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from missions.models import TimeEntry
from tests.factories.missions import MissionFactory, TimeEntryFactory
from tests.missions.views.conftest import label, lived, text, utc

pytestmark = pytest.mark.django_db


def test_the_list_is_narrowed_and_summed(desk, entry, other):
    lived(other, started_at=entry.ended_at, ended_at=utc(2026, 11, 18, 8, 40))
    TimeEntryFactory(mission=other, claimed=True)
    long = {"started_at": utc(2026, 11, 16, 8), "ended_at": utc(2026, 11, 16, 18)}
    lived(other, **long)

    shown = {
        query: desk.get(f"/time/{query}").context["total"].seconds
        for query in ("", f"?mission=%23{other.pk}", "?suspect=on", "?kind=claimed")
    }
    shown["day"] = desk.get("/time/?first=2026-11-18&last=2026-11-18").context["total"].seconds

    assert list(shown.values()) == [1800 + 600 + 36000, 600 + 36000, 36000, 1800, 2400]


@pytest.mark.parametrize(
    "query", ["first=soon", "mission=%23999999", "kind=dream", "last=0001-01-01", "source=%00"]
)
def test_a_filter_that_is_none_is_named_and_left_out(desk, entry, query):
    response = desk.get(f"/time/?{query}")

    assert response.status_code == 422
    assert response.context["total"].seconds == 1800


def test_pages_follow_one_another_by_key(desk, mission):
    for hour in range(51):
        start = utc(2026, 11, 1) + timedelta(hours=hour)
        lived(mission, started_at=start, ended_at=start)
    first = desk.get("/time/").context["page"]

    rest = desk.get("/time/", {"after": first.older}).context["page"].rows

    assert (len(first.rows), len(rest)) == (50, 1)
    assert rest[0].started_at == utc(2026, 11, 1)


def test_several_are_previewed_then_moved_and_undone(desk, entry, other):
    chosen = {"entry": [entry.pk], "act": "move", "mission": label(other)}
    preview = desk.post("/time/bulk/", chosen)
    assert "Move 1 entry" in text(preview)
    assert TimeEntry.objects.get().mission != other

    desk.post("/time/bulk/", chosen | {"seen": preview.context["preview"].seen, "token": "t"})

    assert TimeEntry.objects.get().mission == other
    desk.post(reverse("missions:undo_step", args=[entry.owner.timer_acts.get().pk]))
    assert TimeEntry.objects.get().mission != other


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"act": "delete"}, 409, "Choose at least one entry"),
        ({"act": "delete", "entry": ["x", "0", "9" * 30]}, 409, "Choose at least one entry"),
        ({"act": "move", "entry": ["1"]}, 422, "Mission to move to is needed."),
        ({"act": "burn"}, 422, "Act must be one of: Move, Delete."),
        ({"act": "delete", "entry": [str(n) for n in range(1, 300)]}, 409, "At most 200 entries"),
    ],
)
def test_several_of_nothing_are_refused(desk, typed, status, sentence):
    response = desk.post("/time/bulk/", typed)

    assert (response.status_code, sentence in text(response)) == (status, True)


def test_entries_of_others_are_not_reached_by_choosing_them(desk, stranger):
    foreign = TimeEntryFactory(mission=MissionFactory(owner=stranger), closed=True)

    response = desk.post("/time/bulk/", {"act": "delete", "entry": [foreign.pk]})

    assert response.status_code == 409


@pytest.mark.parametrize(
    ("day", "hours", "ticks"), [("2026-10-25", 25, 25), ("2026-03-29", 23, 23)]
)
def test_a_day_has_its_hours_its_gaps_and_its_suspects(desk, mission, day, hours, ticks):
    start = datetime.fromisoformat(f"{day}T02:00:00+00:00")
    for begin, end in ((0, 1), (2, 13)):
        hours_of = {"started_at": begin, "ended_at": end}
        lived(mission, **{name: start + timedelta(hours=n) for name, n in hours_of.items()})

    response = desk.get(f"/time/day/{day}/")

    strip, sheet = response.context["strip"], response.context["sheet"]
    assert (sheet.hours, len(strip.ticks)) == (hours, ticks)
    assert [block.kind == "suspect" for block in strip.blocks] == [False, True]
    assert [row.piece is None for row in sheet.rows] == [False, True, False]
    assert f"a day of {hours} hours" in text(response)


def test_a_week_holds_what_its_days_hold(desk, entry, clock):
    night = {"started_at": utc(2026, 11, 16, 22), "ended_at": utc(2026, 11, 17, 1)}
    lived(entry.mission, **night)

    response = desk.get("/time/week/2026-11-18/")

    found = [day.timed_seconds for day in response.context["sheets"].days]
    assert found == [3600, 7200, 1800, 0, 0, 0, 0]
    assert "by the clock of Europe/Berlin" in text(response)


@pytest.mark.parametrize("on", ["2026-02-30", "today", "0001-01-01", "9999-12-31", "%00"])
def test_days_out_of_our_times_are_404(desk, on):
    assert desk.get(f"/time/day/{on}/").status_code == 404
    assert desk.get(f"/time/week/{on}/").status_code == 404
