"""What people change in an agent's mind, and how it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.living import noting, tending
from agents.living.acting.acts import Acting
from agents.models import AgentChange, AgentMemory, ChangeSubject, Goal, Plan
from devcraft.refusing import Refused
from tests.agents.living.thinking import perform
from tests.factories import living
from tests.factories.agents import MORNING, RunFactory

pytestmark = pytest.mark.django_db
MEMORY, GOAL, PLAN = ChangeSubject.MEMORY, ChangeSubject.GOAL, ChangeSubject.PLAN
LATER = MORNING + timedelta(hours=2)
VALUES = [
    (MEMORY, {"key": "city", "value": "Ghent"}, {"value": "Gent"}),
    (GOAL, {"description": "Ship it", "priority": 3}, {"status": "completed"}),
    (
        PLAN,
        {"name": "Look", "scheduled_at": LATER, "next_run_at": LATER},
        {"name": "Look again", "instruction": "Twice."},
    ),
]


@pytest.fixture
def agent():
    return living.LivingFactory()


def rows(subject):
    return list(tending.MODELS[subject].objects.values())


def say(agent, minutes=0):
    return {"by": agent.owner, "now": MORNING + timedelta(minutes=minutes)}


def without_moment(found):
    return [{key: value for key, value in row.items() if key != "updated_at"} for row in found]


@pytest.mark.parametrize(("subject", "values", "change"), VALUES)
def test_each_change_is_taken_back_and_forth(agent, subject, values, change):
    row = tending.add(agent, subject, values, **say(agent))
    added = rows(subject)
    edit = tending.edit(agent, row, change, seen=row.updated_at, **say(agent, 1))
    edited = rows(subject)
    row.refresh_from_db()
    removal = tending.remove(agent, row, **say(agent, 2))
    assert rows(subject) == []

    tending.take_back(removal, **say(agent, 3))
    assert without_moment(rows(subject)) == without_moment(edited)
    tending.take_back(edit, **say(agent, 4))
    assert without_moment(rows(subject)) == without_moment(added)
    tending.take_back(AgentChange.objects.earliest("id"), **say(agent, 5))
    assert rows(subject) == []

    lines = AgentChange.objects.order_by("id").values_list("kind", flat=True)
    assert list(lines) == ["added", "edited", "removed", "added", "edited", "removed"]


def test_what_the_agent_wrote_meanwhile_is_not_overwritten(agent):
    row = tending.add(agent, MEMORY, {"key": "k", "value": "v"}, **say(agent))
    AgentMemory.objects.get().save()

    with pytest.raises(Refused, match="changed since you looked"):
        tending.edit(agent, row, {"value": "w"}, seen=row.updated_at, **say(agent, 1))

    assert AgentMemory.objects.get().value == "v"


def test_what_moved_since_cannot_be_taken_back(agent):
    row = tending.add(agent, MEMORY, {"key": "k", "value": "v"}, **say(agent))
    line = tending.edit(agent, row, {"value": "w"}, seen=row.updated_at, **say(agent, 1))
    AgentMemory.objects.update(value="x")

    with pytest.raises(Refused, match="changed since you looked"):
        tending.take_back(line, **say(agent, 2))

    assert AgentMemory.objects.get().value == "x"


def test_a_line_that_names_a_row_of_another_agent_takes_nothing_back(agent):
    row = tending.add(agent, MEMORY, {"key": "k", "value": "v"}, **say(agent))
    line = tending.edit(agent, row, {"value": "w"}, seen=row.updated_at, **say(agent, 1))
    AgentMemory.objects.update(entity=living.LivingFactory().entity)

    with pytest.raises(Refused, match="changed since you looked"):
        tending.take_back(line, **say(agent, 2))

    assert AgentMemory.objects.get().value == "w"


def test_a_key_is_taken_once_also_when_taking_back(agent):
    row = tending.add(agent, MEMORY, {"key": "k", "value": "v"}, **say(agent))
    line = tending.remove(agent, row, **say(agent, 1))
    tending.add(agent, MEMORY, {"key": "k", "value": "new"}, **say(agent, 2))

    for act in (
        lambda: tending.take_back(line, **say(agent, 3)),
        lambda: tending.add(agent, MEMORY, {"key": "k", "value": "v"}, **say(agent, 3)),
    ):
        with pytest.raises(Refused, match="key already has a value"):
            act()

    assert AgentMemory.objects.get().value == "new"


def test_an_edit_that_changes_nothing_leaves_no_line(agent):
    row = tending.add(agent, GOAL, {"description": "Ship it"}, **say(agent))

    line = tending.edit(
        agent, row, {"description": "Ship it"}, seen=row.updated_at, **say(agent, 1)
    )

    assert (line, AgentChange.objects.count()) == (None, 1)


def test_a_pause_is_no_row_to_put_back(agent):
    with pytest.raises(Refused, match="cannot be taken back"):
        tending.take_back(living.AgentChangeFactory(agent=agent), **say(agent))


def test_it_is_known_whether_a_person_or_the_agent_wrote_last(agent):
    mine = tending.add(agent, MEMORY, {"key": "mine", "value": "v"}, **say(agent))
    theirs = tending.add(agent, MEMORY, {"key": "theirs", "value": "v"}, **say(agent))
    run = RunFactory(agent=agent, agent_entity=agent.entity)
    said = {"memories": [{"key": "theirs", "value": "w"}]}

    perform("set_memories", said, Acting(run, agent.entity, "k", LATER))

    known = noting.authors(AgentMemory.objects.all())
    assert known == {mine.pk: agent.owner.get_username()}
    assert theirs.pk not in known
    assert (Goal.objects.count(), Plan.objects.count()) == (0, 0)
