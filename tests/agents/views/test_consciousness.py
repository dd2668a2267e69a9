"""Pages about what an agent has in mind."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agents.living import leasing
from agents.models import Agent, AgentConsciousness, ConsciousnessSnapshot
from devcraft import clock
from tests.agents.living.minds import limited, live, shelved
from tests.agents.living.thinking import held
from tests.devcraft.visiting import signed_in
from tests.factories.agents import RunFactory
from tests.factories.living import LivingFactory

pytestmark = pytest.mark.django_db
HOSTILE = '</script><img src=x onerror="alert(1)">'
LIMIT = limited(2_000, 3)


@pytest.fixture
def agent(owner):
    made = LivingFactory(owner=owner, name="Ada")
    made.config_json["consciousness"] = {"maxTokens": 2_000, "minRecentCycles": 3}
    made.save()
    return made


def look(agent, name="consciousness", query="", **known):
    url = reverse(f"agents:{name}", kwargs={"slug": agent.slug, **known})
    return signed_in(agent.owner).get(f"{url}{query}")


def send(agent, name, typed=None, **known):
    url = reverse(f"agents:{name}", kwargs={"slug": agent.slug, **known})
    return signed_in(agent.owner).post(url, typed or {})


def text(response):
    return response.content.decode()


def shown(response):
    """The numbers of the cycles on a page, in their order."""
    return [told.number for told in response.context["page"].rows]


def test_cycles_are_read_newest_first_as_conversations(agent):
    live(agent, 2, limit=LIMIT, words=HOSTILE)

    page = look(agent)

    assert shown(page) == [2, 1]
    assert "INBOX: &lt;/script&gt;&lt;img" in text(page)
    assert HOSTILE not in text(page)
    for part in ("Called", "answered", "Answered question 1.", "&quot;seen&quot;"):
        assert part in text(page)


def test_pages_lead_through_all_cycles_present_and_archived_and_back(agent):
    live(agent, 40, limit=LIMIT)
    seen, page = [], look(agent)
    while page.context["page"].older:
        seen += shown(page)
        page = look(agent, query=f"?after={page.context['page'].older}")
    seen += shown(page)
    back = look(agent, query=f"?before={page.context['page'].newer}")

    assert seen == list(range(40, 0, -1))
    assert shown(back) == seen[-len(shown(page)) - 8 : -len(shown(page))]
    assert "in the archive" in text(back)
    assert shown(look(agent, query="?after=nonsense")) == seen[:8]
    assert shown(look(agent, query="?before=39")) == [40]


def test_an_archived_cycle_is_opened_whole(agent):
    live(agent, 40, limit=LIMIT, words="The gate code is 4711.")
    assert 1 in shelved(agent)

    page = look(agent, "cycle_detail", number=1)

    assert "INBOX: The gate code is 4711." in text(page)
    assert "in the archive" in text(page)
    assert look(agent, "cycle_detail", number=41).status_code == 404
    RunFactory(agent=agent, agent_entity=agent.entity, cycle_number=41)
    url = reverse("agents:cycle_detail", kwargs={"slug": agent.slug, "number": 41})
    gone = signed_in(agent.owner).get(url, follow=True)
    assert "Cycle 41 is not in this consciousness" in text(gone)


def test_cycles_are_found_by_their_words(agent):
    live(agent, 20, limit=LIMIT, words="The gate code is 4711.")
    live(agent, 20, limit=LIMIT, first=21)

    found = look(agent, query="?q=gate+code").context["found"]

    assert {one.number for one in found} == set(range(1, 21))
    assert "No cycle holds" in text(look(agent, query="?q=unicorn"))
    assert look(agent, query="?q=%00%27!!").status_code == 200


def test_only_the_compaction_that_was_shown_is_done(agent):
    live(agent, 9, limit=limited(100_000, 3))
    page = look(agent, "consciousness_compact")
    plan = page.context["plan"]
    asked = {"opened": held(agent).version, "shown": plan.digest}
    assert "6 cycles leave for the archive" in text(page)
    assert "the last 3 stay whole" in text(page)
    assert all(line in text(page) for line in plan.lines)

    live(agent, 1, limit=limited(100_000, 3), first=10)
    refused = send(agent, "consciousness_compact", asked)
    plan = look(agent, "consciousness_compact").context["plan"]
    asked = {"opened": held(agent).version, "shown": plan.digest}
    done = send(agent, "consciousness_compact", asked)

    assert (refused.status_code, done.status_code) == (409, 302)
    assert "changed since you looked" in text(refused)
    assert list(shelved(agent)) == [1, 2, 3, 4, 5, 6, 7]
    assert "nothing to compact" in text(look(agent, "consciousness_compact"))


def test_a_snapshot_is_taken_compared_and_restored(agent):
    live(agent, 5, limit=limited(100_000, 3))
    assert send(agent, "snapshot_take", {"note": "Before the trip"}).status_code == 302
    number = ConsciousnessSnapshot.objects.get(reason="manual").number
    live(agent, 3, limit=limited(100_000, 3), first=6)

    page = look(agent, "snapshot_detail", number=number)
    assert "Cycles 6–8 are no longer known to the agent" in text(page)
    assert "Cycles 1–5 stay whole" in text(page)
    asked = {"opened": held(agent).version}
    assert send(agent, "snapshot_restore", asked, number=number).status_code == 302

    assert [c["number"] for c in held(agent).cycles] == [1, 2, 3, 4, 5]
    assert "Before the trip" in text(look(agent, "snapshot_list"))
    assert "Before a restore" in text(look(agent, "snapshot_list"))
    assert send(agent, "snapshot_restore", asked, number=number).status_code == 409
    assert send(agent, "snapshot_restore", asked, number=99).status_code == 404


def test_a_note_that_is_too_long_is_said_and_kept_as_typed(agent):
    live(agent, 2)
    before = ConsciousnessSnapshot.objects.count()

    page = send(agent, "snapshot_take", {"note": "y" * 501})

    assert page.status_code == 422
    assert "note must be at most 500 characters." in text(page)
    assert "y" * 501 in text(page)
    assert ConsciousnessSnapshot.objects.count() == before


def test_nothing_is_restored_under_a_cycle_that_runs(agent):
    live(agent, 2)
    leasing.take(agent.pk, holder="worker", now=clock.now())

    page = send(agent, "snapshot_restore", {"opened": held(agent).version}, number=1)

    assert page.status_code == 409
    assert "a cycle that runs right now" in text(page)


def test_what_cannot_be_read_is_said_with_the_versions_to_go_back_to(agent):
    live(agent, 2)
    Agent.objects.update(parked_at=clock.now(), parked_reason="It cannot be read.")
    AgentConsciousness.objects.update(messages=[{"role": "ghost"}])

    page = look(agent)
    assert "Message 0 is of no known role." in text(page)
    assert "Snapshot 1" in text(page)
    assert "cannot be compacted" in text(look(agent, "consciousness_compact"))
    assert "cannot be read; it is replaced" in text(look(agent, "snapshot_detail", number=1))
    send(agent, "snapshot_restore", {"opened": held(agent).version}, number=1)

    assert shown(look(agent)) == [1]
    assert Agent.objects.get().parked_at is not None
    ghost = ConsciousnessSnapshot.objects.latest("number").number
    assert "cannot be restored" in text(look(agent, "snapshot_detail", number=ghost))


def test_what_is_stored_can_be_downloaded_as_it_is(agent):
    live(agent, 1, words="مرحبا")
    response = look(agent, "consciousness_download")

    body = json.loads(response.content)
    assert body["messages"] == held(agent).messages
    assert "attachment" in response["Content-Disposition"]
    assert "مرحبا" in text(response)


def test_an_agent_that_never_thought_has_pages_that_say_so(agent):
    assert "Nothing yet." in text(look(agent))
    assert "nothing to compact" in text(look(agent, "consciousness_compact"))
    assert send(agent, "snapshot_take").status_code == 422
    assert send(agent, "consciousness_compact").status_code == 409


@pytest.mark.parametrize("name", ["consciousness", "consciousness_compact", "snapshot_list"])
def test_a_page_costs_the_same_with_few_and_with_many_cycles(agent, name):
    client = signed_in(agent.owner)
    url = reverse(f"agents:{name}", args=[agent.slug])
    live(agent, 2, limit=LIMIT)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    live(agent, 60, limit=LIMIT, first=3)

    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) <= min(10, len(few) + 1)
