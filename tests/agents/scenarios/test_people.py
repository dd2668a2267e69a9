"""Scenarios 36, 37, 38 and 40: what people see of agents that think, and how agents go."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Sum

from agents.living import archiving
from agents.living.spaces import reading
from agents.models import Agent, Run, SpaceDraft, TotalKind, UsageEvent
from agents.usage import reports, verifying
from tests.agents.living.asked import tool
from tests.agents.living.test_run_agents import wait_until
from tests.agents.living.thinking import held, said, states, write
from tests.agents.scenarios.playing import END, call, calls, rule, say
from tests.devcraft.visiting import signed_in
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LONG = "One word after the other, " * 12


def test_scenario_36_what_an_agent_says_is_unread_until_its_space_is_opened(cast):
    agent = cast.agent(rule(say("One."), say("Two."), say("Three."), END))
    user = agent.person.user
    write(agent)
    reading.move(seat(agent), 1)
    cast.think(agent)

    before = reading.unread_of(user)
    reading.move(seat(agent), 4)

    assert (before, reading.unread_of(user)) == (3, 0)


def seat(agent):
    return agent.space.memberships.select_related("smart_space", "entity").get(entity=agent.person)


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_scenario_37_a_page_opened_while_an_agent_writes_shows_it_once(cast):
    writing = say(LONG) | {"text": "slowly", "stream": True, "delayMs": 3_000}
    agent = cast.agent(rule(writing, END))
    write(agent)
    desk, address = signed_in(agent.person.user), f"/spaces/{agent.space.pk}/"
    worker = threading.Thread(target=lambda: (cast.think(agent), connection.close()))
    worker.start()
    wait_until(lambda: SpaceDraft.objects.filter(text__contains="after").exists())
    pages = [desk.get(address).content.decode() for _ in range(2)]
    worker.join(30)
    pages.append(desk.get(address).content.decode())

    assert [page.count("One word after") >= 1 for page in pages] == [True] * 3
    assert ["writing…" in page for page in pages] == [True, True, False]
    assert (SpaceDraft.objects.count(), said(agent)) == (0, [LONG])


def figures(agent):
    """What the runs of AGENT say, what its owner's ledger says, and what its cards show."""
    runs = Run.objects.filter(agent=agent)
    of_runs = runs.aggregate(i=Sum("prompt_tokens"), o=Sum("completion_tokens"))
    ledger = UsageEvent.objects.filter(run__in=runs).aggregate(
        i=Sum("input_tokens"), o=Sum("output_tokens")
    )
    spent = reports.of_subjects(agent.owner, TotalKind.PROJECT, [agent.slug])[agent.slug]
    return of_runs, ledger, {"i": spent.input_tokens, "o": spent.output_tokens}


def test_scenario_38_the_figures_of_an_agent_are_those_of_all_its_runs(cast):
    look = calls(call("get_memories"))
    agent = cast.agent(
        rule(calls(call("deploy", version="1")), END, when="Deploy"),
        rule(look, END),
        tools=[tool()],
    )
    write(agent)
    cast.think(agent)
    breaks = {"meanwhile": lambda number: 1 / 0 if run_has_steps(agent) else None}
    write(agent, "Again", now=MORNING + HOUR)
    found = [cast.think(agent, now=MORNING + n * HOUR, **breaks) for n in range(1, 7)]
    write(agent, "Deploy", now=MORNING + 9 * HOUR)
    found.append(cast.think(agent, now=MORNING + 9 * HOUR))

    statuses = list(Run.objects.order_by("started_at").values_list("status", flat=True))
    assert (found[-1], statuses) == ("waiting", ["completed", "failed", "waiting_tool"])
    of_runs, ledger, shown = figures(agent)
    assert of_runs == ledger == shown
    assert list(verifying.differences(agent.owner)) == []
    assert Run.objects.filter(prompt_tokens__gt=0).count() == 3
    page = signed_in(agent.owner).get(f"/agents/{agent.slug}/runs/").content.decode()
    assert [
        page.count(f">{word}</span>") for word in ("Completed", "Failed", "Waiting for a tool")
    ] == [1, 1, 1]


def run_has_steps(agent):
    """Whether the run of AGENT that is open got an answer."""
    return Run.objects.filter(agent=agent, status="running", steps__status="completed").exists()


def test_scenario_40_an_agent_that_is_deleted_while_it_thinks_ends_and_is_archived(cast):
    agent = cast.agent(rule(say("Begun."), say("Never said."), END))
    write(agent)

    def deleted(number):
        if number == 2:
            assert archiving.discard(Agent.objects.get(), now=MORNING)

    assert cast.think(agent, meanwhile=deleted) == "lost"

    run = Run.objects.get()
    assert (run.status, run.stop_reason, said(agent)) == ("completed", "canceled", ["Begun."])
    assert (states(agent), held(agent).cycle_count) == (["processed"], 1)
    write(agent, "Still there?")
    assert (cast.think(agent), cast.work(MORNING + HOUR)) == ("idle", [])
    assert Agent.objects.get().archived_at == MORNING
