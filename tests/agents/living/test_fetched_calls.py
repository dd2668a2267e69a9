"""Programs fetch calls of external tools and bring their results, as scenarios 16 and 17 want."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from agents.models import InboxEvent, PendingToolCall, ToolCall
from devcraft import clock, keys
from tests.agents.living.asked import APPROVED, ARGS, FETCHED, asking, tool
from tests.agents.living.thinking import run_of, states, think, told_texts, write
from tests.devcraft.visiting import signed_in, snapshot
from tests.factories.agents import MORNING, RunFactory
from tests.factories.living import LivingFactory, PendingToolCallFactory, ToolCallFactory

pytestmark = pytest.mark.django_db
RESULT = {"temperature": 21, "words": "warm"}
OVER = MORNING + timedelta(seconds=11)


@pytest.fixture
def now():
    """The clock of the desk; `move_to` sets it."""
    with time_machine.travel(MORNING, tick=False) as found:
        yield found


class Worker:
    """A program with a key of OWNER."""

    def __init__(self, owner, *scopes):
        scopes = list(scopes) or ["tools:answer"]
        text = keys.issue(owner=owner, name="worker", scopes=scopes, now=clock.now()).text
        self.client = Client(headers={"Authorization": f"Bearer {text}"})

    def open(self, query=""):
        return self.client.get(f"/api/tool-calls{query}").json()["toolCalls"]

    def bring(self, key, body=None):
        raw = body if isinstance(body, bytes) else json.dumps(body or {"result": RESULT})
        address = f"/api/tool-calls/{key}/result"
        return self.client.post(address, raw, content_type="application/json")


@pytest.fixture
def agent(now):
    """Waits for a program, ten seconds at most."""
    found = asking(FETCHED)
    write(found, "Deploy it")
    assert think(found) == "waiting"
    return found


def test_a_worker_is_told_what_to_do(agent):
    (told,) = Worker(agent.owner).open()

    question = PendingToolCall.objects.get()
    assert told == {
        "id": str(question.pk),
        "toolCallId": question.call.tool_call_id,
        "toolName": "deploy",
        "args": ARGS,
        "runId": str(question.call.run_id),
        "agent": agent.slug,
        "status": "waiting",
        "createdAt": MORNING.isoformat(),
        "expiresAt": (MORNING + timedelta(seconds=10)).isoformat(),
    }


def test_scenario_16_a_result_in_time_is_part_of_the_same_run(agent, now):
    worker = Worker(agent.owner)
    (told,) = worker.open()
    now.move_to(MORNING + timedelta(seconds=3))

    answer = worker.bring(told["id"])

    assert (answer.status_code, answer.json()["cameLate"]) == (200, False)
    assert think(agent, now=MORNING + timedelta(seconds=3)) == "saved"
    call = ToolCall.objects.get()
    assert call.result["answer"] == RESULT
    assert (run_of(agent).status, str(call.run_id)) == ("completed", told["runId"])
    assert worker.open() == []


def test_scenario_16_without_a_result_the_model_hears_of_it_and_a_late_one_arrives(agent, now):
    worker = Worker(agent.owner)
    (told,) = worker.open()
    now.move_to(OVER)
    assert think(agent, now=OVER) == "saved"
    assert "No answer in time" in ToolCall.objects.get().error
    assert [call["status"] for call in worker.open()] == ["pending"]

    answer = worker.bring(told["id"])

    assert (answer.status_code, answer.json()["cameLate"]) == (200, True)
    assert states(agent) == ["processed", "pending"]
    assert think(agent, now=OVER + timedelta(seconds=1)) == "saved"
    assert '"temperature": 21' in told_texts(agent)[-1]
    assert run_of(agent).trigger_type == "tool_result"


def test_scenario_17_what_ran_out_takes_no_answer_until_its_agent_went_on(agent, now):
    now.move_to(OVER)
    key = PendingToolCall.objects.get().pk

    answer = Worker(agent.owner).bring(key)

    assert answer.status_code == 409
    assert answer.json() == {
        "error": "tool call was answered or ran out before.",
        "field": "tool call",
    }
    assert InboxEvent.objects.filter(event_type="tool_result").count() == 0


def test_scenario_17_a_late_answer_to_an_expired_call_enqueues_nothing(agent, now):
    now.move_to(OVER)
    think(agent, now=OVER)
    now.move_to(OVER + timedelta(days=8))
    worker, key = Worker(agent.owner), PendingToolCall.objects.get().pk

    assert (worker.open(), worker.bring(key).status_code) == ([], 409)
    assert InboxEvent.objects.filter(event_type="tool_result").count() == 0


def test_scenario_17_calls_of_others_and_of_nobody_are_not_there(agent, stranger):
    worker, key = Worker(stranger), PendingToolCall.objects.get().pk
    before = snapshot()

    answers = [worker.bring(each).status_code for each in (key, uuid.uuid4())]

    assert (answers, worker.open()) == ([404, 404], [])
    kept = {name: rows for name, rows in before.items() if name not in ("ClientKey", "Entity")}
    assert {name: snapshot()[name] for name in kept} == kept


def test_the_first_result_counts(agent):
    worker, key = Worker(agent.owner), PendingToolCall.objects.get().pk

    answers = [worker.bring(key, {"result": number}).status_code for number in (1, 2)]

    assert answers == [200, 409]
    assert PendingToolCall.objects.get().result == 1


def test_the_owner_of_the_key_is_who_answered(agent):
    Worker(agent.owner).bring(PendingToolCall.objects.get().pk)

    assert PendingToolCall.objects.get().resolved_by.user == agent.owner


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "body"),
        (b"[]", "body"),
        (b"\xff", "body"),
        ({"answer": 1}, "answer"),
        ({"result": None}, "result"),
        ({"result": 1, "by": "me"}, "by"),
        ({"result": "x" * 20_001}, "result"),
        (b'{"result": "a\\u0000b"}', "result"),
        (b'{"result": {"a": 1, "a": 2}}', "result"),
        (b'{"result": NaN}', "result"),
        (b'{"result": %s1%s}' % (b"[" * 70, b"]" * 70), "result"),
    ],
)
def test_a_body_that_is_none_is_named_and_settles_nothing(agent, body, field):
    answer = Worker(agent.owner).bring(PendingToolCall.objects.get().pk, body)

    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert PendingToolCall.objects.get().status == "waiting"


def test_a_body_that_is_too_large_is_refused(agent):
    key = PendingToolCall.objects.get().pk

    answer = Worker(agent.owner).bring(key, {"result": "x" * 300_000})

    assert answer.status_code == 413


@pytest.mark.parametrize("other", [APPROVED, tool("space")], ids=["approval", "in a space"])
def test_what_people_are_asked_is_not_for_programs(now, other):
    agent = asking(other)
    write(agent, "Deploy it")
    think(agent)
    PendingToolCall.objects.update(smart_space=agent.space)
    worker, key = Worker(agent.owner), PendingToolCall.objects.get().pk

    assert (worker.open(), worker.bring(key).status_code) == ([], 404)


def test_what_came_of_a_call_that_was_sent_is_not_for_programs(owner, now):
    agent = LivingFactory(owner=owner)
    run = RunFactory(agent=agent, agent_entity=agent.entity, owner=owner)
    call = ToolCallFactory(run=run, state="unknown", started_at=MORNING, ended_at=MORNING)
    asked = PendingToolCallFactory(agent_entity=agent.entity, call=call, kind="answer")
    worker = Worker(owner)

    assert (worker.open(), worker.bring(asked.pk).status_code) == ([], 404)


def waiting_calls(owner, count):
    agent = LivingFactory(owner=owner)
    run = RunFactory(agent=agent, agent_entity=agent.entity, owner=owner)
    for number in range(count):
        PendingToolCallFactory(
            agent_entity=agent.entity,
            call=ToolCallFactory(run=run),
            kind="answer",
            created_at=MORNING + timedelta(seconds=number // 2),
            status=("waiting", "pending")[number % 2],
        )


def test_the_list_goes_on_where_it_ended(owner, now):
    waiting_calls(owner, 7)
    worker, seen, after = Worker(owner), [], ""

    for _ in range(4):
        found = worker.client.get("/api/tool-calls", {"limit": 2, "after": after}).json()
        seen += [call["id"] for call in found["toolCalls"]]
        after = found["next"]

    assert (len(seen), len(set(seen)), after) == (7, 7, None)
    assert len(worker.open("?status=waiting")) == 4
    assert len(worker.open("?status=pending")) == 3


@pytest.mark.parametrize(
    ("query", "field"),
    [("?limit=0", "limit"), ("?limit=201", "limit"), ("?status=lost", "status"), ("?x=1", "query")],
)
def test_a_wish_that_makes_no_sense_is_named(owner, now, query, field):
    answer = Worker(owner).client.get(f"/api/tool-calls{query}")

    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_without_the_scope_nothing_opens(agent):
    key = PendingToolCall.objects.get().pk
    for client, status in (
        (Worker(agent.owner, "agents:trigger").client, 403),
        (signed_in(agent.owner), 401),
        (Client(), 401),
    ):
        answers = [client.get("/api/tool-calls"), client.post(f"/api/tool-calls/{key}/result")]
        assert [answer.status_code for answer in answers] == [status] * 2
