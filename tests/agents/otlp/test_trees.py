"""Runs from spans: one per trace and owner, the same tree in whatever order they come."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from agents.models import Agent, Run, RunStep, TelemetryPost, UsageEvent
from agents.otlp import foreign
from agents.usage import verifying
from missions.models import Mission
from tests.agents.otlp.sending import chat, exporter, post, span, traces
from tests.factories.agents import AgentFactory
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
ROOT = {"gen_ai__operation__name": "invoke_agent", "gen_ai__agent__name": "Scout"}
SPANS = [
    span(1, begin_ms=0, ms=900, session__id="s-1", name="root", **ROOT),
    chat(2, 1, begin_ms=10, ms=300),
    span(3, 1, begin_ms=400, ms=400, name="inner", gen_ai__operation__name="invoke_agent"),
    chat(4, 3, begin_ms=410, ms=100),
]


def tree(run=None):
    """Each span with its parent."""
    steps = RunStep.objects.filter(**({"run": run} if run else {})).select_related("parent")
    return {int(step.span_id, 16): step.parent and int(step.parent.span_id, 16) for step in steps}


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_any_order_of_posts_gives_the_same_run(sender, order):
    for place in order:
        post(sender, traces(SPANS[place]))

    run = Run.objects.get()
    assert tree() == {1: None, 2: 1, 3: 1, 4: 3}
    assert (run.agent.name, run.session) == ("Scout (owner)", "s-1")
    assert (run.duration_ms, run.step_count, run.prompt_tokens) == (900, 2, 200)
    assert set(UsageEvent.objects.values_list("session", "run_id")) == {("s-1", run.pk)}
    assert list(verifying.differences()) == []


def test_a_post_that_comes_twice_changes_nothing(sender):
    post(sender, traces(*SPANS))
    before = list(RunStep.objects.order_by("pk").values()), list(UsageEvent.objects.values())

    post(sender, traces(*reversed(SPANS)))

    assert (
        list(RunStep.objects.order_by("pk").values()),
        list(UsageEvent.objects.values()),
    ) == before
    assert TelemetryPost.objects.count() == 2


def test_a_parent_that_never_comes_leaves_its_children_on_top(sender):
    post(sender, traces(span(2, 99), span(3, 2)))

    assert tree() == {2: None, 3: 2}


@pytest.mark.parametrize("is_apart", [False, True])
def test_spans_that_are_their_own_ancestors_get_no_parent(sender, is_apart):
    circle = [span(1, 2), span(2, 3), span(3, 1), span(4, 4)]

    for spans in [[one] for one in circle] if is_apart else [circle]:
        post(sender, traces(*spans))

    found = tree()
    for start in found:
        seen = set()
        while start is not None:
            assert start not in seen
            seen.add(start)
            start = found[start]


def test_clocks_that_disagree_make_no_time_below_zero(sender):
    early = span(2, 1, begin_ms=-5000, ms=10)
    backwards = span(3, 1, begin_ms=100, ms=-50)

    answer = post(sender, traces(span(1, ms=1000), early, backwards))

    assert answer.json() == {}
    run = Run.objects.get()
    assert run.duration_ms == 6000
    odd = RunStep.objects.get(span_id=f"{3:016x}")
    assert (odd.duration_ms, odd.payload["flags"]) == (0, ["ends before it begins"])
    assert odd.ended_at - odd.started_at == timedelta(0)


def test_the_cost_of_a_root_is_not_counted_beside_its_requests(sender):
    whole = {"gen_ai__usage__input_tokens": 100, "gen_ai__usage__output_tokens": 10}

    post(sender, traces(span(1, **ROOT, **whole), chat(2, 1)))

    assert [event.input_tokens for event in UsageEvent.objects.all()] == [100]


def test_one_request_in_two_spans_is_one(sender):
    same = {"gen_ai__response__id": "msg_same"}

    post(sender, traces(chat(1, **same), chat(2, 1, **same)))

    assert UsageEvent.objects.get().key == "msg:msg_same"


def test_cached_tokens_beyond_the_input_are_beside_it_and_flagged(sender):
    post(sender, traces(chat(1, gen_ai__usage__cache_read__input_tokens=5000)))

    event = UsageEvent.objects.get()
    assert (event.input_tokens, event.cache_read_tokens) == (100, 5000)
    assert event.flags == "cache beyond input"


def test_a_mission_that_is_named_gets_the_request(owner, sender):
    mission = MissionFactory(owner=owner)

    post(sender, traces(chat(1), resource={"mission.id": mission.pk}))

    event = UsageEvent.objects.get()
    assert Mission.objects.get(usage=event) == mission
    assert event.get_rank_display() == "Named by its branch"


def test_the_same_trace_of_two_people_is_two_runs(owner, stranger, sender):
    post(sender, traces(*SPANS))
    post(exporter(stranger), traces(*SPANS))

    mine, theirs = (Run.objects.get(owner=one) for one in (owner, stranger))
    assert tree(mine) == tree(theirs) == {1: None, 2: 1, 3: 1, 4: 3}
    assert (mine.agent.owner, theirs.agent.owner) == (owner, stranger)
    assert list(verifying.differences()) == []


def test_a_foreign_agent_never_takes_the_name_of_one_that_lives_here(stranger, sender):
    taken = AgentFactory(name="Scout (owner)", owner=stranger)

    post(sender, traces(*SPANS))

    run = Run.objects.get()
    assert run.agent != taken
    assert run.agent.name == "OpenTelemetry (owner)"


def test_no_agent_that_lives_here_stands_for_a_tool(owner, stranger, sender):
    for one in (owner, stranger):
        AgentFactory(name=f"{foreign.NAMELESS} ({one.username})", owner=stranger)
    AgentFactory(name="Scout (owner)", owner=stranger)

    post(sender, traces(*SPANS))

    agent = Run.objects.get().agent
    assert (agent.owner, agent.name) == (owner, "OpenTelemetry (owner) 2")


def test_agents_are_not_made_without_end(owner, sender, monkeypatch):
    monkeypatch.setattr(foreign, "MOST_AGENTS", 3)

    for number in range(1, 9):
        post(sender, traces(span(number, trace=number, agent__name=f"agent {number}")))

    assert Agent.objects.filter(owner=owner).count() == 4
    assert Run.objects.count() == 8


def test_own_agents_of_a_slug_are_not_foreign(owner, sender):
    post(sender, traces(*SPANS))

    assert not Agent.objects.filter(owner=owner).living().exists()
