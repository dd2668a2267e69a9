"""What people do to a consciousness: only what they saw, only while nobody thinks."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from agents.living import leasing, recalling, remembering, revising, window
from agents.living.providers import Reply
from agents.models import AgentConsciousness, ConsciousnessSnapshot, InboxEvent
from devcraft.refusing import Refused
from tests.agents.living.minds import TIGHT, limited, live, shelved, spoken
from tests.agents.living.thinking import awake, held, think, with_model, write
from tests.factories.agents import MORNING
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db
WIDE = limited(100_000, 2)


@pytest.fixture
def agent():
    made = awake()
    live(made, 9, limit=WIDE)
    return made


def act(work, agent, *given, **named):
    opened = named.pop("opened", held(agent).version)
    return work(agent, *given, opened=opened, by=agent.owner, now=MORNING, **named)


def compact(agent, **named):
    plan = remembering.planned(held(agent), WIDE)
    named.setdefault("shown", plan.digest if plan else "")
    return act(revising.compact, agent, limit=WIDE, **named)


def keep(agent, note=""):
    return revising.keep(agent, note=note, by=agent.owner, now=MORNING)


def test_a_compaction_by_hand_does_what_was_shown(agent):
    plan = remembering.planned(held(agent), WIDE)

    before = compact(agent)

    mind = held(agent)
    assert (mind.messages, mind.cycles) == (plan.messages, plan.cycles)
    assert mind.token_estimate == plan.tokens_after < plan.tokens_before
    assert list(shelved(agent)) == [1, 2, 3, 4, 5, 6, 7]
    assert (before.reason, len(before.messages), before.taken_by) == (
        "pre_compact",
        36,
        agent.owner,
    )


@pytest.mark.parametrize("changed", [{"shown": "another"}, {"opened": 1}])
def test_nothing_else_than_what_was_shown_is_compacted(agent, changed):
    with pytest.raises(Refused, match="changed since you looked"):
        compact(agent, **changed)

    assert (shelved(agent), len(held(agent).messages)) == ({}, 36)


def test_there_is_nothing_to_compact_when_all_cycles_are_recent(agent):
    compact(agent)

    with pytest.raises(Refused, match="no cycle older"):
        compact(agent)


@pytest.mark.parametrize("work", [compact, lambda a: act(revising.restore, a, keep(a))])
def test_nothing_is_changed_under_a_cycle_that_runs(agent, work):
    lease = leasing.take(agent.pk, holder="worker", now=MORNING)
    before = held(agent).version

    with pytest.raises(Refused, match="a cycle that runs right now"):
        work(agent)

    assert held(agent).version == before
    leasing.release(lease)
    work(agent)
    assert held(agent).version == before + 1


def test_a_worker_that_overslept_its_lease_saves_nothing_over_a_restore(agent):
    kept = keep(agent)
    lease = leasing.take(agent.pk, holder="worker", now=MORNING - timedelta(hours=1))

    act(revising.restore, agent, kept)

    with pytest.raises(leasing.LeaseLost), leasing.writing(lease, now=MORNING):
        pytest.fail("The lease is not ours any more.")


def test_a_restore_brings_back_what_was_and_keeps_what_is(agent):
    early = keep(agent, "Before the trip")
    live(agent, 12, limit=TIGHT, first=10)
    before = held(agent)

    kept = act(revising.restore, agent, early)

    mind = held(agent)
    assert (mind.messages, mind.cycles) == (early.messages, early.cycles)
    assert (mind.token_estimate, mind.cycle_count) == (early.token_estimate, 21)
    assert (kept.reason, kept.messages, kept.cycle_count) == ("pre_restore", before.messages, 21)
    assert recalling.archived(mind).count() == 0 < len(shelved(agent))


def test_life_goes_on_after_a_restore_and_no_number_names_two_cycles(agent):
    early = keep(agent)
    live(agent, 12, limit=TIGHT, first=10)
    act(revising.restore, agent, early)
    write(agent, "Still there?")
    _, options = with_model(Reply("Yes."))
    think(agent, **options)

    mind = live(agent, 12, limit=TIGHT, first=23)

    assert remembering.fault(mind.messages, mind.cycles) == ""
    known = {n for a, b in window.ranges(mind.cycles) for n in range(a, b + 1)}
    known |= {c["number"] for c in window.whole(mind.cycles)}
    assert known == {*range(1, 10), *range(22, 35)}
    assert shelved(agent)[3].messages == spoken(3)


def test_a_restore_can_be_taken_back(agent):
    early = keep(agent)
    live(agent, 12, limit=TIGHT, first=10)
    before = held(agent)

    kept = act(revising.restore, agent, early)
    act(revising.restore, agent, kept)

    assert (held(agent).messages, held(agent).cycles) == (before.messages, before.cycles)


def test_what_cannot_be_read_is_restored_and_the_agent_thinks_again(agent):
    early = keep(agent)
    AgentConsciousness.objects.update(messages=[{"role": "ghost"}], cycles={"no": "list"})
    write(agent)
    assert think(agent) == "parked"

    kept = act(revising.restore, agent, early)

    agent.refresh_from_db()
    assert (kept.messages, agent.parked_at) == ([{"role": "ghost"}], MORNING)
    type(agent).objects.update(parked_at=None, parked_reason="")
    _, options = with_model(Reply("Back."))
    assert think(agent, **options) == "saved"
    assert set(InboxEvent.objects.values_list("status", flat=True)) == {"processed"}
    with pytest.raises(Refused, match="cannot be read itself"):
        act(revising.restore, agent, kept)
    AgentConsciousness.objects.update(messages=[{"role": "ghost"}])
    with pytest.raises(Refused, match="consciousness cannot be read"):
        compact(agent, shown="")


def test_a_restore_of_what_changed_meanwhile_is_refused(agent):
    early = keep(agent)

    with pytest.raises(Refused, match="changed since you looked"):
        act(revising.restore, agent, early, opened=held(agent).version - 1)

    assert list(ConsciousnessSnapshot.objects.values_list("reason", flat=True)).count("manual") == 1


@pytest.mark.parametrize(("note", "words"), [("x" * 501, "at most 500"), ("a\0", "NUL")])
def test_a_note_that_is_none_is_refused(agent, note, words):
    with pytest.raises(Refused, match=words):
        keep(agent, note)


def test_snapshots_taken_by_hand_outlive_automatic_ones(agent):
    first = keep(agent, " Mine ")
    live(agent, 110, limit=TIGHT, first=10)

    kept = ConsciousnessSnapshot.objects.get(pk=first.pk)

    assert kept.note == "Mine"
    assert ConsciousnessSnapshot.objects.filter(reason__in=["auto", "pre_compact"]).count() == 10
    assert json.dumps(kept.messages) == json.dumps(first.messages)


def test_an_agent_that_never_thought_has_nothing_to_keep():
    with pytest.raises(Refused, match="holds nothing yet"):
        revising.keep(awake(), note="", by=UserFactory(), now=MORNING)
