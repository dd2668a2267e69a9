"""The buttons of an agent, and the one that stops all."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from agents.living import writing
from agents.living.config import reading
from agents.models import Agent, AgentConfig, InboxEvent
from tests.agents.facts import fact, record
from tests.devcraft.visiting import htmx, signed_in
from tests.factories import living
from tests.factories.agents import MORNING, RunFactory, RunStepFactory
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(owner):
    return living.LivingFactory(owner=owner, name="Ada")


def press(desk, agent, act):
    return desk.post(f"{agent.get_absolute_url()}{act}/", follow=True).text


def test_pause_and_start_say_what_they_do_and_offer_each_other(desk, agent):
    paused, started = press(desk, agent, "pause"), press(desk, agent, "start")

    assert "Paused “Ada”. It finishes the step it is in." in paused
    assert f'action="{agent.get_absolute_url()}start/"' in paused
    assert "Started “Ada”." in started
    assert f"{agent.owner.get_username()}</strong> started it" in started


def test_starting_a_parked_agent_says_what_was_wrong(desk, agent):
    Agent.objects.update(parked_at=MORNING, parked_reason="Its key <fails>.")

    assert "Its key &lt;fails&gt;.</p><p>Mend that" in desk.get(agent.get_absolute_url()).text
    assert "What was wrong: Its key &lt;fails&gt;." in press(desk, agent, "start")


def test_a_resting_agent_is_woken(desk, agent):
    living.AgentLeaseFactory(
        agent=agent, resting_until="2030-01-01T00:00Z", rest_reason="The provider is busy."
    )

    assert 'id="wake"' in desk.get(agent.get_absolute_url()).text
    assert "“Ada” tries again now." in press(desk, agent, "wake")


def test_think_now_puts_a_heartbeat_into_the_inbox(desk, agent):
    assert "A heartbeat waits in its inbox" in press(desk, agent, "think")
    assert "Its inbox is not empty" in press(desk, agent, "think")
    assert InboxEvent.objects.get().event_type == "heartbeat"


def test_a_paused_agent_is_not_told_to_think(desk, agent):
    Agent.objects.update(paused_at=MORNING)

    answer = desk.post(f"{agent.get_absolute_url()}think/")

    assert (answer.status_code, InboxEvent.objects.count()) == (409, 0)
    assert "Agent does not think now; start it first." in answer.text


def test_a_stop_ends_the_open_cycle(desk, agent):
    living.ConsciousnessFactory(agent_entity=agent.entity)
    run = RunFactory(agent=agent, agent_entity=agent.entity)

    assert "Stopped “Ada”." in press(desk, agent, "stop")

    run.refresh_from_db()
    assert (run.status, run.stop_reason) == ("completed", "canceled")


def test_the_state_is_asked_for_alone_and_says_the_step(desk, agent):
    run = RunFactory(agent=agent, agent_entity=agent.entity)
    RunStepFactory(run=run, status="running", name="gpt-4o")

    answer = desk.get(agent.get_absolute_url(), headers=htmx("state"))

    assert "asking gpt-4o" in answer.text
    assert 'hx-trigger="every 3s, desk-refresh"' in answer.text
    assert "<h1>" not in answer.text


def test_the_state_costs_two_queries_beside_the_session(desk, agent, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        answer = desk.get(agent.get_absolute_url(), headers=htmx("state"))

    assert answer.status_code == 200


def test_a_call_that_is_planned_is_the_step(desk, agent):
    run = RunFactory(agent=agent, agent_entity=agent.entity)
    living.ToolCallFactory(run=run, tool_name="send_message")

    assert "at send_message" in desk.get("/agents/").text


def test_cards_say_what_an_agent_spent_today(desk, agent, owner):
    record(owner, fact(project=agent.slug, at=timezone.now()))
    record(owner, fact(project="another", request_id="r2", message_id="", at=timezone.now()))

    cards = desk.get("/agents/").context["cards"]

    assert [card["spend"].requests for card in cards] == [1]
    assert " today" in desk.get("/agents/").text


def test_stopping_all_asks_first_and_can_be_taken_back(desk, agent):
    asked = desk.get("/agents/stop-all/").text
    page = desk.post("/agents/stop-all/", follow=True)
    (act,) = agent.changes.values_list("act", flat=True)

    assert "1 agent is paused at once" in asked
    assert "Stopped 1 agent." in page.text
    assert Agent.objects.get().paused_at is not None
    assert "Started 1 agent again." in desk.post(f"/agents/stop-all/{act}/undo/", follow=True).text
    assert Agent.objects.get().paused_at is None


def test_with_nothing_to_stop_it_says_so(desk):
    assert "No agent can think now" in desk.get("/agents/stop-all/").text
    assert "nothing was stopped" in desk.post("/agents/stop-all/", follow=True).text


def test_people_stop_their_own_and_the_shared_and_staff_stops_everybodys(agent, stranger):
    shared = living.LivingFactory(owner=None)

    def paused():
        return set(Agent.objects.filter(paused_at__isnull=False).values_list("slug", flat=True))

    signed_in(stranger).post("/agents/stop-all/")
    assert paused() == {shared.slug}
    signed_in(UserFactory(is_staff=True)).post("/agents/stop-all/")
    assert paused() == {shared.slug, agent.slug}


def test_no_agent_is_called_like_the_stop(desk):
    typed = {"name": "A", "slug": "stop-all", "provider": "openai", "model": "m", "prompt": ""}

    assert desk.post("/agents/new/", typed).status_code == 422


def test_every_config_is_kept_and_can_be_used_again(desk, owner):
    first = living.config("Ada")
    agent = writing.create(owner=owner, slug="ada", config=reading.checked(first))
    wanted = first | {"loop": {"maxSteps": 7}}
    shown = reading.digest(reading.checked(wanted))
    typed = {"config": json.dumps(wanted), "opened": agent.config_hash, "shown": shown}
    desk.post("/agents/ada/edit/", typed | {"save": "1"})

    page = desk.get("/agents/ada/config/2/").text
    old = desk.get("/agents/ada/config/1/")
    compared = desk.post(
        "/agents/ada/edit/", {"config": old.context["text"], "opened": shown, "look": "1"}
    ).text

    kept = AgentConfig.objects.order_by("number").values_list("number", "saved_by", "config_json")
    assert list(kept) == [(1, owner.pk, first), (2, owner.pk, wanted)]
    assert "<ins>+   &quot;loop&quot;: {</ins>" in page
    assert "Use this again" in old.text
    assert "Use this again" not in page
    assert "<del>-   &quot;loop&quot;: {</del>" in compared
    assert Agent.objects.get().config_json == wanted


def test_what_stood_there_before_versions_were_kept_is_kept_with_the_first_change(owner):
    agent = living.LivingFactory(owner=owner, name="Ada")
    wanted = reading.checked(living.config("Bea"))

    for _ in range(2):
        writing.rewrite(
            Agent.objects.get(),
            config=wanted,
            opened=Agent.objects.get().config_hash,
            now=MORNING,
            by=owner,
        )

    found = AgentConfig.objects.order_by("number")
    assert [(one.number, one.saved_by) for one in found] == [(1, None), (2, owner)]
    assert found[0].config_json == agent.config_json


def test_a_version_that_is_not_there_is_404(desk, agent):
    living.AgentConfigFactory(agent=agent)

    answers = {
        desk.get(f"{agent.get_absolute_url()}config/{n}/").status_code for n in (0, 2, 10**9)
    }

    assert answers == {404}
