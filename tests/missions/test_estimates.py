"""Plans beside what they took, by execution mode; nothing is suggested from a few."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.reports import periods, plans
from tests.agents.views.reading import texts
from tests.devcraft.visiting import signed_in
from tests.factories.missions import (
    CarbonModelEntryFactory,
    DayTotalFactory,
    MissionFactory,
)

BOXED = st.builds(
    plans.Boxed,
    st.just(1),
    st.just("x"),
    st.just("done"),
    st.sampled_from(sorted(plans.MODES)),
    st.integers(1, 86_400),
    st.integers(1, 86_400),
)


def finish(owner, mode, *factors, planned=3600):
    for factor in factors:
        fields = {"target_seconds": planned, "actual_seconds": int(planned * factor)}
        MissionFactory(
            owner=owner,
            done=True,
            horizon="fixed",
            execution_mode=mode,
            name=f"{mode} {factor}",
            **fields,
        )


@given(missions=st.lists(BOXED, max_size=20))
def test_every_mission_counts_in_its_mode_and_a_few_suggest_nothing(missions):
    found = plans.estimates(missions)

    assert sum(row.count for row in found) == len(missions)
    assert sum(row.actual for row in found) == sum(one.actual for one in missions)
    assert all((row.suggested is None) == (row.count < plans.ENOUGH) for row in found)


@pytest.mark.django_db
def test_five_finished_missions_suggest_their_median(owner, stranger):
    finish(owner, "crispr", 0.5, 1, 1.5, 2, 4)
    finish(owner, "builder", 3, 1, 1, 1)
    finish(stranger, "builder", 9)
    MissionFactory(owner=owner, done=True, actual_seconds=60)
    finish(owner, "", 1)

    said = texts(signed_in(owner), "/reports/estimates/")

    assert "crispr 5 5:00 9:00 1.50 plan 1 h 30 min for an hour" in said
    assert "builder 4 4:00 6:00 1.00 1 more needed" in said
    assert median((0.5, 1, 1.5, 2, 4)) == 1.5
    assert "builder 9" not in said


@pytest.mark.django_db
def test_guesses_are_summed_up_beside_it(owner):
    CarbonModelEntryFactory(owner=owner, answered=True, confidence=0.9)

    said = texts(signed_in(owner), "/reports/estimates/")

    assert "Agents said 90 % on average and 100 % of 1 came true" in said
    assert "No mission with a time box is done yet." in said


@pytest.mark.django_db
def test_a_week_compares_the_time_boxes_that_were_worked_on(owner, stranger):
    week = periods.named("week", "2026-W47")
    box = {"horizon": "fixed", "target_seconds": 3600, "actual_seconds": 5400}
    worked = MissionFactory(owner=owner, execution_mode="builder", **box)
    MissionFactory(owner=owner, **box)
    DayTotalFactory(mission=worked, day=week.first, timed_seconds=60)
    DayTotalFactory(mission=MissionFactory(owner=stranger, **box), day=week.first)

    (found,) = plans.worked_on(owner, week, None)

    assert (found.pk, found.over, found.mode_name) == (worked.pk, 1800, "builder")
