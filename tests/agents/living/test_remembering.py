"""Compaction where a cycle is saved: all of it or nothing, with what left in the archive."""

from __future__ import annotations

import pytest
from django.db import connection

from agents.living import bounds, cycle, pairing, remembering, window
from agents.living.config import reading
from agents.living.config.thinking import Consciousness
from agents.living.providers import Reply
from agents.models import AgentConsciousness, ConsciousnessSnapshot, OutboxMessage
from tests.agents.living.minds import live, shelved, spoken
from tests.agents.living.thinking import awake, called, held, run_of, think, with_model, write
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db


def tight(**limit):
    agent = awake()
    agent.config_json["consciousness"] = {"maxTokens": 1_000, "minRecentCycles": 2} | limit
    agent.save()
    return agent


def test_a_save_over_the_limit_archives_what_is_older_than_the_last_cycles():
    agent = tight()
    for text in ["A " * 400, "B " * 400, "C " * 400]:
        write(agent, text)
        _, options = with_model(called("delete_memories", keys=["k"]), Reply(f"Read {text[0]}."))
        think(agent, **options)

    mind, (first,) = held(agent), shelved(agent).values()
    assert [m["role"] for m in first.messages] == ["user", "assistant", "tool", "assistant"]
    assert (first.cycle_number, first.summary, first.at) == (1, "Read A.", MORNING)
    assert first.run.cycle_number == 1
    assert mind.messages[0]["content"].splitlines() == [window.EARLIER, "Cycle 1: Read A."]
    assert (pairing.fault(mind.messages), bounds.fault(mind.messages, mind.cycles)) == ("", "")
    assert mind.token_estimate == window.tokens(mind.messages, mind.cycles)


def test_what_was_compacted_is_sent_as_lines_before_the_cycles_that_stayed():
    agent = tight()
    live(agent, 9)
    write(agent, "And now?")
    model, options = with_model(Reply("Thought."))

    think(agent, **options)

    (told,) = model.told
    mind = held(agent)
    assert [m["role"] for m in told[:3]] == ["system", "user", "user"]
    assert told[1]["content"].startswith(window.EARLIER)
    assert "Answered question 1." in told[1]["content"]
    assert told[2]["content"] == "INBOX: question 8"
    assert (mind.cycle_count, mind.token_estimate <= 1_000) == (10, True)


def dying_after(statement):
    """Lets the process die when the database has done STATEMENT."""

    def execute(run, sql, *given):
        done = run(sql, *given)
        if sql.startswith(statement):
            raise KeyboardInterrupt
        return done

    return connection.execute_wrapper(execute)


@pytest.mark.parametrize(
    "statement",
    [
        'INSERT INTO "agent_consciousness_snapshots"',
        'INSERT INTO "agent_consciousness_archive"',
        'UPDATE "agent_consciousness"',
        'INSERT INTO "agent_outbox"',
    ],
)
def test_a_process_that_dies_while_it_compacts_leaves_everything_as_it_was(statement):
    agent = tight()
    live(agent, 6)
    before, kept = vars(held(agent)), shelved(agent)
    ConsciousnessSnapshot.objects.all().delete()
    write(agent, "Y " * 900)
    _, options = with_model(Reply("Read."))

    with dying_after(statement), pytest.raises(KeyboardInterrupt):
        think(agent, **options)

    after = held(agent)
    assert (after.messages, after.cycles) == (before["messages"], before["cycles"])
    assert (after.version, shelved(agent).keys()) == (before["version"], kept.keys())
    assert not ConsciousnessSnapshot.objects.exists()
    assert not OutboxMessage.objects.filter(topic="run.ended").exists()
    assert think(agent) == cycle.Outcome.SAVED
    assert (held(agent).cycle_count, run_of(agent).step_count) == (7, 1)
    assert ConsciousnessSnapshot.objects.get().reason == "pre_compact"
    assert list(shelved(agent)) == [1, 2, 3, 4, 5]


def test_nothing_is_lost_over_many_compactions():
    agent = tight()

    mind = live(agent, 30)

    present = {c["number"]: window.of(mind.messages, c) for c in window.whole(mind.cycles)}
    archive = {number: row.messages for number, row in shelved(agent).items()}
    assert archive | present == {n: spoken(n) for n in range(1, 31)}
    assert not archive.keys() & present.keys()


def test_a_number_that_the_archive_has_for_another_cycle_is_not_overwritten():
    agent = tight()
    live(agent, 12)
    AgentConsciousness.objects.update(messages=[], cycles=[], cycle_count=0)

    with pytest.raises(remembering.Unreadable, match="archived before with other messages"):
        live(agent, 20, words="other")

    assert shelved(agent)[1].messages == spoken(1)


def test_snapshots_are_taken_from_time_to_time_and_the_oldest_go():
    agent = tight()

    live(agent, 110)

    rows = ConsciousnessSnapshot.objects.filter(agent_entity=agent.entity).order_by("number")
    reasons = [row.reason for row in rows]
    assert len(rows) == 10
    assert {row.cycle_count for row in rows if row.reason == "auto"} >= {50, 100}
    assert (reasons.count("pre_compact") > 0, rows.last().number > 10) == (True, True)


def test_a_young_agent_has_a_version_to_go_back_to():
    agent = awake()

    live(agent, 1, limit=Consciousness())

    (row,) = ConsciousnessSnapshot.objects.filter(agent_entity=agent.entity)
    assert (row.cycle_count, row.messages, row.reason) == (1, held(agent).messages, "auto")


@pytest.mark.parametrize("raw", [{}, {"consciousness": {"maxTokens": "many"}}, None])
def test_a_config_that_is_none_any_more_compacts_by_the_defaults(raw):
    assert reading.limits(raw) == Consciousness()


@pytest.mark.parametrize("messages", [[{"role": "ghost"}], {"not": "a list"}, [7]])
def test_what_cannot_be_read_parks_the_agent_with_the_reason(messages):
    agent = awake()
    live(agent, 1)
    AgentConsciousness.objects.update(messages=messages)
    write(agent)

    assert think(agent) == cycle.Outcome.PARKED
    agent.refresh_from_db()
    assert agent.parked_reason.startswith("Its consciousness cannot be read: ")
