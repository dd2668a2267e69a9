"""Scenarios 7, 10, 24, 25 and 26: what agents have in mind, and what models are sent of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.living import pairing, window
from agents.models import AgentMemory, ArchivedCycle, Goal
from tests.agents.living.thinking import held, said, write
from tests.agents.scenarios.playing import END, call, calls, rule, say
from tests.agents.scenarios.tooling import gateway
from tests.devcraft.outbound.serving import answered, listening
from tests.factories import living
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db
SMALL = {"maxTokens": 1_000, "minRecentCycles": 3}
FOUND = b'{"hotels": [{"name": "Anchor"}, {"name": "Buoy"}]}'


def chat(cast, agent, count):
    """COUNT cycles, each about a fact of its own."""
    for number in range(1, count + 1):
        write(agent, f"Fact {number} of many: the tide at pier {number} is high, as it often is.")
        assert cast.think(agent) == "saved"


def numbers(mind):
    """The cycles that MIND holds whole or stands for."""
    lines = [n for first, last in window.ranges(mind.cycles) for n in range(first, last + 1)]
    return [*lines, *(cycle["number"] for cycle in window.whole(mind.cycles))]


def test_scenario_7_a_later_turn_knows_what_was_found_without_asking_again(cast, reach):
    with listening(answered(FOUND)) as site:
        reach(site.origin)
        agent = cast.agent(
            rule(say("You meant {earlier.hotels.1.name}."), END, when="the second one"),
            rule(calls(call("search", city="Kiel")), say("I found two."), END, when="hotel"),
            rule(say("To Kiel?"), END),
            tools=[gateway("search", site.origin, visible=False)],
        )
        for text in ("Plan a trip", "Yes; which hotels?", "Take the second one"):
            write(agent, text)
            cast.think(agent)
        searches = len(site.requests)

    assert said(agent) == ["To Kiel?", "I found two.", "You meant Buoy."]
    assert searches == 1


def test_scenario_10_what_was_kept_outlives_fifty_cycles_and_a_compaction(cast):
    keep = [
        call("set_memories", memories=[{"key": "report", "value": "the harbour report"}]),
        call("set_goals", goals=[{"description": "Finish the report", "priority": 2}]),
    ]
    heard = {"text": "Heard it; nothing is pending."}
    agent = cast.agent(rule(calls(*keep), END, when="Remember"), rule(heard), consciousness=SMALL)
    write(agent, "Remember the report")
    cast.think(agent)
    chat(cast, agent, 50)
    goal = Goal.objects.get(entity=agent.entity)
    finish = calls(
        call("set_goals", goals=[{"id": str(goal.pk), "status": "completed"}]),
        call("delete_memories", keys=["report"]),
    )
    read = calls(call("get_memories", keys=["report"]))
    cast.follow(agent, rule(read, say("Done: {result.memories.0.value}."), finish, END))
    write(agent, "The budget is 40,000")

    cast.think(agent)

    prompt = cast.told()[-1][0]["content"]
    goal.refresh_from_db()
    assert ArchivedCycle.objects.filter(agent_entity=agent.entity).count() > 20
    assert "the harbour report" in cast.told()[-4][0]["content"]
    assert (str(goal.pk) in cast.told()[-4][0]["content"], str(goal.pk) in prompt) == (True, False)
    assert said(agent) == ["Done: the harbour report."]
    assert (goal.status, AgentMemory.objects.count()) == ("completed", 0)


def test_scenario_24_a_full_mind_is_compacted_twice_and_stands_for_every_cycle(cast):
    agent = cast.agent(rule({"text": "Heard: {content}"}), consciousness=SMALL)
    chat(cast, agent, 12)
    once = held(agent)
    chat(cast, agent, 12)
    twice = held(agent)
    write(agent, "And now?")
    cast.think(agent)

    told = cast.told()[-1]
    assert all(mind.token_estimate <= SMALL["maxTokens"] for mind in (once, twice))
    assert len(window.earlier(once.cycles)) > 0
    assert (numbers(once), numbers(twice)) == (list(range(1, 13)), list(range(1, 25)))
    assert [m["role"] for m in told].count("system") == 1
    assert told[0]["role"] == "system"
    assert told[1]["content"].startswith(window.EARLIER)
    recent = [f"pier {number} is" for number in (10, 11, 12)]
    assert all(fact in str(told[2:]) for fact in recent)
    assert len(window.whole(twice.cycles)) >= SMALL["minRecentCycles"]


def test_scenario_25_every_call_has_one_result_also_after_a_compaction(cast):
    look = calls(call("get_memories"), call("no_such_tool"), call("set_goals", goals="wrong"))
    agent = cast.agent(rule(look, look, {"text": "Looked."}), consciousness=SMALL)

    chat(cast, agent, 8)

    mind = held(agent)
    assert window.earlier(mind.cycles)
    assert pairing.fault(mind.messages) == ""
    told = [
        part for m in cast.told()[-1] if isinstance(m["content"], list) for part in m["content"]
    ]
    asked = [part["toolCallId"] for part in told if part["type"] == "tool-call"]
    answered = [part["toolCallId"] for part in told if part["type"] == "tool-result"]
    assert sorted(asked) == sorted(answered)
    assert len(asked) >= 6


def test_scenario_26_what_changed_meanwhile_stands_at_index_0_alone(cast):
    agent, later = cast.agent(rule({"text": "Heard."})), MORNING + timedelta(hours=3)
    write(agent)
    cast.think(agent)
    space = living.SmartSpaceFactory(owner=agent.owner, name="Harbour")
    living.MembershipFactory(smart_space=space, entity=agent.entity)
    living.AgentMemoryFactory(entity=agent.entity, key="about:Bob", value="is away")
    goal = living.GoalFactory(entity=agent.entity, description="Paint the gate")
    living.PlanFactory(entity=agent.entity, name="Look at the tide")
    write(agent, now=later)

    cast.think(agent, now=later)

    (before, *_), (prompt, *rest) = cast.told()
    words = ["Harbour", "about:Bob", "Paint the gate", "Look at the tide", str(goal.pk)]
    assert [word for word in words if word in before["content"]] == []
    assert [word for word in words if word not in prompt["content"]] == []
    assert later.isoformat(timespec="seconds") in prompt["content"]
    assert [word for word in words if word in str(rest)] == []
    assert [m["role"] for m in rest] == ["user", "assistant", "user"]
