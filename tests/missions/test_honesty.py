"""The honesty page: later ratings, easier edits, forgotten clocks, claims, valor."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from missions import correcting, editing, ledger, lifecycle, placing, timer
from missions.correcting import Times
from missions.models import Mission
from missions.reports import honesty, periods, suspects, valor
from tests.agents.views.reading import texts
from tests.devcraft.visiting import signed_in
from tests.factories.missions import HistoryEntryFactory, MissionFactory

pytestmark = pytest.mark.django_db
MONTH = periods.named("month", "2026-11")


def change(owner, mission, now, **fields):
    stored = Mission.objects.get(pk=mission.pk)
    editing.edit(user=owner, mission=stored, base_revision=stored.revision, fields=fields, now=now)


def finish(owner, clock, *, rated="1", minutes=60, **fields):
    """A mission worked on for MINUTES and completed."""
    mission = MissionFactory(owner=owner, **fields)
    timer.start(user=owner, mission=mission, now=clock.now)
    timer.complete(
        user=owner, mission=mission, valor=Decimal(rated), now=clock.forward(minutes=minutes)
    )
    return mission


def ledgers(owner):
    return honesty.by_mission(honesty.lines_of(owner, MONTH))


def test_a_later_rating_stands_with_old_and_new(owner, clock):
    mission = finish(owner, clock)
    change(owner, mission, clock.forward(days=1), valor=Decimal("1.8"), name="Renamed")

    (found,) = honesty.reratings(ledgers(owner))

    assert found.changes == [honesty.Change("valor", Decimal(1), Decimal("1.8"))]
    assert (found.old_score, found.line.score, found.step) == (60, 108, 48)


def test_doing_it_again_with_another_valor_is_a_later_rating_too(owner, clock):
    mission = finish(owner, clock)
    lifecycle.reopen(user=owner, mission=mission, reason="not yet", now=clock.forward(minutes=1))
    timer.start(user=owner, mission=mission, now=clock.forward(minutes=1))
    timer.complete(user=owner, mission=mission, valor=Decimal(2), now=clock.forward(minutes=30))

    (found,) = honesty.reratings(ledgers(owner))

    assert [change.factor for change in found.changes] == ["valor", "minutes"]
    assert all(change.is_easier for change in found.changes)


def test_factors_raised_within_seven_days_before_completion_are_named(owner, clock):
    mission = MissionFactory(owner=owner)
    change(owner, mission, clock.now, urgency=Decimal(6))
    change(owner, mission, clock.forward(days=5), impact=Decimal(9), easiness=Decimal(2))
    change(owner, mission, clock.forward(days=1), urgency=Decimal(8))
    timer.start(user=owner, mission=mission, now=clock.now)
    now = clock.forward(days=1, minutes=1)
    timer.complete(user=owner, mission=mission, valor=Decimal(1), now=now)
    change(owner, mission, clock.forward(hours=1), urgency=Decimal(10))

    found = honesty.easings(honesty.completions(ledgers(owner)))

    assert [(one.changes[0].factor, one.changes[0].old, one.changes[0].new) for one in found] == [
        ("urgency", 6, 8),
        ("impact", 5, 9),
    ]


def test_hand_made_time_before_completion_is_named(owner, clock):
    mission = MissionFactory(owner=owner)
    day = {"on": clock.now.date(), "user": owner, "mission": mission}
    timer.log_offline(seconds=600, now=clock.now, **day)
    timer.start(user=owner, mission=mission, now=clock.forward(minutes=5))
    stopped = clock.now + timedelta(minutes=10)
    timer.pause(user=owner, mission=mission, now=clock.forward(hours=2), at=stopped)
    timer.complete(user=owner, mission=mission, valor=Decimal(1), now=clock.forward(minutes=1))

    found = honesty.easings(honesty.completions(ledgers(owner)))

    assert [one.entry.claimed_seconds for one in found] == [None, 600]


def test_time_that_was_made_longer_by_hand_is_named_and_confirms_a_long_clock(owner, clock):
    mission = MissionFactory(owner=owner)
    timer.start(user=owner, mission=mission, now=clock.now)
    timer.pause(user=owner, mission=mission, now=clock.forward(hours=11))
    entry = mission.time_entries.get()
    (told,) = suspects.suspects_of(mission.time_entries.all())
    assert not told.is_confirmed

    later = Times(entry.started_at, entry.ended_at + timedelta(minutes=30))
    seen, now = placing.mark_of(entry), clock.forward(hours=2)
    correcting.change(user=owner, entry=entry, mission=mission, to=later, seen=seen, now=now)
    timer.complete(user=owner, mission=mission, valor=Decimal(1), now=clock.forward(minutes=1))

    (easing,) = honesty.easings(honesty.completions(ledgers(owner)))
    assert easing.changes == [honesty.Change("minutes", Decimal(660), Decimal(690))]
    (told,) = suspects.suspects_of(mission.time_entries.all())
    assert told.is_confirmed


@pytest.mark.parametrize("before", [None, "all", ["valor"], {"valor": "NaN"}, {"valor": {"x": 1}}])
def test_what_an_import_left_in_the_history_is_passed_over(owner, clock, before):
    mission = finish(owner, clock)
    at = clock.now - timedelta(hours=1)
    HistoryEntryFactory(mission=mission, sequence=99, at=at, action="edit", body={"before": before})

    assert honesty.easings(honesty.completions(ledgers(owner))) == []


def test_valor_stands_beside_points_an_hour_and_pauses(owner, clock):
    finish(owner, clock, rated="0.4")
    paused = MissionFactory(owner=owner)
    timer.start(user=owner, mission=paused, now=clock.now)
    timer.pause(user=owner, mission=paused, now=clock.forward(minutes=30))
    timer.start(user=owner, mission=paused, now=clock.forward(minutes=10))
    timer.complete(user=owner, mission=paused, valor=Decimal(2), now=clock.forward(minutes=30))

    bands = valor.bands(valor.rated(ledgers(owner)))

    assert [band.count for band in bands] == [1, 0, 0, 1]
    assert [bands[0].an_hour, bands[3].an_hour] == [24, 120]
    assert bands[3].paused_share == pytest.approx(600 / 4200)
    assert [band.label for band in bands][::3] == ["0 to under 0.5", "1.5 to 2"]


def test_the_page_links_each_fact_to_its_rows_and_blames_nobody(owner, clock):
    mission = finish(owner, clock, minutes=660, name="Long night")
    change(owner, mission, clock.forward(hours=1), valor=Decimal(2))
    timer.log_offline(user=owner, mission=mission, seconds=3600, on=clock.now.date(), now=clock.now)
    client = signed_in(owner)

    with time_machine.travel(clock.forward(hours=1), tick=False):
        said = texts(client, "/reports/honesty/")
        html = client.get("/reports/honesty/").content.decode()

    assert "Long night from Wed 18 Nov 10:00 11 h not confirmed" in said
    assert "8 % of 12 h was logged by hand, the rest by the clock." in said
    assert "valor 1 → 2" in said
    assert "minutes 660 → 720" in said
    for tab in ("time", "score"):
        assert f'href="/missions/{mission.pk}/{tab}/"' in html


def test_an_end_that_was_typed_in_confirms_a_long_clock(owner, clock):
    mission = MissionFactory(owner=owner)
    timer.start(user=owner, mission=mission, now=clock.now)
    stopped = clock.now + timedelta(hours=10)
    timer.pause(user=owner, mission=mission, now=clock.forward(hours=20), at=stopped)

    said = texts(signed_in(owner), "/reports/honesty/?month=2026-11")

    assert "10 h end confirmed" in said


def test_a_clock_that_still_runs_after_ten_hours_is_told(owner, clock):
    timer.start(user=owner, mission=MissionFactory(owner=owner, name="Night"), now=clock.now)

    with time_machine.travel(clock.forward(hours=11), tick=False):
        said = texts(signed_in(owner), "/reports/honesty/")

    assert "still running The clock of Night has run for 11 h;" in said


def test_an_empty_month_says_what_would_stand_here(owner, stranger, clock):
    finish(stranger, clock, name="a private plan")

    said = texts(signed_in(owner), "/reports/honesty/?month=2026-11")

    assert "private" not in said
    for words in (
        "No mission was finished in this month.",
        "No score of this month was changed after it was given.",
        "Nothing was made easier in the week before a mission was completed.",
        "No clock that was stopped had run for ten hours or more without a break.",
        "No time in this month.",
    ):
        assert words in said


def test_the_ledger_is_read_no_further_than_told(owner, clock):
    mission = finish(owner, clock)
    for number in range(3):
        change(owner, mission, clock.forward(hours=1), valor=Decimal(number) / 2)

    assert len(honesty.lines_of(owner, MONTH)) == 4
    assert ledger.last_line(mission).sequence == 4
