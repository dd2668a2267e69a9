"""The sum of a narrowed list is the sum of what is in it, from whatever source it comes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models import TotalKind
from agents.usage import linking, narrowing
from agents.usage.spans import Period
from missions.days import DayRule
from tests.agents.facts import AT, many, record
from tests.agents.logs import NOW
from tests.agents.test_reports import facts
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory, TimeEntryFactory

pytestmark = pytest.mark.django_db
FILTERS = {
    "project": ["-p", "-q", ""],
    "model": ["claude-sonnet-4-20250514", "mystery-model-9"],
    "session": ["s", "", "nowhere"],
    "branch": ["main", ""],
    "mission": ["", "own"],
    "share": ["assigned", "assumed", "unassigned"],
    "cost": ["unknown"],
}
asked = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in FILTERS.items()}
)
zones = st.sampled_from(["UTC", "America/Los_Angeles", "Asia/Kathmandu"])


@given(st.lists(facts, max_size=6), asked, zones, st.integers(0, 9))
def test_the_sum_is_what_the_listed_requests_come_to(told, typed, zone, days):
    owner = UserFactory(zone=zone)
    mission = MissionFactory(owner=owner)
    TimeEntryFactory(mission=mission, closed=True, ended_at=AT + timedelta(hours=20))
    record(owner, *told)
    linking.link(owner=owner, subject="project", name="-q", mission=mission, now=NOW)
    typed = {name: str(mission.pk) if value == "own" else value for name, value in typed.items()}
    period = Period(AT.date() - timedelta(days=days), AT.date(), DayRule(zone))

    narrowed = narrowing.read(typed)
    listed = list(narrowing.requests(owner, period, narrowed))
    spend, is_partial = narrowing.sum_of(owner, period, narrowed)

    assert (narrowed.values, narrowed.refused, is_partial) == (typed, [], False)
    assert spend.requests == len(listed)
    assert spend.cost_pico == sum(event.cost_pico or 0 for event in listed)
    assert spend.unpriced == sum(event.cost_pico is None for event in listed)
    assert spend.total_tokens == sum(event.total_tokens for event in listed)


@pytest.mark.parametrize(
    ("typed", "total"),
    [
        ({}, (TotalKind.ALL, "")),
        ({"model": "opus"}, (TotalKind.MODEL, "opus")),
        ({"mission": "007"}, (TotalKind.MISSION, "7")),
        ({"mission": ""}, (TotalKind.MISSION, "")),
        ({"mission": "7", "share": "assumed"}, (TotalKind.ASSUMED, "7")),
        ({"mission": "7", "share": "assigned"}, None),
        ({"branch": "main"}, None),
        ({"branch": ""}, (TotalKind.BRANCH, "")),
        ({"project": "-p", "branch": "main"}, (TotalKind.BRANCH, "-p\nmain")),
        ({"project": "-p", "branch": ""}, None),
        ({"source": "own"}, (TotalKind.AGENT, "own")),
        ({"agent": "own/scout"}, (TotalKind.ACTOR, "own/scout")),
        ({"project": "-p", "model": "opus"}, None),
    ],
)
def test_stored_totals_are_used_where_they_are_kept(typed, total):
    assert narrowing.read(typed).total == total


def test_what_has_no_total_is_summed_up_to_a_limit(owner, monkeypatch):
    monkeypatch.setattr(narrowing, "MOST_SUMMED", 3)
    record(owner, *many(5))
    period = Period(date(2026, 11, 1), date(2026, 11, 30), DayRule("UTC"))

    spend, is_partial = narrowing.sum_of(owner, period, narrowing.read({"branch": "main"}))
    whole, is_whole_partial = narrowing.sum_of(owner, period, narrowing.read({"project": "-p"}))

    assert (spend.requests, is_partial) == (3, True)
    assert (whole.requests, is_whole_partial) == (5, False)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"share": "stolen"}, "Share must be assigned, assumed or unassigned, not “stolen”"),
        ({"cost": "guess"}, "Cost must be unknown, not “guess”"),
        ({"mission": "abc"}, "Mission must be the number of a mission, not “abc”"),
        ({"mission": "0"}, "Mission must be the number of a mission, not “0”"),
        ({"mission": "9" * 50}, f"Mission must be the number of a mission, not “{'9' * 39}…”"),
        ({"project": "a\x00"}, "Project must be a name of at most 400 characters, not “a␀”"),
        (
            {"session": "x" * 401},
            f"Session must be a name of at most 400 characters, not “{'x' * 39}…”",
        ),
    ],
)
def test_a_filter_without_sense_is_left_out_and_said(typed, sentence):
    found = narrowing.read(typed)

    assert (found.values, found.refused) == ({}, [f"{sentence}; it was left out."])


@pytest.mark.parametrize("name", ["share", "cost"])
def test_an_empty_choice_is_no_filter(name):
    assert narrowing.read({name: ""}) == narrowing.Narrowing()
