"""An agent whose budget is spent stops before it asks a model again, and goes on later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.living import leasing, opening, sparing, working
from agents.living.cycle import Outcome
from agents.living.providers import Reply, Usage
from agents.models import AgentLease, BudgetNotice, Run, UsageEvent
from agents.usage import linking, verifying
from agents.usage.budgets import keeping, standing
from runtime_memory.models import ChainEntry
from tests.agents.budgets.spending import DOLLAR, billed, budget, noted, paid, paid_agent, want
from tests.agents.living.thinking import (
    call_in,
    run_of,
    said,
    states,
    think,
    told_texts,
    write,
)
from tests.factories.agents import MORNING
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
TOMORROW = MORNING + timedelta(days=1)


def done():
    return Reply("Done.", usage=Usage(10, 5))


def lease_of(agent):
    return AgentLease.objects.get(agent=agent)


def kinds():
    return list(ChainEntry.objects.order_by("seq").values_list("kind", flat=True))


def test_a_run_stops_before_it_asks_again_and_says_why():
    agent = paid_agent(name="Ada")
    budget(agent.owner, 0.5, "agent", agent=agent)
    write(agent)
    model, options = paid(noted("First"), noted("Second", "c2"), done())

    assert think(agent, **options) == Outcome.RESTING

    run = run_of(agent)
    assert (len(model.told), said(agent)) == (1, ["First"])
    assert (run.status, run.stop_reason) == ("completed", "budget")
    assert run.error == "Stopped: the budget of $0.50 a day for Ada is spent"
    lease = lease_of(agent)
    assert lease.rest_reason == run.error
    assert lease.resting_until == MORNING.replace(hour=0) + timedelta(days=1)
    assert lease.failures == 0
    assert kinds() == ["budget.set", "budget.spent", "budget.stopped"]
    assert UsageEvent.objects.get().cost_pico == DOLLAR // 2
    assert list(verifying.differences()) == []


def test_it_goes_on_when_the_budget_is_raised():
    agent = paid_agent()
    set_ = budget(agent.owner, 0.5, "agent", agent=agent)
    write(agent)
    _, options = paid(noted(), noted("Went on", "c2", spaceId=str(agent.space.pk)), done())
    think(agent, **options)
    later = MORNING + timedelta(minutes=5)
    assert list(working.due(later)) == []

    keeping.change(set_, want(50, "agent", agent=agent), now=later)
    assert sparing.wake_all(agent.owner) == 1

    assert list(working.due(later)) == [agent]
    assert think(agent, now=later, **options) == Outcome.SAVED
    assert said(agent) == ["Noted.", "Went on"]
    assert "You were stopped when this was spent" in told_texts(agent)[-1]
    assert set(states(agent)) == {"processed"}


def test_it_goes_on_when_the_next_day_begins():
    agent = paid_agent()
    budget(agent.owner, 0.5)
    write(agent)
    _, options = paid(noted(), noted("Next day", "c2", spaceId=str(agent.space.pk)), done())
    think(agent, **options)
    assert list(working.due(MORNING + timedelta(hours=15))) == []

    assert list(working.due(TOMORROW)) == [agent]
    assert think(agent, now=TOMORROW, **options) == Outcome.RESTING
    assert said(agent) == ["Noted.", "Next day"]


def test_without_money_no_run_begins_and_what_waits_waits_on():
    agent = paid_agent()
    write(agent)
    model, options = paid(done(), done())
    assert think(agent, **options) == Outcome.SAVED
    budget(agent.owner, 0.5)
    call_in(agent, "later")

    assert think(agent, **options) == Outcome.RESTING

    assert (len(model.told), Run.objects.count()) == (1, 1)
    assert states(agent) == ["processed", "pending"]
    assert "is spent" in lease_of(agent).rest_reason
    assert kinds()[-1] == "budget.stopped"


def test_a_run_that_did_nothing_yet_stays_open():
    agent = paid_agent()
    write(agent)
    model, options = paid(done(), done())
    lease = leasing.take(agent.pk, holder="killed", now=MORNING)
    opening.open_run(lease, now=MORNING)
    leasing.release(lease)
    budget(agent.owner, 0.5)
    spent = paid_agent_spends(agent.owner)

    assert think(agent, **options) == Outcome.RESTING
    assert (run_of(agent).status, len(model.told), spent) == ("running", 0, Outcome.SAVED)

    leasing.wake(agent.pk)
    assert think(agent, now=TOMORROW, **options) == Outcome.SAVED


def paid_agent_spends(owner):
    other = paid_agent(owner=owner)
    write(other)
    _, options = paid(done())
    return think(other, **options)


@pytest.mark.parametrize("about", ["all", "agent", "source", "mission"])
def test_every_kind_of_budget_stops_whom_it_is_about(about):
    agent, other = paid_agent(), paid_agent()
    mission = MissionFactory(owner=agent.owner)
    linking.link(
        owner=agent.owner, subject="project", name=agent.slug, mission=mission, now=MORNING
    )
    chosen = {"agent": {"agent": agent}, "source": {"source": "own"}}
    budget(agent.owner, 0.5, about, **chosen.get(about, {"mission": mission}))
    budget(agent.owner, 0.1, "source", source="claude-code")
    budget(agent.owner, 0.1, at_limit="warn", period="week")

    for one in (agent, other):
        write(one)
    found = [think(one, **paid(noted(), done())[1]) for one in (agent, other)]

    assert found == [Outcome.RESTING, Outcome.SAVED]


def test_two_at_once_pass_the_limit_by_what_is_under_way_and_it_is_said():
    agent = paid_agent()
    other = paid_agent(owner=agent.owner)
    budget(agent.owner, 0.9)
    for one in (agent, other):
        write(one)
    inner, others = paid(noted("Other"), done())

    def meanwhile():
        assert think(other, holder="second", **others) == Outcome.SAVED
        return billed(noted("Mine"))

    model, options = paid(meanwhile, done())

    assert think(agent, **options) == Outcome.RESTING

    assert (len(model.told), len(inner.told)) == (1, 2)
    notices = BudgetNotice.objects.filter(kind="spent")
    assert [notice.spent_pico for notice in notices] == [DOLLAR]
    call_in(other, "again")
    assert think(other, holder="second", **paid(done())[1]) == Outcome.RESTING
    assert UsageEvent.objects.count() == 3


def test_unknown_cost_is_said_and_never_taken_as_zero():
    agent = paid_agent()
    agent.config_json["model"]["provider"] = "openai"
    agent.save()
    budget(agent.owner, 0.5, warn_share=1)
    write(agent)
    _, options = paid(noted(), done())

    think(agent, **options)

    found = standing.of(agent.owner, now=MORNING)[0]
    assert (found.spent_pico, found.unpriced) == (0, 2)
    assert found.not_counted == "2 requests of unknown cost are not counted."
