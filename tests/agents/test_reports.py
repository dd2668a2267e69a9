"""Every view of the same requests adds up to the same sums."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models import TokenBurn, TotalKind, UsageEvent, UsageTotal
from agents.usage import linking, reports
from agents.usage.reports import Spend
from agents.usage.spans import Period, Span
from agents.usage.tally import FIGURES
from missions.days import DayRule
from tests.agents.facts import AT, fact, record
from tests.agents.logs import NOW, OPUS, SONNET
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory, TimeEntryFactory

pytestmark = pytest.mark.django_db
UTC_DAYS = DayRule("UTC")
ALWAYS = Period(date(2026, 11, 1), date(2026, 11, 30), UTC_DAYS)
WHOLE = (
    *(TotalKind.ALL, TotalKind.MODEL, TotalKind.PROJECT, TotalKind.SESSION, TotalKind.AGENT),
    *(TotalKind.MISSION, TotalKind.LINK),
)
facts = st.builds(
    fact,
    request_id=st.uuids().map(str),
    message_id=st.uuids().map(str),
    at=st.integers(0, 9 * 24 * 60).map(lambda minutes: AT - timedelta(minutes=minutes)),
    model=st.sampled_from([SONNET, OPUS, "mystery-model-9", "<synthetic>"]),
    session=st.sampled_from(["s", "t", ""]),
    project=st.sampled_from(["-p", "-q", ""]),
    branch=st.sampled_from(["main", ""]),
    input_tokens=st.integers(0, 10**6),
    cache_write_1h_tokens=st.integers(0, 10**6),
    is_sidechain=st.booleans(),
    provided_pico=st.none() | st.integers(0, 10**12),
)


def added_up(spends):
    return sum(spends, Spend())


def sums_of(owner, kind, period=ALWAYS):
    return dict(reports.by_subject(owner, period, kind, limit=1000))


def facts_of(owner):
    """What the facts themselves come to."""
    found = []
    for event in UsageEvent.objects.filter(owner=owner):
        tokens = [getattr(event, name) for name in FIGURES if name.endswith("_tokens")]
        unpriced = int(event.cost_pico is None)
        found.append(Spend(1, *tokens, cost_pico=event.cost_pico or 0, unpriced=unpriced))
    return added_up(found)


@given(st.lists(facts, max_size=8), st.sampled_from(["UTC", "America/Los_Angeles", "Asia/Kolkata"]))
def test_days_sessions_models_projects_and_missions_come_to_the_same(told, zone):
    owner = UserFactory(zone=zone)
    mission = MissionFactory(owner=owner)
    TimeEntryFactory(mission=mission, closed=True, ended_at=AT + timedelta(hours=20))
    record(owner, *told)
    linking.link(owner=owner, subject="project", name="-q", mission=mission, now=NOW)

    period = Period(ALWAYS.first, ALWAYS.last, DayRule(zone))
    whole = facts_of(owner)

    assert {
        kind: added_up(sums_of(owner, kind, period).values()) for kind in WHOLE
    } == dict.fromkeys(WHOLE, whole)
    assert added_up(reports.by_day(owner, period).values()) == whole
    assert reports.spend(owner, period) == whole
    burns = TokenBurn.objects.filter(owner=owner).values(*FIGURES)
    assert added_up(Spend(**burn) for burn in burns) == whole
    missions = sums_of(owner, TotalKind.MISSION)
    shares = sums_of(owner, TotalKind.LINK)
    assert missions.get("", Spend()) == shares.get("unassigned", Spend())
    charged = missions.get(str(mission.pk), Spend())
    assert charged == shares.get("assigned", Spend()) + shares.get("assumed", Spend())
    assert reports.all_time(owner, TotalKind.ASSUMED, str(mission.pk)) == shares.get(
        "assumed", Spend()
    )


@given(st.lists(facts, max_size=6))
def test_days_of_one_subject_come_to_the_subject(told):
    owner = UserFactory()
    record(owner, *told)

    for kind in WHOLE:
        for subject, spend in sums_of(owner, kind).items():
            days = reports.by_day(owner, ALWAYS, kind, subject)
            assert added_up(days.values()) == spend
            assert reports.spend(owner, ALWAYS, kind, subject) == spend


@given(st.lists(facts, max_size=6))
def test_kinds_asked_together_are_what_they_are_alone(told):
    owner = UserFactory()
    record(owner, *told)

    together = reports.by_kind(owner, ALWAYS, WHOLE, limit=1000)

    assert {kind: dict(found) for kind, found in together.items()} == {
        kind: sums_of(owner, kind) for kind in WHOLE
    }


@pytest.mark.parametrize(
    ("zone", "hour", "minute", "day"),
    [
        ("UTC", 23, 59, 17),
        ("UTC", 0, 0, 18),
        ("Asia/Kolkata", 18, 29, 17),
        ("Asia/Kolkata", 18, 30, 18),
        ("America/St_Johns", 3, 29, 16),
        ("America/St_Johns", 3, 30, 17),
    ],
)
def test_a_request_at_a_border_lies_in_its_local_day(owner, zone, hour, minute, day):
    at = datetime(2026, 11, 17, hour, minute, tzinfo=UTC)
    at += timedelta(days=1) if (zone, hour) == ("UTC", 0) else timedelta()
    record(owner, fact(at=at))

    period = Period(date(2026, 11, 10), date(2026, 11, 20), DayRule(zone))

    assert list(reports.by_day(owner, period)) == [date(2026, 11, day)]


def test_a_day_may_begin_in_the_morning(owner):
    record(owner, fact(at=datetime(2026, 11, 18, 3, 59, tzinfo=UTC)))

    period = Period(date(2026, 11, 10), date(2026, 11, 20), DayRule("UTC", 4))

    assert list(reports.by_day(owner, period)) == [date(2026, 11, 17)]


def test_subjects_come_by_their_cost_and_no_more_than_asked(owner):
    for number in range(5):
        named = {"request_id": f"r{number}", "message_id": f"m{number}", "project": f"-{number}"}
        record(owner, fact(input_tokens=1000 * (number + 1), **named))

    found = reports.by_subject(owner, ALWAYS, TotalKind.PROJECT, limit=3)

    assert [subject for subject, _ in found] == ["-4", "-3", "-2"]


def test_a_report_shows_nothing_of_others_and_nothing_outside_its_period(owner, stranger):
    record(owner, fact())
    earlier = Period(date(2026, 11, 1), date(2026, 11, 17), DayRule("UTC"))

    day = date(2026, 11, 18)
    assert (reports.spend(stranger, ALWAYS), reports.span(stranger, UTC_DAYS)) == (Spend(), None)
    assert reports.spend(owner, earlier) == Spend()
    assert reports.span(owner, UTC_DAYS) == Span(day, day)
    assert reports.by_day(owner, earlier) == {}


def test_totals_that_came_to_nothing_are_not_shown(owner):
    mission = MissionFactory(owner=owner)
    record(owner, fact())
    linking.link(owner=owner, subject="project", name="-p", mission=mission, now=NOW)

    assert list(sums_of(owner, TotalKind.MISSION)) == [str(mission.pk)]
    assert list(sums_of(owner, TotalKind.LINK)) == ["assigned"]
    assert UsageTotal.objects.filter(kind=TotalKind.LINK, subject="unassigned").exists()
