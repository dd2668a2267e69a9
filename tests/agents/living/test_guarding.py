"""The loop guard: agents are slowed down, never silenced; people are never held back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.living import guarding, speaking
from agents.models import InboxEvent, SmartSpaceMessage
from tests.agents.living.company import room, speak
from tests.factories.agents import MORNING, RunFactory

pytestmark = pytest.mark.django_db
COUNTS = st.integers(0, 200)


@given(COUNTS, COUNTS)
def test_the_wait_grows_with_the_chain_and_has_an_end(chain, hourly):
    wait = guarding.delay(chain, hourly)

    assert timedelta() <= wait <= guarding.LONGEST
    assert wait <= guarding.delay(chain + 1, hourly)
    assert wait <= guarding.delay(chain, hourly + 1)
    assert (wait == timedelta()) == (chain <= guarding.FREE and hourly <= guarding.MOST_AN_HOUR)


def test_the_wait_doubles():
    seconds = [guarding.delay(chain, 0).total_seconds() for chain in range(5, 18)]

    assert seconds == [0, 0, 15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def waits(message):
    """How long MESSAGE is held back from the agents in its space, in seconds, and why."""
    found = InboxEvent.objects.filter(event_id=str(message.pk)).order_by("id")
    return {
        ((event.available_at - message.created_at).total_seconds(), event.held_reason)
        for event in found
    }


def chat(space, speakers, *, gap=timedelta(seconds=1)):
    now, said = MORNING, []
    for entity in speakers:
        now += gap
        said.append(speak(space, entity, now=now))
    return said


def test_what_agents_say_in_a_row_is_held_back_with_its_reason():
    space, (one, other), _ = room([], [])

    *free, held = chat(space, [one.entity, other.entity] * 3 + [one.entity])

    assert [waits(message) for message in free] == [{(0, "")}] * 6
    assert waits(held) == {(15, "Held back by the loop guard: agents said 7 in a row.")}


def test_a_person_is_told_at_once_and_begins_the_chain_anew():
    space, (one, other), (person,) = room([], [])

    *_, held, asked, answered = chat(space, [one.entity] * 9 + [person, other.entity])

    assert waits(held) == {(60, "Held back by the loop guard: agents said 9 in a row.")}
    assert waits(asked) == waits(answered) == {(0, "")}


def test_what_an_agent_says_for_a_plan_begins_the_chain_anew():
    space, (one, other), _ = room([], [])
    chat(space, [one.entity, other.entity] * 4)
    run = RunFactory(agent=one, agent_entity=one.entity, trigger_type="plan")
    speaking.say(space_id=space.pk, entity=one.entity, text="Report", key="", now=MORNING, run=run)

    (answer,) = chat(space, [other.entity])

    assert waits(answer) == {(0, "")}


def test_a_shown_tool_call_is_no_link_of_the_chain():
    space, (one, other), _ = room([], [])
    chat(space, [one.entity, other.entity] * 3)
    SmartSpaceMessage.objects.update(metadata={"type": "tool_call"})

    (said,) = chat(space, [one.entity])

    assert waits(said) == {(0, "")}


def test_too_many_messages_of_agents_in_an_hour_are_held_back_though_people_speak_between():
    space, (one, _), (person,) = room([], [])

    said = chat(space, [one.entity, one.entity, person] * 31)

    of_agents = [message for message in said if message.entity == one.entity]
    assert [waits(message) for message in of_agents[:60]] == [{(0, "")}] * 60
    reason = "Held back by the loop guard: agents said {} in an hour."
    assert [waits(m) for m in of_agents[60:]] == [
        {(15, reason.format(61))},
        {(30, reason.format(62))},
    ]
    assert all(waits(m) == {(0, "")} for m in said if m.entity == person)


@given(st.lists(st.sampled_from("abp"), max_size=14), st.integers(1, 4000))
def test_whoever_speaks_everybody_is_told_once_and_in_time(order, gap):
    space, (one, other), (person,) = room([], [])
    by = {"a": one.entity, "b": other.entity, "p": person}

    said = chat(space, [by[each] for each in order], gap=timedelta(seconds=gap))

    for message in said:
        events = InboxEvent.objects.filter(event_id=str(message.pk))
        agents = {one.entity.pk, other.entity.pk} - {message.entity_id}
        assert {event.agent_entity_id for event in events} == agents
        held = max(event.available_at for event in events) - message.created_at
        assert held <= (guarding.LONGEST if message.entity != person else timedelta())
