"""guardrails in a cycle: nothing of that kind is sent, kept or carried out."""

from __future__ import annotations

import pytest
from django.db import connection

from agents.living.middleware.guardrails import FAULT
from agents.living.middleware.numbers import STRUCK
from agents.living.providers import Reply
from agents.models import RunStep, SpaceDraft, ToolCall
from tests.agents.living.calling import sweeping
from tests.agents.living.thinking import awake, called, held, said, think, with_model, write
from tests.devcraft.outbound.serving import answered, listening
from tests.factories import living

pytestmark = pytest.mark.django_db
CARD, KEY = "4111 1111 1111 1111", "sk-proj-abcdefghijklmnop1234"


def guarded(**config):
    agent = awake()
    agent.config_json |= {"middleware": ["guardrails"], **config}
    agent.save()
    return agent


@pytest.fixture
def site(settings):
    with listening(answered(b'{"key": "%s", "order": "1763449200000"}' % KEY.encode())) as found:
        settings.OUTBOUND_ALLOWED = [found.origin]
        yield found


def shop(site):
    return {
        "name": "order",
        "description": "Orders",
        "executionType": "gateway",
        "inputSchema": {"type": "object"},
        "execution": {"url": site.origin},
    }


def test_what_people_tools_and_memories_tell_is_struck_from_what_is_sent(site):
    agent = guarded(tools=[shop(site)])
    living.AgentMemoryFactory(entity=agent.entity, key="old key", value=KEY)
    write(agent, f"Pay with {CARD}, order 1763449200000")
    model, options = with_model(called("order", what="tea"), Reply("Ordered."))

    think(agent, **options)

    told = str(model.told)
    assert (CARD in told, KEY in told) == (False, False)
    assert told.count("1763449200000") == 3
    assert f"Pay with {STRUCK}" in told
    assert [m["role"] for m in model.told[1]][-2:] == ["assistant", "tool"]
    assert model.told[1][-1]["content"][0]["toolCallId"] == "c1"


def test_a_call_whose_arguments_hold_one_is_refused_and_nothing_leaves(site):
    agent = guarded(tools=[shop(site)])
    write(agent, "Order tea")
    model, options = with_model(
        called("order", card=int(CARD.replace(" ", ""))),
        called("send_message", "c2", text=f"Your key is {KEY}"),
        called("send_message", "c3", text="I may not do that."),
        Reply("Refused."),
    )

    think(agent, **options)

    states = ToolCall.objects.order_by("number").values_list("state", "error")
    assert list(states) == [("refused", FAULT), ("refused", FAULT), ("done", "")]
    assert (site.connects, said(agent)) == (0, ["I may not do that."])
    assert FAULT in str(model.told[-1])


def test_nothing_of_a_reply_is_kept(site):
    agent = guarded()
    write(agent, "Hello")
    native = {"asked": "m", "parts": [{"part_kind": "text", "content": f"Use {CARD}"}]}
    _, options = with_model(Reply(f"I remember {CARD} and {KEY}.", native=native))

    think(agent, **options)

    assert f"I remember {STRUCK} and {STRUCK}" in str(held(agent).messages)
    assert sweeping.tables_with(CARD) == sweeping.tables_with(KEY) == []
    assert RunStep.objects.get().payload["native"]["parts"][0]["content"] == f"Use {STRUCK}"


@pytest.mark.parametrize("middleware", [[], ["guardrails"]])
def test_no_draft_is_shown_before_it_was_looked_through(middleware):
    agent = guarded(middleware=middleware)
    say = {"name": "send_message", "args": {"text": f"It is {CARD}"}}
    step = {"calls": [say], "stream": True, "delayMs": 700}
    agent.config_json["model"]["script"] = [{"steps": [step, {"text": "Said."}]}]
    agent.save()
    write(agent)
    shown = []

    def look(execute, sql, *others):
        shown.append(sql.split()[0] if SpaceDraft._meta.db_table in sql else "")
        return execute(sql, *others)

    with connection.execute_wrapper(look):
        think(agent)

    assert ("INSERT" in shown) is (middleware == [])
    assert said(agent) == ([f"It is {CARD}"] if middleware == [] else [])
