"""An agent asks: its run waits or goes on, and the first answer counts once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.living import asking as asking_rules
from agents.living import pairing, working
from agents.models import InboxEvent, PendingToolCall, Run, ToolCall
from devcraft.refusing import Refused
from tests.agents.living.asked import (
    APPROVED,
    ARGS,
    FETCHED,
    LATER,
    SOON,
    answer,
    asking,
    owner,
    question,
    shown,
    tool,
)
from tests.agents.living.thinking import held, run_of, states, think, told_texts, write
from tests.factories import living

pytestmark = pytest.mark.django_db


def results(agent):
    return [
        part["output"] for m in held(agent).messages if m["role"] == "tool" for part in m["content"]
    ]


def test_a_question_waits_for_somebody_in_the_space_and_its_run_goes_on():
    agent = asking(tool())
    write(agent, "Deploy it")

    assert think(agent) == "waiting"
    assert run_of(agent).status == "waiting_tool"
    assert shown(agent) == [("deploy", "requires_action")]
    assert working.due(SOON).count() == 0

    answer(agent.person, "answered", result="go ahead")
    assert list(working.due(SOON)) == [agent]
    assert think(agent, now=SOON) == "saved"

    assert Run.objects.get().status == "completed"
    assert results(agent) == [{"answer": "go ahead", "by": "Ada"}]
    assert shown(agent) == [("deploy", "complete")]
    assert states(agent) == ["processed"]
    assert pairing.fault(held(agent).messages) == ""


def test_the_second_answer_is_refused_and_changes_nothing():
    agent = asking(tool())
    write(agent, "Deploy it")
    think(agent)
    answer(agent.person, "answered", result="yes")

    with pytest.raises(Refused, match="answered or ran out before"):
        answer(agent.person, "answered", result="no")

    assert question().result == "yes"


def test_strangers_do_not_answer():
    agent = asking(tool())
    write(agent, "Deploy it")
    think(agent)

    with pytest.raises(Refused, match="not for you"):
        answer(living.PersonFactory(), "answered", result="yes")

    assert question().status == "waiting"


def test_other_events_are_handled_first_and_the_answer_still_arrives():
    agent = asking(tool())
    write(agent, "Deploy it")
    think(agent)
    living.MembershipFactory(smart_space=agent.space, entity=owner(agent))
    agent.config_json["model"]["script"] = [{"when": "", "steps": [{"text": "Heard."}]}]
    agent.save()
    write(agent, "Never mind the question", now=SOON)

    assert think(agent, now=SOON) == "saved"

    first, second = Run.objects.order_by("started_at")
    assert (first.status, first.stop_reason) == ("completed", "waiting")
    assert second.status == "completed"
    assert results(agent)[0]["status"] == "pending"
    answer(agent.person, "answered", result="yes", now=LATER)
    think(agent, now=LATER)
    assert "[Tool Result" in told_texts(agent)[-1]
    assert '"answer": "yes"' in told_texts(agent)[-1]
    assert states(agent) == ["processed"] * 3


def test_an_approved_call_is_carried_out():
    agent = asking(APPROVED)
    write(agent, "Deploy it")
    think(agent)

    answer(owner(agent), "approved")
    think(agent, now=SOON)

    assert results(agent) == [{"ok": 1}]
    assert ToolCall.objects.get().state == "done"


def test_a_denied_call_is_not_carried_out():
    agent = asking(APPROVED)
    write(agent, "Deploy it")
    think(agent)

    answer(owner(agent), "denied", result="not on Fridays")
    think(agent, now=SOON)

    assert results(agent) == [
        {"error": f"Denied by {owner(agent).display_name}.", "reason": "not on Fridays"}
    ]
    assert ToolCall.objects.get().state == "refused"


def test_an_edited_call_is_carried_out_as_edited():
    agent = asking(tool("internal", needsApproval=True))
    write(agent, "Deploy it")
    think(agent)

    answer(owner(agent), "edited", result={"version": "1.1"})
    think(agent, now=SOON)

    assert results(agent)[0]["args"] == {"version": "1.1"}
    assert ToolCall.objects.get().args == ARGS


def test_an_edit_must_fit_the_tool():
    agent = asking(APPROVED)
    write(agent, "Deploy it")
    think(agent)

    with pytest.raises(Refused, match="version is wrong"):
        answer(owner(agent), "edited", result={"version": 3})

    assert question().status == "waiting"


def test_an_approval_is_of_the_arguments_that_were_shown():
    agent = asking(APPROVED)
    write(agent, "Deploy it")
    think(agent)

    with pytest.raises(Refused, match="changed since"):
        answer(owner(agent), "approved", shown="0" * 64)


def test_only_the_owner_approves():
    agent = asking(APPROVED)
    write(agent, "Deploy it")
    think(agent)

    with pytest.raises(Refused, match="not for you"):
        answer(agent.person, "approved")


def test_a_late_approval_lets_the_same_call_pass_once():
    agent = asking(APPROVED)
    write(agent, "Deploy it")
    think(agent)
    write(agent, "Something else", now=SOON)
    think(agent, now=SOON)
    asked = PendingToolCall.objects.order_by("created_at").first()

    answer(owner(agent), "approved", now=LATER, asked=asked)
    question_two = PendingToolCall.objects.get(status="waiting")
    answer(owner(agent), "denied", now=LATER, asked=question_two)
    think(agent, now=LATER)
    think(agent, now=LATER)
    write(agent, "And again", now=LATER)
    think(agent, now=LATER)

    asked.refresh_from_db()
    assert asked.used_by is not None
    assert asked.used_by.state == "done"


def test_a_question_that_nobody_answers_runs_out():
    agent = asking(tool())
    write(agent, "Deploy it")
    think(agent)
    after = SOON + asking_rules.OPEN_FOR

    assert list(working.due(after)) == [agent]
    think(agent, now=after)

    assert results(agent) == [{"error": "Nobody answered in time."}]
    assert shown(agent) == [("deploy", "error")]
    with pytest.raises(Refused, match="ran out"):
        answer(agent.person, "answered", result="yes", now=after)
    assert InboxEvent.objects.count() == 1


def test_a_program_answers_in_time():
    agent = asking(FETCHED)
    write(agent, "Deploy it")
    think(agent)

    answer(owner(agent), "answered", result={"done": True}, now=SOON - timedelta(seconds=55))
    think(agent, now=SOON)

    assert results(agent)[0]["answer"] == {"done": True}


def test_a_programs_late_answer_arrives_as_an_event():
    agent = asking(FETCHED)
    write(agent, "Deploy it")
    think(agent)
    think(agent, now=SOON)

    assert "No answer in time" in results(agent)[0]["error"]
    answer(owner(agent), "answered", result={"done": True}, now=LATER)
    think(agent, now=LATER)

    assert '"done": true' in told_texts(agent)[-1]


def test_calls_beside_a_question_are_done_at_once():
    agent = asking(tool(), tool("internal", name="note", visible=True), calls=("deploy", "note"))
    write(agent, "Deploy it")

    assert think(agent) == "waiting"
    assert shown(agent) == [("deploy", "requires_action"), ("note", "complete")]


def test_a_question_needs_a_space():
    agent = asking(tool())
    agent.config_json["model"]["script"][0]["when"] = ""
    agent.save()
    living.InboxEventFactory(agent_entity=agent.entity, available_at=SOON)

    think(agent, now=SOON)

    assert "enter one first" in results(agent)[0]["error"]


def test_a_shown_call_is_a_card_and_not_its_json(client):
    agent = asking(tool())
    write(agent, "Deploy it")
    think(agent)
    client.force_login(agent.person.user)

    told = client.get(f"/spaces/{agent.space.pk}/").content.decode()

    assert "<code>deploy</code>" in told
    assert "requires_action&quot;" not in told
