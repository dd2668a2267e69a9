"""Memories, goals and plans as people edit them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agents.living.acting.minding import MEMORY
from agents.models import AgentChange, AgentMemory, Goal, Plan
from tests.factories import living
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db
TYPED = {
    "memories": {"key": "city", "value": "Ghent\r\nor Gent"},
    "goals": {"description": "Ship it", "priority": "3", "status": "active"},
    "plans": {"name": "Look", "instruction": "", "scheduled_at": "2026-11-18T10:00"},
}
MODELS = {"memories": AgentMemory, "goals": Goal, "plans": Plan}


@pytest.fixture
def agent(owner):
    return living.LivingFactory(owner=owner, name="Ada")


def at(agent, aspect, rest=""):
    return f"{agent.get_absolute_url()}mind/{aspect}/{rest}"


def edit(desk, agent, aspect, row, **typed):
    sent = {"seen": row.updated_at.isoformat(), **typed}
    return desk.post(at(agent, aspect, f"{row.pk}/"), sent)


@pytest.mark.parametrize("aspect", TYPED)
def test_a_row_is_added_shown_and_deleted_with_undo(desk, agent, owner, aspect):
    added = desk.post(at(agent, aspect, "new/"), TYPED[aspect], follow=True).text
    row = MODELS[aspect].objects.get()
    page = desk.post(at(agent, aspect, f"{row.pk}/remove/"), follow=True).text
    line = AgentChange.objects.latest("id")

    assert "Ada knows it from its next cycle on." in added
    assert f"by {owner.get_username()}" in added
    assert f"{agent.get_absolute_url()}history/{line.pk}/undo/" in page
    assert not MODELS[aspect].objects.exists()
    desk.post(f"{agent.get_absolute_url()}history/{line.pk}/undo/")
    assert MODELS[aspect].objects.get().pk == row.pk


def test_text_is_kept_as_it_was_typed(desk, agent):
    desk.post(at(agent, "memories", "new/"), TYPED["memories"] | {"value": " a\r\n b \r\n"})

    assert AgentMemory.objects.get().value == " a\n b \n"


def test_what_the_agent_wrote_is_said_to_be_its_own(desk, agent):
    living.AgentMemoryFactory(entity=agent.entity, key="mood", value="<b>calm</b>")

    page = desk.get(at(agent, "memories")).text

    assert "by the agent" in page
    assert "&lt;b&gt;calm&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("aspect", "typed", "sentence"),
    [
        ("memories", {"key": ""}, "Key is needed."),
        ("memories", {"key": "x" * 201}, "Key must have at most 200 characters; it has 201."),
        ("memories", {"value": "x" * 20_001}, "Value must have at most 20000 characters"),
        ("memories", {"value": "a\0b"}, "Value must not hold NUL characters."),
        ("goals", {"description": ""}, "Description is needed."),
        ("goals", {"priority": "1001"}, "Priority must be at most 1000."),
        ("goals", {"priority": "high"}, "Priority must be a whole number."),
        ("goals", {"status": "dreamt"}, "Status must be one of: Active"),
        ("plans", {"name": ""}, "Name is needed."),
        ("plans", {"scheduled_at": "soon"}, "When must be a date and time such as"),
        ("plans", {"scheduled_at": ""}, "When is needed."),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(desk, agent, aspect, typed, sentence):
    answer = desk.post(at(agent, aspect, "new/"), TYPED[aspect] | typed)

    assert (answer.status_code, MODELS[aspect].objects.count()) == (422, 0)
    assert sentence in answer.text
    kept = {"memories": "city", "goals": "Ship it", "plans": "Look"}[aspect]
    assert kept in answer.text or typed.keys() & {"key", "description", "name"}


def test_limits_are_those_of_the_agents_own_acts(desk, agent):
    page = desk.get(at(agent, "memories", "new/")).text

    assert f'maxlength="{MEMORY["properties"]["key"]["maxLength"]}"' in page
    assert f'maxlength="{MEMORY["properties"]["value"]["maxLength"]}"' in page


def test_a_key_that_has_a_value_is_refused_beside_the_field(desk, agent):
    living.AgentMemoryFactory(entity=agent.entity, key="city")

    answer = desk.post(at(agent, "memories", "new/"), TYPED["memories"])

    assert answer.status_code == 422
    assert "Key already has a value." in answer.text
    assert "Ghent" in answer.text


def test_an_edit_that_the_agent_overtook_is_shown_beside_what_stands_there(desk, agent):
    row = living.AgentMemoryFactory(entity=agent.entity, key="city", value="Ghent")
    AgentMemory.objects.update(updated_at=MORNING)

    answer = edit(desk, agent, "memories", row, key="city", value="Gent")

    now = AgentMemory.objects.get()
    assert (answer.status_code, now.value) == (422, "Ghent")
    assert "This memory was changed since you opened it; see below." in answer.text
    assert f'name="seen" value="{now.updated_at.isoformat()}"' in answer.text
    assert ">Gent</textarea>" in answer.text.replace("\n", "")
    assert edit(desk, agent, "memories", now, key="city", value="Gent").status_code == 302
    assert AgentMemory.objects.get().value == "Gent"


def test_a_plan_keeps_its_seconds_and_its_state_unless_given_another_moment(desk, agent, owner):
    precise = MORNING.replace(second=7)
    plan = living.PlanFactory(
        entity=agent.entity, scheduled_at=precise, next_run_at=None, status="canceled"
    )
    there = f"{MORNING.astimezone(ZoneInfo(owner.zone)):%Y-%m-%dT%H:%M}"
    same = {"name": "Renamed", "instruction": "", "scheduled_at": there}

    edit(desk, agent, "plans", plan, **same)
    renamed = Plan.objects.get()
    edit(desk, agent, "plans", renamed, **same | {"scheduled_at": "2026-11-19T11:00"})

    moved = Plan.objects.get()
    assert (renamed.name, renamed.scheduled_at, renamed.status) == ("Renamed", precise, "canceled")
    expected = datetime(2026, 11, 19, 11, tzinfo=ZoneInfo(owner.zone))
    assert (moved.status, moved.next_run_at, moved.scheduled_at) == ("pending", expected, expected)


def test_a_recurring_plan_shows_its_times_and_keeps_them(desk, agent):
    plan = living.PlanFactory(entity=agent.entity, recurring=True, zone="Europe/Brussels")

    page = desk.get(at(agent, "plans")).text
    edit(desk, agent, "plans", plan, name="Standup", instruction="Ask.")

    assert "<code>0 9 * * *</code> by the clock of Europe/Brussels" in page
    found = Plan.objects.get()
    assert (found.name, found.cron, found.next_run_at) == ("Standup", "0 9 * * *", MORNING)


def test_a_plan_is_canceled_with_undo(desk, agent):
    plan = living.PlanFactory(entity=agent.entity)
    cancel = f"{agent.get_absolute_url()}plans/{plan.pk}/cancel/"

    page = desk.post(cancel, follow=True).text

    line = AgentChange.objects.get()
    assert (Plan.objects.get().status, desk.post(cancel).status_code) == ("canceled", 404)
    assert f"history/{line.pk}/undo/" in page
    desk.post(f"{agent.get_absolute_url()}history/{line.pk}/undo/")
    assert Plan.objects.get().status == "pending"


def test_lists_are_narrowed_by_status_and_turn_their_pages(desk, agent):
    for number in range(60):
        living.GoalFactory(entity=agent.entity, description=f"Goal {number}", priority=number)
    living.GoalFactory(entity=agent.entity, description="Given up", status="abandoned")

    active, all_of_them = desk.get(at(agent, "goals")), desk.get(at(agent, "goals", "?status=all"))

    assert [len(page.context["entries"]) for page in (active, all_of_them)] == [50, 50]
    assert "Given up" in desk.get(at(agent, "goals", "?status=abandoned")).text
    assert active.context["entries"][0]["row"].description == "Goal 59"


def test_rows_of_another_agent_are_not_reached(desk, agent, owner):
    other = living.AgentMemoryFactory(entity=living.LivingFactory(owner=owner).entity)

    answers = [
        desk.get(at(agent, "memories", f"{other.pk}/")),
        desk.post(at(agent, "memories", f"{other.pk}/remove/")),
        desk.get(at(agent, "goals", f"{other.pk}/")),
        desk.get(at(agent, "dreams")),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert AgentMemory.objects.exists()


def test_the_mind_in_short_counts_what_holds(desk, agent):
    living.AgentMemoryFactory(entity=agent.entity)
    for status in ("active", "completed"):
        living.GoalFactory(entity=agent.entity, status=status)
    living.ConsciousnessFactory(agent_entity=agent.entity, cycle_count=7)

    answer = desk.get(f"{agent.get_absolute_url()}mind/")

    assert answer.context["counts"] == {"memory_count": 1, "goal_count": 1, "plan_count": 0}
    assert ">7<" in answer.text
