"""What every agent can do by itself: read, keep, drop; its own alone, and not too much."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from agents.living import acting, inbox
from agents.living.config.calling import PREBUILT
from agents.models import AgentMemory, Goal, InboxEvent, ToolCall
from devcraft.refusing import Refused
from tests.agents.living.company import speak
from tests.agents.living.test_own_plans import call
from tests.agents.living.thinking import awake, call_in, rule, think, told_texts, write
from tests.factories import living
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db


def test_every_agent_has_all_tools_that_its_config_cannot_name():
    assert set(acting.ACTS) | set(acting.OWNERS) == PREBUILT


def test_memories_are_read_by_key_or_the_newest_first():
    agent = awake()
    for key in ("a", "b", "c"):
        call(agent, "set_memories", memories=[{"key": key, "value": key * 2}])
    living.AgentMemoryFactory(key="theirs")

    every, one = call(agent, "get_memories"), call(agent, "get_memories", keys=["b", "theirs"])

    assert ({m["key"] for m in every["memories"]}, every["total"]) == ({"a", "b", "c"}, 3)
    assert one == {"memories": [{"key": "b", "value": "bb"}], "total": 1}


def test_answers_end_where_a_model_would_drown():
    agent = awake()
    for number in range(5):
        AgentMemory.objects.create(entity=agent.entity, key=str(number), value="x" * 15_000)

    told = call(agent, "get_memories")

    assert (len(told["memories"]), told["total"]) == (2, 5)


def test_goals_are_dropped_by_id_and_only_ones_own():
    agent, foreign = awake(), living.GoalFactory()
    mine = living.GoalFactory(entity=agent.entity)

    told = call(agent, "delete_goals", goalIds=[str(mine.pk), str(foreign.pk)])

    assert told == {"success": True, "deleted": 1, "notFound": [str(foreign.pk)]}
    assert list(Goal.objects.all()) == [foreign]


def test_history_is_read_page_by_page_before_a_number():
    agent = awake()
    for number in range(1, 8):
        write(agent, f"m{number}")
    space = str(agent.space.pk)

    newest = call(agent, "read_messages", spaceId=space, limit=3)
    older = call(agent, "read_messages", spaceId=space, limit=10, before=5)

    assert [m["content"] for m in newest["messages"]] == ["m5", "m6", "m7"]
    assert (newest["totalMessages"], newest["earlier"]) == (7, "read_messages with before=5")
    assert [m["seq"] for m in older["messages"]] == [1, 2, 3, 4]
    assert "earlier" not in older


@pytest.mark.parametrize(
    ("name", "args", "path"),
    [
        ("read_messages", {"limit": 201}, "limit"),
        ("read_messages", {"limit": 0}, "limit"),
        ("read_messages", {"before": "1"}, "before"),
        ("peek_inbox", {"count": 11}, "count"),
        ("peek_inbox", {"type": "mention"}, "type"),
        ("enter_space", {}, "arguments"),
        ("leave_space", {"now": True}, "arguments"),
        ("delete_goals", {"goalIds": []}, "goalIds"),
        ("get_plans", {"status": "expired"}, "status"),
    ],
)
def test_arguments_that_do_not_fit_are_named(name, args, path):
    with pytest.raises(Refused, match=f"^{path} is wrong: "):
        call(awake(), name, **args)


def test_peeking_takes_the_most_urgent_of_a_kind_and_none_that_failed_or_is_held():
    agent = awake()
    for number in range(3):
        call_in(agent, f"e{number}")
    call_in(agent, "later", now=MORNING + timedelta(hours=1))
    write(agent, "First")
    InboxEvent.objects.filter(event_id="e1").update(attempts=1)

    service = call(agent, "peek_inbox", type="service", count=5)
    other = call(agent, "peek_inbox", count=5)

    assert [event["eventId"] for event in service["events"]] == ["e0", "e2"]
    assert service["remaining"] == 1
    assert [event["data"]["content"] for event in other["events"]] == ["First"]
    taken = InboxEvent.objects.filter(is_peeked=True)
    assert (taken.count(), taken.filter(run__inbox_event_count=3).count()) == (3, 3)


def test_peeking_leaves_what_would_be_too_much():
    agent = awake()
    for number in range(3):
        call_in(agent, f"e{number}", payload="x" * 30_000)

    told = call(agent, "peek_inbox", count=10)

    assert (len(told["events"]), told["remaining"]) == (1, 2)


def test_sixty_events_are_two_cycles_and_a_person_is_in_the_first():
    agent = awake([rule({"text": "Seen."})])
    for number in range(59):
        call_in(agent, f"e{number}")
    write(agent, "Urgent")

    think(agent)
    think(agent)

    first, second = told_texts(agent)
    assert first.startswith(f"INBOX ({inbox.BATCH} events")
    assert "Urgent" in first.splitlines()[1]
    assert second.startswith("INBOX (10 events")


def test_what_was_said_before_an_agent_came_is_told_once_in_short():
    agent = awake([rule({"text": "Seen."})])
    silent = living.PersonFactory(display_name="Bob")
    living.MembershipFactory(smart_space=agent.space, entity=silent)
    agent.space.memberships.filter(entity=agent.entity).delete()
    for number in range(25):
        speak(agent.space, silent, f"{number}." + "x" * 600)
    living.MembershipFactory(smart_space=agent.space, entity=agent.entity)
    for text in ("One", "Two"):
        write(agent, text)
    think(agent)
    write(agent, "Three")
    think(agent)

    first, second = told_texts(agent)

    before = [line for line in first.splitlines() if line.startswith("    ")]
    assert (len(before), first.count("said there before")) == (20, 1)
    assert before[0].startswith('    "Bob" (human): "5.')
    assert all(len(line) < 600 for line in before)
    assert "said there before" not in second


def test_the_prompt_names_the_ids_of_plans_and_goals_and_how_plans_recur():
    agent = awake()
    call(agent, "set_plans", plans=[{"name": "Daily", "cron": "0 9 * * *", "zone": "Asia/Tokyo"}])
    (made,) = call(agent, "get_plans")["plans"]
    write(agent)
    told = []

    class Listening:
        def reply(self, messages, offered, asking):
            told.append(messages[0]["content"])
            raise RuntimeError

    think(agent, provider_of=lambda config: Listening())

    when = 'next 2026-11-19T00:00+00:00, cron "0 9 * * *" Asia/Tokyo'
    assert f"(id: {made['id']}, {when})" in told[0]
    assert json.dumps("Daily") in told[0]
    assert not ToolCall.objects.exists()
