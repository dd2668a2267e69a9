"""Scenarios 1 to 4, 8, 9, 11 and 13: agents are told, and speak or keep silent."""

from __future__ import annotations

import pytest

from agents.living import standing
from agents.models import Agent, InboxEvent, SmartSpaceMessage
from tests.agents.living.asked import shown
from tests.agents.living.company import room, speak, texts
from tests.agents.living.thinking import held, run_of, said, states, told_texts, write
from tests.agents.scenarios.playing import END, SKIP, call, calls, rule, say
from tests.agents.scenarios.tooling import gateway, tool
from tests.devcraft.outbound.serving import answered, listening
from tests.factories import living
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db


def spoken(agent):
    """What AGENT said itself, without the cards of its tools."""
    mine = SmartSpaceMessage.objects.filter(entity=agent.entity, metadata__isnull=True).order_by(
        "seq"
    )
    return list(mine.values_list("content", flat=True))


def test_scenario_1_a_person_asks_and_is_answered_in_one_cycle(cast, reach):
    agent = cast.agent()
    look = [
        calls(call("enter_space", spaceId=str(agent.space.pk))),
        calls(call("weather", city="Hamburg")),
        say("In Hamburg it is {result.sky}."),
        END,
    ]
    with listening(answered(b'{"sky": "sunny"}')) as site:
        reach(site.origin)
        cast.follow(agent, rule(*look), tools=[gateway("weather", site.origin)])
        write(agent, "What is the weather?")

        assert cast.work() == ["saved"]

    assert spoken(agent) == ["In Hamburg it is sunny."]
    assert shown(agent) == [("weather", "complete")]
    assert (run_of(agent).status, run_of(agent).step_count, states(agent)) == (
        "completed",
        4,
        ["processed"],
    )
    stands = standing.of(standing.annotated(Agent.objects.all()).get(), now=MORNING)
    assert stands == standing.ASLEEP


def test_scenario_2_everybody_but_the_sender_is_told_and_the_quiet_one_says_nothing(cast):
    space, (one, other), (person,) = room([], [])
    cast.follow(one, rule(say("Noted: {content}"), END))
    cast.follow(other, rule(SKIP))
    asked = speak(space, person, "Anybody?")

    cast.work()

    told = InboxEvent.objects.filter(event_id=str(asked.pk))
    assert {event.agent_entity_id for event in told} == {one.entity.pk, other.entity.pk}
    assert texts(space) == ["Anybody?", "Noted: Anybody?"]
    assert (states(one), states(other)) == (["processed"], ["processed"] * 2)


def test_scenario_3_a_confirmed_wish_is_carried_out_without_asking_again(cast):
    agent = cast.agent(
        rule(calls(call("deploy")), say("Deployed."), END, when='"Yes'),
        rule(say("Shall I deploy?"), END, when='"Deploy'),
        tools=[tool("internal", "deploy", execution={"output": {"deployed": True}})],
    )
    write(agent, "Deploy it")
    cast.think(agent)
    before = spoken(agent)

    write(agent, "Yes, do")
    cast.think(agent)

    assert (before, spoken(agent)) == (["Shall I deploy?"], ["Shall I deploy?", "Deployed."])
    assert "Shall I deploy?" in str(cast.told()[-1])
    assert agent.runs.count() == 2


def test_scenario_4_two_messages_are_one_cycle_and_one_message_to_a_third(cast):
    agent, lodge = cast.agent(), living.SmartSpaceFactory(name="Lodge")
    for entity in (agent.entity, living.PersonFactory(display_name="Cleo")):
        living.MembershipFactory(smart_space=lodge, entity=entity)
    both = "Ada comes at 3, and the room is 4."
    cast.follow(agent, rule(say(both, spaceId=str(lodge.pk)), END))
    write(agent, "I come at 3.")
    write(agent, "The room is 4.")

    assert cast.work() == ["saved"]

    assert run_of(agent).inbox_event_count == 2
    assert all(fact in told_texts(agent)[0] for fact in ('"I come at 3."', '"The room is 4."'))
    assert texts(lodge) == [both]


def test_scenario_8_silent_cycles_leave_no_trace_and_what_was_said_is_told_with_the_next(cast):
    agent = cast.agent(rule(say("Rain."), END, when="weather"), rule(SKIP))
    for text in ("Morning, Bob.", "Morning, Ada."):
        write(agent, text)
        cast.think(agent)
    silent = held(agent)

    write(agent, "What is the weather?")
    cast.think(agent)

    assert (silent.messages, silent.cycle_count) == ([], 0)
    assert said(agent) == ["Rain."]
    (told,) = told_texts(agent)
    assert told.splitlines()[2:] == [
        "  said there before:",
        '    "Ada" (human): "Morning, Bob."',
        '    "Ada" (human): "Morning, Ada."',
    ]


def test_scenario_9_three_votes_are_one_cycle_and_one_tally(cast):
    space, (agent,), people = room([], people=["A", "B", "C"])
    cast.follow(agent, rule(say("Three for it."), END))
    for person in people:
        speak(space, person, "Yes")

    assert cast.work() == ["saved"]

    assert run_of(agent).inbox_event_count == 3
    assert texts(space) == ["Yes"] * 3 + ["Three for it."]


def test_scenario_11_a_correction_is_told_with_what_was_relayed_before(cast):
    agent = cast.agent(
        rule(say("Correction: on Tuesday."), END, when="Sorry"), rule(say("{content}"), END)
    )
    write(agent, "We ship on Monday.")
    cast.think(agent)
    write(agent, "Sorry, on Tuesday.")

    cast.think(agent)

    correcting = cast.told()[2]
    assert [m["role"] for m in correcting] == [
        "system",
        *("user", "assistant", "tool", "assistant"),
        "user",
    ]
    assert "We ship on Monday." in str(correcting[2])
    assert "said there before" not in correcting[-1]["content"]
    assert said(agent) == ["We ship on Monday.", "Correction: on Tuesday."]


def test_scenario_13_nothing_to_do_says_nothing_and_keeps_its_run(cast):
    agent = cast.agent(rule(SKIP))
    write(agent, "Lunch?")

    cast.think(agent)

    assert (said(agent), held(agent).messages, run_of(agent).stop_reason) == ([], [], "no_op")
    assert states(agent) == ["processed"]
