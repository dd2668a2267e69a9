from __future__ import annotations

from datetime import timedelta

import pytest

from missions import timer, verifying
from missions.models import Mission, TimeEntry, TimerAct
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission(owner):
    return MissionFactory(owner=owner, name="Gate")


def test_the_clock_is_told_and_204_while_none_runs(program, mission, traveller):
    assert program.ask("timer").status_code == 204

    program.tell("timer/start", mission=mission.pk)
    traveller.shift(timedelta(minutes=5))

    told = program.ask("timer").json()
    assert (told["mission"]["name"], told["elapsedSeconds"]) == ("Gate", 300)
    assert (told["entry"]["endedAt"], told["serverNow"]) == (None, "2026-11-18T09:05:00Z")


def test_a_day_of_acts(program, owner, mission, traveller):
    said = []
    for act in ("start", "pause", "resume", "stop", "pause"):
        said.append(
            program.tell(f"timer/{act}", **({"mission": mission.pk} if act == "start" else {}))
        )
        traveller.shift(timedelta(minutes=10))
    program.tell("timer/start", mission=mission.pk)
    traveller.shift(timedelta(minutes=10))
    done = program.tell("timer/complete", valor=1.5)

    assert [one.json()["act"] for one in said] == ["start", "pause", "resume", "shelve", None]
    assert done.json()["mission"]["status"] == "done"
    assert done.json()["mission"]["actualSeconds"] == 1800
    assert done.json()["mission"]["score"] == 45
    assert list(verifying.time_differences()) == []


def test_the_same_key_acts_once_whatever_happened_since(program, owner, mission, traveller):
    first = program.tell("timer/start", key="a", mission=mission.pk)
    program.tell("timer/pause")
    traveller.shift(timedelta(minutes=1))

    again = program.tell("timer/start", key="a", mission=mission.pk)

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json()["timer"] is None
    assert TimeEntry.objects.count() == 1


@pytest.mark.parametrize("act", ["start", "complete"])
def test_a_key_is_of_one_call_alone(program, owner, mission, act):
    program.tell("timer/start", key="a", mission=mission.pk)
    other = MissionFactory(owner=owner)

    answer = program.tell(f"timer/{act}", key="a", mission=other.pk)

    assert (answer.status_code, answer.json()["field"]) == (409, "Idempotency-Key")
    assert TimerAct.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "body", "status", "field"),
    [
        ("timer/start", {}, 400, "mission"),
        ("timer/start", {"mission": "gate"}, 400, "mission"),
        ("timer/start", {"mission": 10**30}, 400, "mission"),
        ("timer/start", {"mission": 999_999}, 404, "mission"),
        ("timer/pause", {"at": "now"}, 400, "at"),
        ("timer/complete", {"valor": 3}, 400, "valor"),
        ("timer/complete", {"valor": True}, 400, "valor"),
        ("timer/complete", {"startNext": 1}, 400, "startNext"),
    ],
)
def test_a_refusal_names_field_and_rule_and_changes_nothing(
    program, owner, mission, place, body, status, field
):
    timer.start(user=owner, mission=mission, now=mission.created_at)

    answer = program.tell(place, **body)

    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert answer.json()["error"].startswith(f"{field} ")
    assert TimeEntry.objects.running().exists()


@pytest.mark.parametrize(
    "raw", [b"[]", b"{", b'{"mission":1,"mission":2}', b"\xff", b'{"mission":NaN}', b"[" * 9999]
)
def test_a_body_that_is_none_is_400(program, raw):
    answer = program.send("timer/start", raw)

    assert (answer.status_code, answer.json()["field"]) == (400, "body")


def test_what_the_state_does_not_allow_is_409(program, owner):
    done = MissionFactory(owner=owner, done=True)

    answer = program.tell("timer/start", mission=done.pk)

    assert answer.status_code == 409
    assert "is done; reopen it first" in answer.json()["error"]


@pytest.mark.parametrize("key", ["x" * 129, "two words"])
def test_a_key_has_bounds(program, mission, key):
    answer = program.tell("timer/start", key=key, mission=mission.pk)

    assert (answer.status_code, answer.json()["field"]) == (400, "Idempotency-Key")


def test_missions_of_others_are_not_there(program, stranger):
    theirs = MissionFactory(owner=stranger)

    for place in ("timer/start", "timer/pause", "timer/complete"):
        assert program.tell(place, mission=theirs.pk).status_code == 404
    assert program.ask(f"missions/{theirs.pk}").status_code == 404
    assert program.tell(f"missions/{theirs.pk}", verb="patch", revision=1).status_code == 404
    worked = {"startedAt": "2026-11-18T08:00:00Z", "endedAt": "2026-11-18T08:30:00Z"}
    assert program.tell(f"missions/{theirs.pk}/signs", **worked).status_code == 404
    assert Mission.objects.get(pk=theirs.pk).status == "todo"
