"""The system prompt is built anew for each cycle and is no part of what is remembered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.living import pairing
from agents.living.providers import Reply
from tests.agents.living.minds import live
from tests.agents.living.thinking import awake, held, think, with_model, write
from tests.factories import living
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db


def told_next(agent, *, now=MORNING):
    """What the provider is sent in the next cycle."""
    write(agent, "And now?", now=now)
    model, options = with_model(Reply("Thought."))
    think(agent, now=now, **options)
    return model.told[0]


def test_what_changed_meanwhile_stands_at_index_0_alone():
    agent = awake()
    live(agent, 12)
    before = told_next(agent)
    later = MORNING + timedelta(hours=3)
    news = {
        "space": living.SmartSpaceFactory(owner=agent.owner, name="Harbour"),
        "memory": living.AgentMemoryFactory(entity=agent.entity, key="about:Bob", value="is away"),
        "goal": living.GoalFactory(entity=agent.entity, description="Paint the gate"),
        "plan": living.PlanFactory(entity=agent.entity, name="Look at the tide"),
    }
    living.MembershipFactory(smart_space=news["space"], entity=agent.entity)

    after = told_next(agent, now=later)

    words = ["Harbour", "about:Bob", "Paint the gate", "Look at the tide", str(news["goal"].pk)]
    prompt, rest = after[0], after[1:]
    assert [place for place, m in enumerate(after) if m["role"] == "system"] == [0]
    assert [word for word in words if word not in prompt["content"]] == []
    assert later.isoformat(timespec="seconds") in prompt["content"]
    assert [word for word in words if word in str(rest)] == []
    assert "Harbour" not in before[0]["content"]
    assert rest[: len(before) - 1] == before[1:]
    assert pairing.fault(rest) == ""


def test_no_system_prompt_is_remembered():
    agent = awake()
    told_next(agent)

    assert {m["role"] for m in held(agent).messages} == {"user", "assistant"}
