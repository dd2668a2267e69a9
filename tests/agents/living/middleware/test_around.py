"""Hooks around a question: their order, rag, logging, and what they cost."""

from __future__ import annotations

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.living import messages as counting
from agents.living import middleware
from agents.living.config import reading
from agents.living.middleware import rag
from agents.living.providers import Reply
from tests.agents.living.thinking import (
    awake,
    called,
    held,
    run_of,
    think,
    with_model,
    write,
)

pytestmark = pytest.mark.django_db
CARD = "4111 1111 1111 1111"


def with_hooks(*names, **config):
    agent = awake()
    agent.config_json |= {"middleware": list(names), **config}
    agent.save()
    return agent


def lived(agent, *facts):
    """AGENT after cycles about FACTS, the older ones in the archive."""
    agent.config_json["consciousness"] = {"maxTokens": 1_000, "minRecentCycles": 1}
    agent.save()
    for fact in facts:
        write(agent, f"{fact}. {'Nothing else happened on that day at sea. ' * 12}")
        think(agent, **with_model(Reply("Heard."))[1])


def asked(agent, text):
    """What the model was sent when AGENT was told TEXT."""
    write(agent, text)
    model, options = with_model(Reply("Thought."))
    think(agent, **options)
    return model.told[0]


class Noted:
    """A hook that writes its letter to what passes."""

    def __init__(self, letter):
        self.letter = letter

    def told(self, messages, around):
        return [*messages, counting.user(f"{self.letter}{around.step}")]

    def replied(self, reply, around):
        return Reply(reply.text + self.letter)


def test_hooks_go_in_their_order_and_come_back_in_the_other(monkeypatch):
    names = ["rag", "guardrails", "logging"]
    hooks = {name: Noted(name[0]) for name in names}
    config = reading.checked(with_hooks("logging", "rag").config_json)
    around = middleware.hooks.Around(None, 7, "")
    monkeypatch.setitem(middleware.HOOKS, "rag", hooks["rag"])
    monkeypatch.setitem(middleware.HOOKS, "logging", hooks["logging"])

    sent = middleware.told(config, [counting.user("x")], around)

    assert [m["content"] for m in sent] == ["x", "l7", "r7"]
    assert middleware.replied(config, Reply("x"), around).text == "xrl"


def test_rag_is_looked_through_by_guardrails_that_stand_after_it():
    agent = with_hooks("rag", "guardrails")
    lived(agent, f"The harbour master pays with {CARD}", *"abcdefgh")

    prompt = asked(agent, "What does the harbour master pay with?")[0]["content"]

    assert rag.TITLE in prompt
    assert "[struck out]" in prompt.split(rag.TITLE)[1]
    assert CARD not in prompt


def test_earlier_cycles_that_fit_stand_at_the_end_of_the_prompt_and_are_not_stored():
    agent = with_hooks("rag")
    lived(agent, "The anchor weighs 41 tons", "The cook is called Mara", *"abcdefgh")

    sent = asked(agent, "How much does the anchor weigh?")

    prompt, helping = sent[0]["content"].split(rag.TITLE)
    first, *_ = helping.strip().splitlines()
    assert first.startswith('- cycle 1: "')
    assert "41 tons" in first
    assert "41 tons" not in prompt
    assert [m["role"] for m in sent].count("system") == 1
    assert rag.TITLE not in str(held(agent).messages)


def test_what_helps_has_a_limit():
    agent = with_hooks("rag")
    lived(agent, *(f"The tide at pier {n} rises, says Mara" for n in range(14)))

    sent = asked(agent, "Mara asks how the tide at the pier rises")

    helping = sent[0]["content"].split(rag.TITLE)[1].strip().splitlines()
    assert 1 < len(helping) <= rag.MOST_CYCLES
    assert counting.tokens([counting.user(line) for line in helping]) <= rag.MOST_TOKENS


def test_what_is_sent_whole_anyway_is_not_repeated():
    agent = with_hooks("rag")
    write(agent, "The anchor weighs 41 tons")
    think(agent, **with_model(Reply("Heard."))[1])

    sent = asked(agent, "How much does the anchor weigh?")

    assert rag.TITLE not in sent[0]["content"]
    assert "41 tons" in str(sent[1:])


@pytest.mark.parametrize("inbox", ['[Service: "x"] {"a": "\\" not closed', "", '"\\u00e9" "b'])
def test_any_inbox_is_a_question(inbox):
    assert isinstance(rag.words(inbox), str)


def test_logging_tells_of_questions_and_answers_and_not_of_what_was_said(caplog):
    caplog.set_level(logging.DEBUG)
    agent = with_hooks("logging")
    write(agent, "A secret word: xylophone")
    reply = called("send_message", text="The answer is marimba")
    _, options = with_model(reply, called("tell_vibraphone", "c2"), Reply("Celesta."))

    think(agent, **options)

    lines = [r.getMessage() for r in caplog.records if r.name == "agents.thinking"]
    run = run_of(agent)
    assert len(lines) == 6
    assert all(str(run.pk) in line for line in lines)
    assert "1 calls" in lines[1]
    instruments = ("xylophone", "marimba", "vibraphone", "celesta")
    assert [word for word in instruments if word in str(lines).lower()] == []


def test_without_hooks_nothing_more_is_asked_of_the_database():
    agent = with_hooks()
    counts = []
    for names in [[], ["logging"], ["guardrails"], ["rag"]] * 2:
        agent.config_json["middleware"] = names
        agent.save()
        write(agent)
        _, options = with_model(Reply("Heard."))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            think(agent, **options)
        counts.append(len(queries))

    nothing, logs, guards, helps = counts[4:]
    assert nothing == logs >= guards
    assert helps > nothing
