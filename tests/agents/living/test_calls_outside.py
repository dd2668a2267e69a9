"""Calls that leave the house: started before they are sent, repeated only where harmless."""

from __future__ import annotations

import json
import os
import signal

import pytest

from agents.living import answering, leasing
from agents.living.providers import Reply
from agents.models import Decision, PendingToolCall, SmartSpaceMessage, ToolCall
from tests.agents.living.thinking import (
    awake,
    called,
    run_of,
    think,
    told_texts,
    with_model,
    write,
)
from tests.devcraft.outbound.serving import answered, listening
from tests.factories.agents import MORNING
from tests.missions.test_kill_points import died

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
LATER = MORNING + 2 * leasing.LENGTH


def hang_up(connection):
    """Answers nothing; the request was read."""


def calling(url, *, visible=True, **more):
    agent = awake()
    agent.config_json["tools"] = [
        {
            "name": "deploy",
            "description": "Deploys",
            "executionType": "gateway",
            "inputSchema": {"type": "object"},
            "visible": visible,
            "execution": {"url": url, "timeout": 5_000},
            **more,
        }
    ]
    agent.save()
    write(agent, "Deploy it")
    return agent


@pytest.fixture
def site(settings):
    """A place to call; `answer` is what it answers."""
    with listening(answered(b'{"deployed": true}')) as found:
        settings.OUTBOUND_ALLOWED = [found.origin]
        yield found


def ask(agent, *, now=MORNING, **args):
    _, options = with_model(called("deploy", **args), Reply("Done."))
    return think(agent, now=now, **options)


def call():
    return ToolCall.objects.get()


def shown():
    return [m.metadata["status"] for m in SmartSpaceMessage.objects.filter(role="assistant")]


def test_what_the_other_side_says_is_told_and_shown(site):
    agent = calling(site.origin)

    assert ask(agent, version="1.2") == "saved"

    assert call().result == {"deployed": True}
    assert (call().state, call().attempts) == ("done", 1)
    assert shown() == ["complete"]
    assert b"Idempotency-Key: " + call().idempotency_key.encode() in site.requests[0]


def test_a_quiet_tool_stands_in_no_space(site):
    ask(calling(site.origin, visible=False))

    assert shown() == []


def test_nothing_is_sent_where_the_operator_does_not_allow_it(site, settings):
    settings.OUTBOUND_ALLOWED = []

    ask(calling(site.origin))

    assert call().state == "failed"
    assert "error" in call().result
    assert site.connects == 0
    assert shown() == ["error"]


def test_an_unsafe_call_without_an_answer_is_not_repeated_and_a_person_is_asked(site):
    site.answer = hang_up
    agent = calling(site.origin)

    assert ask(agent) == "saved"

    assert call().state == "unknown"
    assert "not known" in call().result["error"]
    assert len(site.requests) == 1
    question = PendingToolCall.objects.get()
    assert (question.status, question.kind) == ("pending", "answer")
    answering.answer(
        question, by=agent.person, decision=Decision.ANSWERED, now=LATER, result="It went out."
    )
    think(agent, now=LATER, **with_model(Reply("Heard."))[1])
    assert "It went out." in told_texts(agent)[-1]


def test_a_harmless_call_without_an_answer_is_repeated_with_its_key(site):
    site.answer = hang_up

    ask(calling(site.origin, effect="idempotent"))

    keys = {line for sent in site.requests for line in sent.split(b"\r\n") if b"Key" in line}
    assert (len(site.requests), len(keys)) == (3, 1)
    assert call().state == "failed"


@pytest.mark.parametrize(("effect", "times"), [("unsafe", 1), ("idempotent", 2), ("read", 2)])
def test_a_worker_killed_while_it_calls(site, effect, times):
    """Whoever goes on repeats what is harmless, and of the rest says that nobody knows."""
    agent = calling(site.origin, effect=effect)
    answer, site.answer = site.answer, lambda _: os.kill(pid_in(site.requests[-1]), signal.SIGKILL)
    _, deadly = with_model(lambda: called("deploy", pid=os.getpid()))

    assert died(lambda: think(agent, **deadly), at=10**6)
    site.answer = answer
    _, options = with_model(Reply("Done."))
    assert think(agent, now=LATER, **options) == "saved"

    assert len(site.requests) == times
    assert call().state == ("unknown" if times == 1 else "done")
    assert run_of(agent).status == "completed"


def pid_in(request):
    return json.loads(request.partition(b"\r\n\r\n")[2])["pid"]
