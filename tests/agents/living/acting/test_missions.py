"""Agents work on missions with the rights of the person they belong to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agents.living import acting
from agents.models import Run
from missions import maturation
from missions.models import CarbonModelEntry, Mission
from tests.factories.agents import MORNING
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
GUESS = {"context": "The gate stutters.", "predictedResponse": "Ship it.", "confidence": 0.7}
RIPE = {"message": "Wrote down what must hold.", "predictedResponse": "Yes.", "confidence": 0.8}


def lines(mission):
    return list(mission.history_entries.order_by("sequence").values_list("actor", "action"))


def test_an_agent_lists_what_its_owner_sees(owner, stranger, scout):
    mine = MissionFactory(owner=owner, name="Mine", urgency=9)
    shared = MissionFactory(owner=None, name="Shared", urgency=2)
    MissionFactory(owner=stranger, name="Hidden")

    first = scout.call("list_missions", limit=1)
    second = scout.call("list_missions", limit=1, after=first["next"])

    assert [row["id"] for row in first["missions"]] == [mine.pk]
    assert [row["id"] for row in second["missions"]] == [shared.pk]
    assert second["next"] == ""
    assert scout.call("list_missions", words="shared")["missions"][0]["name"] == "Shared"


def test_a_long_text_is_read_with_what_was_left_out(owner, scout):
    mission = MissionFactory(owner=owner, silicon_description="x" * 5_000)

    told = scout.call("read_mission", missionId=mission.pk)

    assert told["silicon_description"].endswith("x … (1,000 more characters)")
    assert told["level"] == "0 para"


def test_a_mission_is_created_once_however_often_it_is_called(owner, scout):
    wish = {"name": "  Warm the gate ", "urgency": 8, "impact": 7.55, "key": "run:1"}

    first, again = (scout.call("create_mission", **wish) for _ in range(2))

    made = Mission.objects.get()
    assert first == again == {"success": True, "missionId": made.pk, "level": 0}
    assert (made.owner, made.name, made.impact) == (owner, "Warm the gate", Decimal("7.55"))
    assert lines(made) == [("agent:scout", "created")]


def test_a_mission_is_ripened_once_and_the_human_asked(owner, scout):
    mission = MissionFactory(owner=owner)
    found = {**RIPE, "siliconDescription": "gate.py", "dharma": ["view", "action"]}

    first, again = (
        scout.call("mature_mission", missionId=mission.pk, key="run:1", **found) for _ in range(2)
    )

    mission.refresh_from_db()
    guess = CarbonModelEntry.objects.get()
    assert first == again
    assert first["predictionId"] == guess.pk
    assert (mission.silicon_description, mission.dharma_path) == ("gate.py", "view,action")
    assert (mission.assigned_to, mission.awaiting_answer_at) == ("carbondev", MORNING)
    assert lines(mission) == [("agent:scout", "mature")]


@pytest.mark.parametrize(
    ("tool", "column", "action"),
    [("report_review", "reviewer_score", "review"), ("report_test", "tester_score", "test")],
)
def test_a_report_is_written_once(owner, scout, tool, column, action):
    mission = MissionFactory(owner=owner)
    report = {"missionId": mission.pk, "score": 94, "findings": "One name lies."}

    for _ in range(2):
        scout.call(tool, key="run:1", **report)

    mission.refresh_from_db()
    line = mission.history_entries.get()
    assert getattr(mission, column) == 94
    assert (line.actor, line.action) == ("agent:scout", action)
    assert (line.body["message"], line.body["by"]) == ("One name lies.", "owner")


def test_a_guess_is_closed_by_the_humans_answer(owner, scout):
    mission = MissionFactory(owner=owner, carbon_description="alive")

    told = scout.call("predict_answer", missionId=mission.pk, **GUESS)
    answer = maturation.Answer(is_bump=True, verdict="accept", rating=9, message="Go.")
    maturation.answer(user=owner, mission=mission, answer=answer, now=MORNING)

    guess = CarbonModelEntry.objects.get(pk=told["predictionId"])
    assert (guess.predicted_response, guess.actual_response) == ("Ship it.", "Go.")
    assert (guess.accepted, guess.rating) == (True, 9)


def test_a_guess_that_waits_cannot_be_replaced(owner, scout):
    mission = MissionFactory(owner=owner)
    once = {"missionId": mission.pk, **GUESS}

    first = scout.call("predict_answer", key="run:1", **once)
    again = scout.call("predict_answer", key="run:1", **once)

    assert first == again
    assert "waits for its answer already" in scout.refused("predict_answer", **once)
    assert CarbonModelEntry.objects.count() == 1


WORK = [
    ("mature_mission", RIPE),
    ("report_review", {"score": 1}),
    ("report_test", {"score": 1}),
    ("predict_answer", GUESS),
]


@pytest.mark.parametrize(("tool", "args"), [("read_mission", {}), *WORK])
def test_somebody_elses_mission_is_not_there(stranger, scout, tool, args):
    hidden = MissionFactory(owner=stranger)

    said = scout.refused(tool, missionId=hidden.pk, **args)

    assert said == "missionId names no mission that you may see."
    assert lines(hidden) == []


@pytest.mark.parametrize(("tool", "args"), WORK)
def test_a_mission_that_is_done_is_left_alone(owner, scout, tool, args):
    done = MissionFactory(owner=owner, done=True)

    said = scout.refused(tool, missionId=done.pk, **args)

    assert said.startswith("missionId names a mission that refuses this: ")
    assert lines(done) == []
    assert scout.run.branch == ""


@pytest.mark.parametrize(
    ("tool", "args", "field"),
    [
        ("create_mission", {}, "arguments"),
        ("create_mission", {"name": "   "}, "name"),
        ("create_mission", {"name": "x", "urgency": 11}, "urgency"),
        ("create_mission", {"name": "x", "owner": 1}, "arguments"),
        ("report_review", {"missionId": "1", "score": 3}, "missionId"),
        ("report_test", {"missionId": 1, "score": 101}, "score"),
        ("list_missions", {"status": "gone"}, "status"),
    ],
)
def test_what_does_not_fit_the_schema_is_refused(scout, tool, args, field):
    assert scout.refused(tool, **args).startswith(f"{field} ")
    assert not Mission.objects.exists()


def test_what_an_agent_works_on_is_a_sign_of_work(owner, scout):
    mission = MissionFactory(owner=owner)

    scout.call("report_test", missionId=mission.pk, score=100)

    assert Run.objects.get(pk=scout.run.pk).branch == f"mission-{mission.pk}"


@pytest.mark.parametrize("is_active", [None, False])
def test_an_agent_without_an_owner_has_none_of_these(owner, scout, is_active):
    """Nor has one whose owner's account is switched off."""
    if is_active is None:
        scout.run.owner = None
    else:
        owner.is_active = False

    names = {tool.name for tool in scout.toolbox.offered()}

    assert names.isdisjoint(acting.OWNERS)
    assert "send_message" in names
    for tool in acting.OWNERS:
        assert scout.refused(tool).endswith("does not exist.")


def test_no_agent_has_an_act_that_decides():
    assert not {
        name for name in acting.ACTS | acting.OWNERS if "approv" in name or "decide" in name
    }
