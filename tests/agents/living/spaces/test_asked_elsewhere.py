"""Questions that stand in no space are answered on the agent's page and where all waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from agents.living import people
from agents.living.spaces import asking as questions
from agents.models import PendingToolCall
from devcraft import strict_json
from devcraft.models import User
from tests.agents.living.asked import APPROVED, FETCHED, asking
from tests.agents.living.thinking import call_in, run_of, think, write
from tests.devcraft.visiting import htmx, signed_in
from tests.factories.agents import MORNING, RunFactory
from tests.factories.devcraft import UserFactory
from tests.factories.living import LivingFactory, PendingToolCallFactory, ToolCallFactory

pytestmark = pytest.mark.django_db
NOW = MORNING + timedelta(minutes=1)
ARGS = {"version": "1.2\u200b", "note": "<b>"}


@pytest.fixture(autouse=True)
def _that_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(owner):
    return LivingFactory(owner=owner, name="Deployer")


def asked(agent, kind="approval", **fields):
    """A question of AGENT in a run that nothing in a space began."""
    run = RunFactory(agent=agent, agent_entity=agent.entity, owner=agent.owner, done=True)
    if kind == "approval" and agent.owner:
        fields.setdefault("audience", people.entity_of(agent.owner))
    return PendingToolCallFactory(
        agent_entity=agent.entity,
        call=ToolCallFactory(run=run, tool_name="deploy", args=ARGS),
        kind=kind,
        args_digest=strict_json.digest(ARGS),
        created_at=MORNING,
        **fields,
    )


def places(agent):
    return ["/waiting/", agent.get_absolute_url()]


def test_it_stands_with_its_forms_where_its_owner_looks(agent, owner):
    question = asked(agent)

    pages = [signed_in(owner).get(place).text for place in places(agent)]

    for page in pages:
        assert f'action="/questions/{question.pk}/answer/"' in page
        assert "1.2\\u{200b}" in page
        assert "&quot;&lt;b&gt;&quot;" in page
        assert f'href="/runs/{question.call.run_id}/"' in page


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Boosted": "true"}])
@pytest.mark.parametrize("place", [0, 1])
def test_an_answer_leads_back_to_the_page_it_was_given_on(agent, owner, place, headers):
    question, back = asked(agent), places(agent)[place]
    typed = {"decision": "approved", "shown": question.args_digest, "next": back}

    answer = signed_in(owner).post(f"/questions/{question.pk}/answer/", typed, headers=headers)

    question.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (302, back)
    assert (question.decision, question.resolved_by.user) == ("approved", owner)
    assert "deploy" not in signed_in(owner).get("/waiting/").text


def test_a_question_of_nobody_in_particular_is_the_owners(agent, owner, stranger):
    question = asked(agent, "answer")
    typed = {"decision": "answered", "answer": "It went out."}

    refused = signed_in(stranger).post(f"/questions/{question.pk}/answer/", typed)
    signed_in(owner).post(f"/questions/{question.pk}/answer/", typed)

    question.refresh_from_db()
    assert refused.status_code == 404
    assert (question.result, question.resolved_by.user) == ("It went out.", owner)


def test_where_an_agent_without_an_owner_asks_administrators_answer(stranger):
    question = asked(LivingFactory(owner=None))
    keeper = UserFactory(is_superuser=True)
    typed = {"decision": "approved", "shown": question.args_digest}

    refused = signed_in(stranger).post(f"/questions/{question.pk}/answer/", typed)
    shown = [signed_in(who).get("/waiting/").text for who in (keeper, stranger)]
    counted = User.objects.annotate(asked=questions.count_for_person(NOW)).in_bulk()
    signed_in(keeper).post(f"/questions/{question.pk}/answer/", typed)

    question.refresh_from_db()
    assert refused.status_code == 403
    assert ["Deploy" in page for page in shown] == [True, False]
    assert [counted[who.pk].asked for who in (keeper, stranger)] == [1, 0]
    assert question.resolved_by.user == keeper


def test_a_call_that_programs_fetch_says_so():
    agent = asking(FETCHED)
    write(agent, "Deploy it", now=NOW)
    assert think(agent, now=NOW) == "waiting"

    page = signed_in(agent.owner).get("/waiting/").text

    assert "A program should fetch this" in page


def test_an_approval_in_a_run_that_a_service_woke_goes_on_after_it_is_given():
    agent = asking(APPROVED)
    agent.config_json["model"]["script"][0]["when"] = ""
    agent.save()
    call_in(agent, "e1")
    assert think(agent) == "waiting"
    question = PendingToolCall.objects.get()
    client = signed_in(agent.owner)

    assert "Deploy" in client.get(agent.get_absolute_url()).text
    client.post(
        f"/questions/{question.pk}/answer/",
        {"decision": "approved", "shown": question.args_digest},
    )

    assert think(agent) == "saved"
    assert run_of(agent).tool_calls.get().result == {"ok": 1}


def test_what_stands_in_the_agents_state_does_not_hold_forms(agent, owner):
    asked(agent)

    text = signed_in(owner).get(agent.get_absolute_url(), headers=htmx("state")).text

    assert ("Look at what it asks" in text, "/answer/" in text) == (True, False)


def test_others_see_nothing_of_it(agent, owner, stranger):
    asked(agent)
    shared = LivingFactory(owner=None)

    pages = [signed_in(stranger).get(place).text for place in ("/waiting/", *places(shared)[1:])]

    assert not any("deploy" in page for page in pages)


def test_what_ran_out_is_no_longer_asked(agent, owner):
    asked(agent, expires_at=MORNING)

    assert "/answer/" not in signed_in(owner).get("/waiting/").text


def test_looking_makes_nobody_an_entity(owner):
    client = signed_in(owner)

    client.get("/waiting/")

    assert not hasattr(owner, "entity")
