from __future__ import annotations

import pytest

from missions import timer
from missions.models import Mission, TimeEntry, WorkSign
from tests.factories.missions import MissionFactory, TimeEntryFactory

pytestmark = pytest.mark.django_db
WORKED = {"startedAt": "2026-11-18T08:02:00Z", "endedAt": "2026-11-18T08:31:00Z"}


def test_a_mission_is_made_once_per_key_and_says_who_made_it(program):
    first = program.tell("missions", key="k", name=" Fix the gate ", description="It hums.")
    again = program.tell("missions", key="k", name=" Fix the gate ", description="It hums.")
    other = program.tell("missions", key="k", name="Another")

    assert (first.status_code, first.json()) == (201, again.json())
    assert other.status_code == 409
    made = Mission.objects.get()
    assert (made.name, made.description) == ("Fix the gate", "It hums.")
    assert made.history_entries.get().actor == "program:cli"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"name": "  "}, 400),
        ({"name": 7}, 400),
        ({"name": "x" * 501}, 413),
        ({"name": "x\x00"}, 400),
        ({"name": "x\ud800"}, 400),
        ({"name": "x", "status": "done"}, 400),
    ],
)
def test_a_mission_that_cannot_be_is_not_made(program, body, status):
    answer = program.tell("missions", **body)

    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert not Mission.objects.exists()


def test_words_are_edited_over_the_revision_that_was_read(program, owner):
    mission = MissionFactory(owner=owner, name="old")
    patch = {"verb": "patch", "name": "new", "acceptanceCriteria": "- it hums"}

    edited = program.tell(f"missions/{mission.pk}", revision=1, **patch)
    stale = program.tell(f"missions/{mission.pk}", revision=1, verb="patch", name="newer")

    assert (edited.status_code, edited.json()["name"], edited.json()["revision"]) == (200, "new", 2)
    assert (stale.status_code, stale.json()["field"]) == (409, "revision")
    assert "is 2 by now" in stale.json()["error"]
    forbidden = program.tell(f"missions/{mission.pk}", revision=2, verb="patch", score=99)
    assert (forbidden.status_code, forbidden.json()["field"]) == (400, "score")


def test_pages_give_every_row_once_and_are_not_sent_twice(program, owner, stranger):
    made = [row.pk for row in MissionFactory.create_batch(5, owner=owner)]
    MissionFactory(owner=stranger)
    seen, after, tag = [], "", ""
    while True:
        answer = program.ask("missions", limit=2, **({"after": after} if after else {}))
        seen += [row["id"] for row in answer.json()["missions"]]
        after, tag = answer.json()["next"], tag or answer["ETag"]
        if not after:
            break

    assert seen == made
    assert program.ask("missions", etag=tag, limit=2).status_code == 304
    Mission.objects.filter(pk=made[0]).update(name="changed")
    assert program.ask("missions", etag=tag, limit=2).status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"after": "forged"}, "after"),
        ({"status": "doing"}, "status"),
        ({"page": 2}, "query"),
    ],
)
def test_a_question_that_makes_no_sense_is_400(program, query, field):
    answer = program.ask("missions", **query)

    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_entries_are_told_by_local_days_and_missions(program, owner):
    mission = MissionFactory(owner=owner)
    TimeEntryFactory(mission=mission, closed=True)
    TimeEntryFactory(mission=mission, claimed=True)
    TimeEntryFactory(closed=True)

    told = program.ask("time-entries", **{"from": "2026-11-18", "mission": mission.pk}).json()

    assert [row["seconds"] for row in told["entries"]] == [1800, 1800]
    assert {row["missionId"] for row in told["entries"]} == {mission.pk}
    assert program.ask("time-entries", to="2026-11-17").json()["entries"] == []


def test_an_agents_work_is_a_sign_and_moves_no_clock(program, owner):
    mission, running = MissionFactory.create_batch(2, owner=owner)
    timer.start(user=owner, mission=running, now=mission.created_at)

    answers = [program.tell(f"missions/{mission.pk}/signs", **WORKED) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == {"missionId": mission.pk, "source": "agent", "signs": 7}
    signs = WorkSign.objects.filter(mission=mission, owner=owner, source="agent")
    assert [f"{sign.at:%H:%M}" for sign in signs.order_by("at")][::6] == ["08:00", "08:30"]
    assert TimeEntry.objects.get().mission == running
    mission.refresh_from_db()
    assert (mission.actual_seconds, mission.status) == (0, "todo")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"endedAt": "2026-11-18T07:00:00Z"}, "endedAt"),
        ({"endedAt": "2026-11-18T10:00:00Z"}, "endedAt"),
        ({"startedAt": "2026-11-01T08:00:00Z"}, "endedAt"),
        ({"startedAt": "2026-11-18 at eight"}, "startedAt"),
        ({"startedAt": "2026-11-18T08:00:00"}, "startedAt"),
        ({"source": "me"}, "source"),
    ],
)
def test_work_that_cannot_have_been_is_400(program, owner, change, field):
    mission = MissionFactory(owner=owner)

    answer = program.tell(f"missions/{mission.pk}/signs", **WORKED | change)

    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert not WorkSign.objects.exists()
