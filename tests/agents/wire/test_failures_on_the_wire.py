"""What becomes of a cycle when a model's server refuses, breaks off or stays silent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.living import failing
from agents.living.providers import ProviderFailed, transport
from agents.models import Agent, AgentLease, InboxEvent, RunStep, SpaceDraft, UsageEvent
from tests.agents.living.thinking import run_of, said, think, write
from tests.agents.wire.answers import Fault, Said, error
from tests.agents.wire.speaking import PROTOCOLS, agent_on, asked, calling
from tests.factories.agents import MORNING

HOUR = timedelta(hours=1)
OVERLOADED = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
TOO_FAST = {"type": "error", "error": {"type": "rate_limit_error", "message": "Slow down."}}
TOO_LONG = {
    "type": "error",
    "error": {
        "type": "invalid_request_error",
        "message": "prompt is too long: 300000 tokens > 200000 maximum",
    },
}
BROKE = {
    "type": "error",
    "error": {"type": "invalid_request_error", "message": "Your credit balance is too low."},
}
REFUSED = [
    ("chat", 429, error("Slow down.", code="rate_limit_exceeded"), "rate_limit"),
    ("responses", 429, error("Slow down."), "rate_limit"),
    ("anthropic", 429, TOO_FAST, "rate_limit"),
    ("chat", 429, error("No money left.", code="insufficient_quota"), "quota"),
    ("anthropic", 400, BROKE, "quota"),
    ("chat", 500, {}, "overloaded"),
    ("responses", 503, error("Unavailable."), "overloaded"),
    ("anthropic", 529, OVERLOADED, "overloaded"),
    ("chat", 401, error("Bad key."), "auth"),
    ("anthropic", 403, error("Not yours."), "auth"),
    ("responses", 404, error("No such model.", code="model_not_found"), "not_found"),
    ("chat", 400, error("Too long.", code="context_length_exceeded"), "context_window"),
    ("anthropic", 400, TOO_LONG, "context_window"),
    ("responses", 400, error("Unsupported parameter."), "bad_request"),
]
NONSENSE = Fault(raw=b"data: {nonsense\n\n")
BROKEN = [Fault(cut=1), Fault(cut=3), Fault(ends=3), Fault(ends=0), NONSENSE]


@pytest.fixture
def impatient(monkeypatch):
    """Deadlines of tenths of a second."""
    monkeypatch.setattr(transport, "FIRST_EVENT_SECONDS", 0.3)
    monkeypatch.setattr(transport, "TOTAL_SECONDS", 1.0)


@pytest.mark.parametrize(("protocol", "status", "body", "kind"), REFUSED)
def test_a_refusal_has_a_kind(server, protocol, status, body, kind):
    server.script = [Fault(status=status, body=body)]

    with pytest.raises(ProviderFailed) as failure:
        asked(protocol)

    assert failure.value.kind == kind
    assert f"answered {status}" in str(failure.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize("fault", BROKEN, ids=str)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_answer_that_breaks_off_is_no_answer(server, protocol, fault):
    server.script = [fault]

    with pytest.raises(ProviderFailed) as failure:
        asked(protocol)

    assert failure.value.kind in ("network", "bad_answer")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_answer_that_was_cut_at_its_limit_says_so(server, protocol):
    reason = "max_output_tokens" if protocol == "responses" else "length"
    server.script = [Said("Half a", finish=reason)]

    reply = asked(protocol)

    assert (reply.text, reply.finish_reason) == ("Half a", "length")


def test_nobody_there_is_a_failure_of_the_network(server, settings):
    settings.OPENAI_URL = "http://127.0.0.1:1/v1"
    settings.OUTBOUND_ALLOWED = ["http://127.0.0.1:1"]

    with pytest.raises(ProviderFailed, match="could not be reached") as failure:
        asked("chat")

    assert failure.value.kind == "network"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_address_that_may_not_be_asked_is_no_failure_of_the_network(server, settings, protocol):
    settings.OUTBOUND_ALLOWED = []

    with pytest.raises(ProviderFailed, match="may not be asked") as failure:
        asked(protocol)

    assert (failure.value.kind, server.asked) == ("bad_request", [])


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("fault", [Fault(wait=5), Fault(pause=0.4, said=Said("x" * 70))], ids=str)
def test_an_answer_that_does_not_come_in_time_is_given_up(server, impatient, protocol, fault):
    server.script = [fault]

    with pytest.raises(ProviderFailed, match="timed out") as failure:
        asked(protocol)

    assert failure.value.kind == "network"


def test_an_answer_without_end_is_given_up(server):
    server.script = [Said("x" * 9_000_000, piece=500_000)]

    with pytest.raises(ProviderFailed, match="longer than 8 MB") as failure:
        asked("chat")

    assert failure.value.kind == "bad_answer"


@pytest.mark.django_db
@pytest.mark.parametrize(("after", "least"), [("7", 11), ("90", 90), ("86400", 3_600)])
def test_an_agent_rests_as_long_as_it_is_asked_to(server, after, least):
    agent = agent_on("chat")
    write(agent)
    slow = Fault(status=429, headers={"Retry-After": after}, body=error("Slow down."))
    server.script = [slow, calling("send_message", text="Hi"), Said("Done.")]

    assert think(agent) == "resting"

    rest = AgentLease.objects.get().resting_until - MORNING
    assert timedelta(seconds=least) <= rest <= timedelta(seconds=max(least, 19))
    assert think(agent, now=MORNING + 2 * HOUR) == "saved"
    assert (said(agent), agent.runs.count()) == (["Hi"], 1)


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [Fault(cut=6), Fault(ends=6)], ids=str)
def test_nothing_is_kept_of_an_answer_that_broke_off(server, fault):
    agent = agent_on("chat")
    write(agent)
    speak = calling("send_message", text="Long words that take a while to be said in full.")
    server.script = [Fault(said=speak, cut=fault.cut, ends=fault.ends), speak, Said("Done.")]

    assert think(agent) == "resting"

    assert said(agent) == []
    assert (SpaceDraft.objects.count(), UsageEvent.objects.count()) == (0, 0)
    assert think(agent, now=MORNING + HOUR) == "saved"
    assert len(said(agent)) == 1
    assert InboxEvent.objects.get().attempts == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(failing.HOPELESS))
def test_where_asking_again_cannot_help_the_agent_is_parked_with_advice(server, kind):
    protocol, status, body, _ = next(row for row in REFUSED if row[3] == kind)
    agent = agent_on(protocol)
    write(agent)
    server.script = [Fault(status=status, body=body), Said("Better.")]

    assert think(agent) == "parked"

    agent = Agent.objects.get(pk=agent.pk)
    assert agent.parked_reason.startswith(failing.HOPELESS[kind])
    assert f"answered {status}" in agent.parked_reason
    assert RunStep.objects.get().status == "failed"
    Agent.objects.update(parked_at=None, parked_reason="")
    assert think(agent) == "saved"
    assert run_of(agent).status == "completed"


@pytest.mark.django_db
def test_an_agent_that_failed_for_hours_waits_for_a_person(server):
    agent = agent_on("chat")
    write(agent)
    AgentLease.objects.update_or_create(agent=agent, defaults={"failures": failing.MOST_IN_A_ROW})
    server.script = [Fault(status=503, body={})]

    assert think(agent) == "parked"

    lease, agent = AgentLease.objects.get(), Agent.objects.get(pk=agent.pk)
    assert "500 times in a row" in agent.parked_reason
    assert (lease.failures, InboxEvent.objects.get().attempts) == (0, 0)
