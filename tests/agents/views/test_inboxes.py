"""The inbox as people see it, and what they do with its events."""

from __future__ import annotations

import pytest

from agents.models import AgentChange, InboxEvent
from tests.factories import living
from tests.factories.agents import RunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(owner):
    return living.LivingFactory(owner=owner, name="Ada")


def event_of(agent, **fields):
    return living.InboxEventFactory(agent_entity=agent.entity, **fields)


def at(agent, rest=""):
    return f"{agent.get_absolute_url()}inbox/{rest}"


def test_events_stand_newest_first_and_are_narrowed_by_the_address(desk, agent):
    made = [event_of(agent), event_of(agent, processed=True), event_of(agent, status="failed")]
    event_of(living.LivingFactory(owner=agent.owner))

    def shown(rest=""):
        return [row.pk for row in desk.get(at(agent, rest)).context["page"].rows]

    assert shown() == [event.pk for event in reversed(made)]
    assert shown("?status=pending") == [made[0].pk]
    assert shown("?status=failed") == [made[2].pk]
    assert shown("?status=nonsense") == shown()
    assert shown("?status=processing") == []


def test_a_message_is_read_in_the_list(desk, agent):
    said = {"senderName": "Ada", "content": "<b>The gate</b> is open."}
    event_of(agent, event_type="space_message", data=said)

    assert "Ada: “&lt;b&gt;The gate&lt;/b&gt; is open.”" in desk.get(at(agent)).text


def test_the_inbox_turns_its_pages(desk, agent):
    for _ in range(60):
        event_of(agent)

    first = desk.get(at(agent))
    second = desk.get(at(agent), {"after": first.context["page"].older})

    assert [len(answer.context["page"].rows) for answer in (first, second)] == [50, 10]


def test_an_event_shows_its_data_its_error_and_who_took_it(desk, agent):
    run = RunFactory(agent=agent, agent_entity=agent.entity, cycle_number=7)
    event = event_of(
        agent, claimed=True, run=run, attempts=2, error="<b>", data={"payload": "<script>"}
    )

    page = desk.get(at(agent, f"{event.pk}/")).text

    assert "&quot;payload&quot;: &quot;&lt;script&gt;&quot;" in page
    assert "&lt;b&gt;" in page
    assert "cycle 7" in page
    assert "<dd>Other</dd>" in page


def test_a_given_up_event_waits_again_with_no_attempt_counted(desk, agent):
    run = RunFactory(agent=agent, agent_entity=agent.entity, done=True)
    event = event_of(agent, status="failed", run=run, attempts=5, error="It broke.")

    answers = [desk.post(at(agent, f"{event.pk}/retry/")).status_code for _ in range(2)]

    found = InboxEvent.objects.get()
    assert answers == [302, 409]
    assert (found.status, found.attempts, found.run) == ("pending", 0, None)
    assert AgentChange.objects.get().kind == "retried"


def test_a_waiting_event_is_discarded_once_and_can_be_tried_again(desk, agent, owner):
    event = event_of(agent)

    page = desk.post(at(agent, f"{event.pk}/discard/"), follow=True).text
    again = desk.post(at(agent, f"{event.pk}/discard/"))

    found = InboxEvent.objects.get()
    assert (found.status, found.error) == ("failed", f"Discarded by {owner.get_username()}.")
    assert (again.status_code, "never sees it" in page) == (409, True)
    assert at(agent, f"{event.pk}/retry/") in page
    assert "Event does not wait any more." in again.text


def test_what_a_cycle_has_taken_is_left_alone(desk, agent):
    event = event_of(agent, claimed=True)

    answers = {
        desk.post(at(agent, f"{event.pk}/{act}/")).status_code for act in ("retry", "discard")
    }

    assert answers == {409}
    assert InboxEvent.objects.get().status == "processing"


def test_dead_letters_show_on_the_card_and_on_every_tab(desk, agent):
    event_of(agent, status="failed")

    pages = [desk.get("/agents/").text, desk.get(f"{agent.get_absolute_url()}runs/").text]

    assert all("1 given up" in page for page in pages)


def test_an_event_of_another_agent_is_not_reached(desk, agent, owner):
    other = event_of(living.LivingFactory(owner=owner))

    assert desk.get(at(agent, f"{other.pk}/")).status_code == 404
    assert desk.post(at(agent, f"{other.pk}/discard/")).status_code == 404
