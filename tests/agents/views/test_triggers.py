"""Service events, told by programs and by hand."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from agents.models import Agent, InboxEvent
from devcraft import clock, keys
from tests.agents.living.company import work
from tests.agents.living.thinking import ANSWER, awake, rule, run_of, said, states, think
from tests.factories import living
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db
JIRA = {"serviceName": "jira", "payload": {"issue": 7, "labels": ["a", None]}}


@pytest.fixture
def agent(owner):
    return awake(ANSWER, owner=owner)


@pytest.fixture
def program(owner):
    issued = keys.issue(owner=owner, name="ci", scopes=["agents:trigger"], now=clock.now())
    return Client(headers={"Authorization": f"Bearer {issued.text}"})


def tell(program, agent, body=JIRA, *, key=""):
    raw = body if isinstance(body, bytes | str) else json.dumps(body)
    headers = {"Idempotency-Key": key} if key else {}
    return program.post(
        f"/api/agents/{agent.slug}/trigger", raw, content_type="application/json", headers=headers
    )


def test_a_service_wakes_an_agent_which_speaks_in_its_space(owner, program):
    agent = awake(owner=owner)
    say = {"name": "send_message", "args": {"spaceId": str(agent.space.pk), "text": "Seen."}}
    agent.config_json["model"]["script"] = [rule({"calls": [say]}, {}, when="[Service:")]
    agent.save()

    answer = tell(program, agent, key="build-7")
    before = program.get(answer.headers["Location"]).json()
    think(agent, now=clock.now())
    after = program.get(answer.headers["Location"]).json()

    run = run_of(agent)
    assert (answer.status_code, answer.json()["eventId"]) == (202, "svc:build-7")
    assert (before["status"], before["run"]) == ("pending", None)
    assert (run.trigger_type, run.trigger_payload) == ("service", JIRA["payload"])
    assert after["run"] == {
        "id": str(run.pk),
        "status": "completed",
        "stopReason": "end_turn",
        "error": "",
    }
    assert said(agent) == ["Seen."]


def test_the_same_key_tells_once_and_another_call_under_it_is_409(agent, program):
    first, again = (tell(program, agent, key="k") for _ in range(2))
    other = tell(program, agent, {"serviceName": "jira", "payload": 8}, key="k")

    assert first.json() == again.json()
    assert other.status_code == 409
    assert other.json() == {
        "error": "Idempotency-Key was used for another call.",
        "field": "Idempotency-Key",
    }
    assert states(agent) == ["pending"]


def test_without_a_key_every_call_is_another_event(agent, program):
    ids = {tell(program, agent).json()["eventId"] for _ in range(2)}

    assert len(ids) == 2
    assert all(event_id.startswith("svc:") for event_id in ids)


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({}, 400, "serviceName is needed."),
        ({"serviceName": ""}, 400, "serviceName must be text of 1 to 80 characters."),
        ({"serviceName": 7}, 400, "serviceName must be text of 1 to 80 characters."),
        ({"serviceName": "x" * 81}, 400, "serviceName must be text of 1 to 80 characters."),
        ({"serviceName": "a\nb"}, 400, "serviceName must be on one line"),
        ({"serviceName": "a", "event": 1}, 400, "event is not known here"),
        ({"serviceName": "a", "payload": "x" * 66_000}, 413, "payload may hold 64 KB at most."),
        ({"serviceName": "a", "payload": "x" * 200_000}, 413, ""),
        (b'{"serviceName": "a", "payload": NaN}', 400, ""),
        (b'{"serviceName": "a", "payload": "\\u0000"}', 400, ""),
        (b'{"serviceName": "a", "payload": {"b": 1, "b": 2}}', 400, ""),
        (b"[]", 400, "body must be"),
        (b"\xff", 400, "body must be UTF-8"),
    ],
)
def test_a_call_that_is_wrong_is_said_and_wakes_nobody(agent, program, body, status, sentence):
    answer = tell(program, agent, body)

    assert answer.status_code == status
    assert answer.json()["error"].startswith(sentence)
    assert not InboxEvent.objects.exists()


@pytest.mark.parametrize("key", ["x" * 129, "a b", "ä"])
def test_a_key_that_is_none_is_said(agent, program, key):
    answer = tell(program, agent, key=key)

    assert (answer.status_code, answer.json()["field"]) == (400, "Idempotency-Key")


def test_agents_and_events_of_others_are_not_there(program, stranger):
    foreign = awake(owner=stranger)
    event = living.InboxEventFactory(agent_entity=foreign.entity)
    archived = living.LivingFactory(archived_at=MORNING)

    answers = [tell(program, foreign), tell(program, archived)]
    answers.append(program.get(f"/api/agents/events/{event.pk}"))

    assert [answer.status_code for answer in answers] == [404] * 3
    assert InboxEvent.objects.count() == 1


def test_an_event_that_is_no_service_call_is_not_told(agent, program):
    event = living.InboxEventFactory(agent_entity=agent.entity, event_type="heartbeat")

    assert program.get(f"/api/agents/events/{event.pk}").status_code == 404


def test_another_scope_opens_nothing(agent, owner):
    issued = keys.issue(owner=owner, name="x", scopes=["memory:read"], now=clock.now())
    other = Client(headers={"Authorization": f"Bearer {issued.text}"})

    assert tell(other, agent).status_code == 403
    assert tell(Client(), agent).status_code == 401


def test_a_paused_agent_is_told_when_it_goes_on(agent, program):
    Agent.objects.filter(pk=agent.pk).update(paused_at=MORNING)

    assert tell(program, agent).status_code == 202
    work(clock.now())
    assert states(agent) == ["pending"]


def test_a_person_triggers_by_hand_once_however_often_the_form_is_sent(agent, desk):
    typed = {"service": "jira", "payload": '{"issue": 7}', "key": "one-form"}

    answers = [desk.post(f"/agents/{agent.slug}/trigger/", typed) for _ in range(2)]

    (event,) = InboxEvent.objects.all()
    assert [answer.headers["Location"] for answer in answers] == [
        f"/agents/{agent.slug}/inbox/"
    ] * 2
    assert event.data == {"serviceName": "jira", "payload": {"issue": 7}}
    assert event.event_id == "svc:hand:one-form"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"service": ""}, "Service is needed."),
        ({"payload": "{"}, "Payload cannot be read: it is not JSON"),
        ({"payload": '"\\u0000"'}, "payload holds a character that cannot be stored."),
        ({"key": "a b"}, "Idempotency-Key must be 1 to 128 visible ASCII characters."),
    ],
)
def test_a_form_that_is_wrong_keeps_what_was_typed(agent, desk, typed, sentence):
    given = {"service": "jira", "payload": "[1]", "key": "k"} | typed

    answer = desk.post(f"/agents/{agent.slug}/trigger/", given)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert not InboxEvent.objects.exists()


def test_the_page_of_an_agent_offers_the_form_with_a_key_of_its_own(agent, desk):
    pages = [desk.get(f"/agents/{agent.slug}/inbox/").text for _ in range(2)]

    assert all("Trigger by hand" in page for page in pages)
    assert (
        pages[0].split('name="key" value="')[1][:36]
        != (pages[1].split('name="key" value="')[1][:36])
    )
