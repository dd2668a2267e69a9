"""Scenarios 14 to 17: an agent asks people and programs, and is answered in time, late or never."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from agents.models import InboxEvent, PendingToolCall, Run
from tests.agents.living.asked import ARGS, LATER, SOON, answer, owner, question, shown, tool
from tests.agents.living.thinking import run_of, said, states, told_texts, write
from tests.agents.scenarios.playing import END, call, calls, rule, say
from tests.devcraft.visiting import signed_in
from tests.factories import living
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db
IN_TIME, TOO_LATE = MORNING + timedelta(seconds=3), MORNING + timedelta(seconds=11)
FETCHED = tool("external", visible=False, execution={"timeout": 10_000})


def asking(cast, kind=None):
    """An agent that calls deploy when it is asked to, and says what came of it."""
    agent = cast.agent()
    cast.follow(
        agent,
        rule(calls(call("deploy", **ARGS)), say("They say: {result.answer}."), END, when='"Deploy'),
        rule(say("Told: {content}"), END, when=" (human) "),
        rule(say("Late.", spaceId=str(agent.space.pk)), END, when="[Tool Result"),
        tools=[kind or tool()],
    )
    write(agent, "Deploy it")
    assert cast.think(agent) == "waiting"
    return agent


def sent(user, words="go ahead", *, now=SOON):
    """The status of USER's answer as a browser sends it."""
    typed = {"decision": "answered", "answer": words, "shown": question().args_digest}
    with time_machine.travel(now, tick=False):
        page = signed_in(user).post(f"/questions/{question().pk}/answer/", typed)
    return page.status_code


def test_scenario_14_the_first_answer_of_a_member_counts_and_the_agent_goes_on(cast):
    agent = asking(cast)
    waiting = (run_of(agent).status, shown(agent))
    other = living.PersonFactory()
    living.MembershipFactory(smart_space=agent.space, entity=other)

    answers = [sent(agent.person.user), sent(other.user, "stop")]
    cast.think(agent, now=SOON)

    assert waiting == ("waiting_tool", [("deploy", "requires_action")])
    assert answers == [302, 409]
    assert said(agent)[-1] == "They say: go ahead."
    assert (Run.objects.get().status, shown(agent)) == ("completed", [("deploy", "complete")])
    assert PendingToolCall.objects.get().call.tool_call_id in str(cast.told()[-1])


def test_scenario_15_other_events_are_handled_first_and_the_answer_arrives_later(cast):
    agent = asking(cast)
    write(agent, "Rain again", now=SOON)
    cast.think(agent, now=SOON)
    meanwhile = said(agent)[-1]

    assert sent(agent.person.user, "yes", now=LATER) == 302
    cast.think(agent, now=LATER)

    assert (meanwhile, said(agent)[-1]) == ("Told: Rain again", "Late.")
    assert '"answer": "yes"' in told_texts(agent)[-1]
    assert states(agent) == ["processed"] * 3
    assert set(Run.objects.values_list("status", flat=True)) == {"completed"}


def test_scenario_16_a_program_answers_within_its_time(cast):
    agent = asking(cast, FETCHED)

    answer(owner(agent), "answered", result="deployed", now=IN_TIME)
    cast.think(agent, now=IN_TIME)

    assert said(agent) == ["They say: deployed."]
    assert InboxEvent.objects.count() == 1


def test_scenario_16_a_program_that_is_late_is_an_error_first_and_an_event_then(cast):
    agent = asking(cast, FETCHED)
    cast.think(agent, now=TOO_LATE)
    told = str(cast.told()[-1])

    answer(owner(agent), "answered", result="deployed", now=LATER)
    cast.think(agent, now=LATER)

    assert "No answer in time; if one comes, you will be told." in told
    assert said(agent)[-1] == "Late."
    assert '"answer": "deployed"' in told_texts(agent)[-1]


def test_scenario_17_an_answer_after_the_end_or_of_a_stranger_wakes_nobody(cast):
    agent = asking(cast)
    stranger = living.PersonFactory().user
    after = question().expires_at + timedelta(seconds=1)

    answers = [sent(stranger), sent(agent.person.user, now=after)]

    assert answers == [404, 409]
    assert question().status == "waiting"
    assert InboxEvent.objects.count() == 1
    cast.think(agent, now=after)
    assert "Nobody answered in time." in str(cast.told()[-1])
    assert sent(agent.person.user, now=after) == 409
