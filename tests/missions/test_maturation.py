from __future__ import annotations

import pytest

from missions import maturation, maturity
from missions.acts import ActRefused
from missions.models import CarbonModelEntry, Mission
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
GATES = {
    1: {"carbon_description": "alive"},
    2: {"silicon_description": "portal.ts"},
    3: {"carbon_description": "alive", "acceptance_criteria": "- opens"},
    4: {"execution_mode": "crispr"},
    5: {"reviewer_score": 90.0},
    6: {"tester_score": 100.0, "flawless_percent": 50.0},
    7: {"gamer_verdict": "PASS"},
    8: {"acceptance_criteria": "- [x] opens"},
}


def facts(**changes):
    base = dict.fromkeys(maturity.Facts.__dataclass_fields__)
    base |= {"criteria": 0, "criteria_met": 0, "gamer_verdict": ""}
    return maturity.Facts(**(base | changes))


@pytest.fixture
def mission(owner):
    return MissionFactory(owner=owner, ripe=True)


@pytest.mark.parametrize("level", GATES)
def test_a_gate_opens_when_what_it_wants_is_there(owner, clock, level):
    mission = MissionFactory(owner=owner, maturity_level=level - 1, **GATES[level])

    raised = maturation.raise_level(user=owner, mission=mission, now=clock.now)

    assert raised.maturity_level == level


@pytest.mark.parametrize("level", range(1, 8))
def test_a_gate_names_what_is_missing(owner, clock, level):
    mission = MissionFactory(owner=owner, maturity_level=level - 1)

    with pytest.raises(ActRefused, match="still needs"):
        maturation.raise_level(user=owner, mission=mission, now=clock.now)


def test_unmet_criteria_keep_the_top_closed():
    assert maturity.missing_for(8, facts(criteria=2, criteria_met=1)) == [
        "every acceptance criterion met"
    ]


def test_a_review_below_ninety_does_not_pass():
    assert maturity.missing_for(5, facts(reviewer_score=89.9)) == ["a review of 90 or better"]


def test_the_ladder_ends_at_eight(owner, clock):
    mission = MissionFactory(owner=owner, maturity_level=8)

    with pytest.raises(ActRefused, match="top of the ladder"):
        maturation.raise_level(user=owner, mission=mission, now=clock.now)


def test_lowering_goes_any_number_down_and_writes_the_reason(owner, clock):
    mission = MissionFactory(owner=owner, maturity_level=6)

    maturation.lower_level(user=owner, mission=mission, to=1, reason="wrong plan", now=clock.now)

    line = mission.history_entries.get()
    assert (line.body["fromLevel"], line.body["toLevel"]) == (6, 1)
    assert line.body["message"] == "wrong plan"


def test_lowering_upwards_is_refused(owner, clock, mission):
    with pytest.raises(ActRefused, match="below the present one"):
        maturation.lower_level(user=owner, mission=mission, to=4, reason="x", now=clock.now)


def enrich(mission, clock, **changes):
    parts = {"message": "split", "predicted_response": "ship it", "confidence": 0.8, "fields": {}}
    enrichment = maturation.Enrichment(**(parts | changes))
    return maturation.enrich(mission=mission, enrichment=enrichment, now=clock.now)


def answer(mission, clock, *, is_bump=True, **changes):
    parts = {"verdict": "accept", "rating": 8.0, "message": "ship it"} | changes
    return maturation.answer(
        user=mission.owner,
        mission=mission,
        answer=maturation.Answer(is_bump=is_bump, **parts),
        now=clock.now,
    )


def test_an_enrichment_asks_the_human_and_predicts_the_answer(clock, mission):
    prediction = enrich(mission, clock)

    mission.refresh_from_db()
    assert mission.awaiting_answer_at == clock.now
    assert mission.assigned_to == "carbondev"
    assert prediction.actual_response is None
    assert list(Mission.objects.awaiting_answer()) == [mission]


def test_a_bump_raises_one_level_and_closes_the_prediction(clock, mission):
    enrich(mission, clock)

    answer(mission, clock)

    mission.refresh_from_db()
    prediction = CarbonModelEntry.objects.get()
    assert (mission.maturity_level, mission.assigned_to) == (1, "anorak")
    assert mission.awaiting_answer_at is None
    assert (prediction.accepted, prediction.rating, prediction.decision) == (True, 8.0, "bump")


def test_a_refinement_keeps_the_level(clock, mission):
    enrich(mission, clock)

    answer(mission, clock, is_bump=False, verdict="modify", rating=3.0, message="offline?")

    mission.refresh_from_db()
    prediction = CarbonModelEntry.objects.get()
    assert mission.maturity_level == 0
    assert (prediction.accepted, prediction.decision) == (False, "refine")


def test_a_bump_through_a_closed_gate_changes_nothing(owner, clock):
    mission = MissionFactory(owner=owner)
    enrich(mission, clock)

    with pytest.raises(ActRefused, match="still needs human words or a technical spec"):
        answer(mission, clock)

    mission.refresh_from_db()
    assert mission.awaiting_answer_at is not None
    assert CarbonModelEntry.objects.get().actual_response is None
