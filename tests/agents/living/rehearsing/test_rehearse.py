"""`manage.py rehearse`: plays, prints, expects, and leaves nothing behind."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agents import rehearsing
from agents.models import Agent, Entity, InboxEvent, Plan, Run, SmartSpace
from devcraft.models import User
from tests.agents.living.rehearsing.scripts import scenario, written
from tests.agents.living.thinking import ANSWER, awake, states, write
from tests.factories import living

pytestmark = pytest.mark.django_db
EXAMPLES = sorted((Path(rehearsing.__file__).parent / "examples").glob("*.json"))


def rehearse(path):
    """What it prints, what it complains of, and its exit code."""
    out, err = StringIO(), StringIO()
    try:
        call_command("rehearse", str(path), stdout=out, stderr=err)
    except SystemExit as end:
        return out.getvalue(), err.getvalue(), end.code
    return out.getvalue(), err.getvalue(), 0


def failing(tmp_path, expectation):
    _, said, code = rehearse(written(tmp_path, scenario((["expect"], [expectation]))))
    assert code == 1
    return said.strip()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_come_as_they_expect(path):
    printed, said, code = rehearse(path)

    assert (said, code) == ("", 0)
    assert printed.splitlines()[-1] == "Came as expected (5 expectations)."


def test_there_are_two_examples():
    assert [path.stem for path in EXAMPLES] == ["approval", "greeting"]


def test_the_ledger_tells_events_runs_steps_calls_and_messages(tmp_path):
    printed, _, _ = rehearse(written(tmp_path, scenario()))

    lines = [line.strip() for line in printed.splitlines()]
    assert lines[0] == "Ada says hello"
    assert '11-18 08:00:00 space_message to iris: "Hello", processed' in lines
    assert 'step 2, completed: "Greeted Ada; nothing is pending."' in lines
    assert '11-18 08:00:00 Hall, iris: "Hello Ada, I heard: Hello"' in lines
    assert any(line.startswith("send_message {") and ": done, {" in line for line in lines)


def test_nothing_is_left_behind(tmp_path):
    rehearse(written(tmp_path, scenario()))

    tables = (Agent, Entity, InboxEvent, Run, SmartSpace, User)
    assert [table.objects.count() for table in tables] == [0] * 6


def test_agents_and_plans_of_the_desk_take_no_part(tmp_path):
    agent = awake(ANSWER)
    write(agent)
    plan = living.PlanFactory(entity=agent.entity)

    assert rehearse(written(tmp_path, scenario()))[2] == 0

    agent.refresh_from_db()
    assert (states(agent), agent.paused_at) == (["pending"], None)
    assert Plan.objects.get(pk=plan.pk).status == "pending"


EXPECTED = [
    ({"runs": {"agent": "iris", "count": 3}}, "iris has 1 runs, not 3."),
    (
        {"runs": {"agent": "iris", "status": "failed", "count": 1}},
        "iris has 0 failed runs, not 1.",
    ),
    (
        {"calls": {"agent": "iris", "tool": "send_message", "state": "done", "count": 2}},
        "iris has 1 done calls of send_message, not 2.",
    ),
    (
        {"inbox": {"agent": "iris", "status": "pending", "count": 1}},
        "iris has 0 pending events, not 1.",
    ),
    (
        {"messages": {"space": "Hall", "by": "iris", "texts": []}},
        "in Hall, iris said ['Hello Ada, I heard: Hello'], not [].",
    ),
    (
        {"messages": {"space": "Hall", "texts": ["Hello"]}},
        "in Hall, everybody said ['Hello', 'Hello Ada, I heard: Hello'], not ['Hello'].",
    ),
    (
        {"memory": {"agent": "iris", "key": "last", "value": "Hello"}},
        "iris keeps None under 'last', not 'Hello'.",
    ),
    ({"parked": {"agent": "iris"}}, "iris is not parked."),
]


@pytest.mark.parametrize(("expectation", "words"), EXPECTED)
def test_an_expectation_that_fails_is_named(tmp_path, expectation, words):
    assert failing(tmp_path, expectation) == f"expect[0] failed: {words}"


def test_what_an_agent_was_parked_for_is_compared(tmp_path):
    steps = [{"when": "", "steps": [{"error": "quota"}]}]
    script = (["agents", 0, "config", "model", "script"], steps)
    right = {"parked": {"agent": "iris", "because": "nothing left"}}
    wrong = {"parked": {"agent": "iris", "because": "rain"}}

    path = written(tmp_path, scenario(script, (["expect"], [right])))
    assert rehearse(path)[2] == 0
    path = written(tmp_path, scenario(script, (["expect"], [wrong])))
    assert "iris is parked because 'Its account" in rehearse(path)[1]


def test_an_agent_that_rests_goes_on_when_it_has_rested(tmp_path):
    steps = [{"when": "", "steps": [{"error": "overloaded"}]}]
    script = (["agents", 0, "config", "model", "script"], steps)
    waits = (["events"], [*scenario()["events"], {"at": 240, "wait": True}])
    resting = {"runs": {"agent": "iris", "status": "running", "count": 1}}

    printed, _, code = rehearse(written(tmp_path, scenario(script, waits, (["expect"], [resting]))))

    assert code == 0
    assert printed.count("failed") > 3


def test_an_answer_to_what_was_not_asked_is_refused(tmp_path):
    answer = {"at": 1, "answer": {"by": "Ada", "agent": "iris", "tool": "confirm"}}
    path = written(tmp_path, scenario((["events"], [answer])))

    with pytest.raises(CommandError, match="answers confirm, which iris did not ask"):
        rehearse(path)


def test_who_is_in_no_space_cannot_speak_there(tmp_path):
    path = written(tmp_path, scenario((["spaces", 0, "members"], ["iris"])))

    with pytest.raises(CommandError, match=r"events\[0\] is refused"):
        rehearse(path)


def test_a_name_that_the_desk_has_taken_is_said(tmp_path):
    awake(name="Iris")

    with pytest.raises(CommandError, match="Name 'Iris' is taken by another agent"):
        rehearse(written(tmp_path, scenario()))


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match=r"none\.json cannot be read: No such file"):
        rehearse(tmp_path / "none.json")
