"""Whose rows are whose: own, shared, or of a space that one is a member of."""

from __future__ import annotations

import pytest

from agents.models import (
    Agent,
    AgentConsciousness,
    AgentMemory,
    ArchivedCycle,
    Client,
    ConsciousnessSnapshot,
    Entity,
    Goal,
    InboxEvent,
    PendingToolCall,
    Plan,
    Run,
    SmartSpace,
    SmartSpaceMessage,
)
from tests.factories import living
from tests.factories.agents import EntityFactory, RunFactory

pytestmark = pytest.mark.django_db
OF_AN_ENTITY = [
    (AgentMemory, living.AgentMemoryFactory, "entity"),
    (Goal, living.GoalFactory, "entity"),
    (Plan, living.PlanFactory, "entity"),
    (Client, living.ClientFactory, "entity"),
    (AgentConsciousness, living.ConsciousnessFactory, "agent_entity"),
    (ArchivedCycle, living.ArchivedCycleFactory, "agent_entity"),
    (ConsciousnessSnapshot, living.SnapshotFactory, "agent_entity"),
    (InboxEvent, living.InboxEventFactory, "agent_entity"),
    (PendingToolCall, living.PendingToolCallFactory, "agent_entity"),
]
OWNED = [
    (Agent, living.LivingFactory),
    (Entity, EntityFactory),
    (SmartSpace, living.SmartSpaceFactory),
    (Run, RunFactory),
]


def seen_by(user, model):
    return list(model.objects.visible_to(user))


@pytest.mark.parametrize(("model", "make"), OWNED)
def test_a_row_is_its_owners(owner, stranger, model, make):
    row = make(owner=owner)

    assert row in seen_by(owner, model)
    assert row not in seen_by(stranger, model)


@pytest.mark.parametrize(("model", "make"), OWNED)
def test_a_row_of_nobody_is_everybodys(stranger, model, make):
    row = make(owner=None)

    assert row in seen_by(stranger, model)


@pytest.mark.parametrize(("model", "make", "entity"), OF_AN_ENTITY)
def test_what_hangs_from_an_entity_is_its_owners(owner, stranger, model, make, entity):
    row = make(**{entity: EntityFactory(owner=owner)})

    assert (seen_by(owner, model), seen_by(stranger, model)) == ([row], [])


@pytest.mark.parametrize(("model", "make", "entity"), OF_AN_ENTITY)
def test_what_hangs_from_a_shared_agent_is_everybodys(stranger, model, make, entity):
    row = make(**{entity: EntityFactory(owner=None)})

    assert seen_by(stranger, model) == [row]


def test_a_member_sees_a_space_and_what_is_said_there(owner, stranger):
    said = living.MessageFactory(smart_space__owner=owner, entity=EntityFactory(owner=owner))
    before = seen_by(stranger, SmartSpace), seen_by(stranger, SmartSpaceMessage)

    living.MembershipFactory(smart_space=said.smart_space, entity__user=stranger)

    assert before == ([], [])
    assert seen_by(stranger, SmartSpace) == [said.smart_space]
    assert seen_by(stranger, SmartSpaceMessage) == [said]


def test_a_member_sees_a_space_once(owner):
    space = living.SmartSpaceFactory(owner=owner)
    living.MembershipFactory(smart_space=space, entity__user=owner)
    living.MembershipFactory(smart_space=space)

    assert seen_by(owner, SmartSpace) == [space]


def test_an_agent_in_a_space_opens_it_to_nobody(owner, stranger):
    space = living.SmartSpaceFactory(owner=owner)
    living.MembershipFactory(smart_space=space, entity=EntityFactory(owner=stranger))

    assert seen_by(stranger, SmartSpace) == []


def test_a_question_to_a_space_is_its_members(owner, stranger):
    joined = living.MembershipFactory(smart_space__owner=owner, entity__user=stranger)
    asked = living.PendingToolCallFactory(smart_space=joined.smart_space)

    assert seen_by(stranger, PendingToolCall) == [asked]
    assert list(PendingToolCall.objects.open()) == [asked]


def test_a_question_to_one_person_is_theirs_alone(owner, stranger):
    joined = living.MembershipFactory(smart_space__owner=owner, entity__user=stranger)
    person = living.PersonFactory(user=owner)
    asked = living.PendingToolCallFactory(smart_space=joined.smart_space, audience=person)

    assert (seen_by(owner, PendingToolCall), seen_by(stranger, PendingToolCall)) == ([asked], [])


def test_only_agents_that_think_here_are_living():
    living_agent = living.LivingFactory()
    living.LivingFactory(slug="")
    living.LivingFactory(archived_at=living.MORNING)

    assert list(Agent.objects.living()) == [living_agent]
