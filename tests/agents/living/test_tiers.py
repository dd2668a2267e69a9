"""Which model answers a step: every case of the rule."""

from __future__ import annotations

import pytest

from agents.living import tiers
from agents.living.config import reading
from agents.living.journal import Step
from agents.living.providers import Reply
from agents.models import InboxEvent, RunStep, ToolCall
from tests.agents.living.thinking import awake, called, think, with_model, write

MODELS = {"cheap": "mini", "standard": "plain", "reasoning": "deep"}
TOOLS = ["send_message", "set_goals", "search"]


def said(content="Hello", *, by="human", space="s1"):
    data = {"content": content, "senderType": by, "spaceId": space}
    return InboxEvent(event_type="space_message", data=data)


def other(kind):
    return InboxEvent(event_type=kind, data={})


def step(*calls, finish="stop"):
    made = [ToolCall(tool_name=name, state=state) for name, state in calls]
    return Step(RunStep(finish_reason=finish), made)


SPOKE, SOUGHT = step(("send_message", "done")), step(("search", "done"))
CASES = [
    ("cheap", [said()], []),
    ("cheap", [said(), said("And how are you?")], []),
    ("cheap", [said("x" * 280)], []),
    ("cheap", [said()], [SPOKE]),
    ("cheap", [said()], [SPOKE, step(("done", "done"))]),
    ("standard", [said()], [SOUGHT]),
    ("standard", [said()], [SOUGHT, SPOKE]),
    ("standard", [said("x" * 281)], []),
    ("standard", [said(), said(), said()], []),
    ("standard", [said(by="agent")], []),
    ("standard", [said("See https://example.org/x")], []),
    ("standard", [said("Why does `x = 1` fail?")], []),
    ("standard", [said("Please search for it")], []),
    ("standard", [said(), other("service")], []),
    ("standard", [other("service")], []),
    ("standard", [other("heartbeat")], []),
    ("standard", [other("tool_result")], []),
    ("standard", [said("Don't think hard", by="agent")], []),
    ("reasoning", [said("Think hard about it")], []),
    ("reasoning", [said("Go through it STEP BY STEP, please")], []),
    ("reasoning", [said("Take your time.")], []),
    ("reasoning", [other("plan")], []),
    ("reasoning", [said(), other("plan")], [SPOKE]),
    ("reasoning", [said()] * 5, []),
    ("reasoning", [said(space=f"s{n}") for n in range(3)], []),
    ("reasoning", [said()], [step(("send_message", "refused"))]),
    ("reasoning", [said()], [step(("search", "failed"), ("send_message", "done"))]),
    ("reasoning", [said()], [step(("search", "unknown"))]),
    ("reasoning", [said()], [step(finish="length")]),
    ("cheap", [said()], [step(("send_message", "refused")), SPOKE]),
]


def config(**models):
    model = {"provider": "scripted", "name": "configured"}
    return reading.checked({"agent": {"name": "A"}, "model": model, "adaptiveModel": models})


@pytest.mark.parametrize(("tier", "events", "steps"), CASES)
def test_the_tier_of_a_step(tier, events, steps):
    found = tiers.chosen(config(**MODELS), events, steps, tools=TOOLS)

    assert found == (tier, MODELS[tier])


@pytest.mark.parametrize(("tier", "events", "steps"), CASES)
def test_a_tier_that_is_left_out_is_answered_by_the_configured_model(tier, events, steps):
    models = {name: model for name, model in MODELS.items() if name != tier}

    found = tiers.chosen(config(**models), events, steps, tools=TOOLS)

    assert found == (tier, "configured")


def test_without_adaptive_models_there_are_no_tiers():
    assert tiers.chosen(config(), [said()], [], tools=TOOLS) == (None, "configured")


@pytest.mark.django_db
def test_every_step_asks_its_model_and_records_its_tier():
    agent = awake()
    agent.config_json["adaptiveModel"] = MODELS
    agent.save()
    write(agent)
    model, options = with_model(called("no_such_tool"), called("set_goals"), Reply("Done."))

    think(agent, **options)

    assert [asking.model for asking in model.asked] == ["mini", "deep", "deep"]
    found = RunStep.objects.order_by("number").values_list("tier", "name")
    assert list(found) == [("cheap", "mini"), ("reasoning", "deep"), ("reasoning", "deep")]
