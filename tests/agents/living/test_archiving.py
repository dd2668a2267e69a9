from __future__ import annotations

import pytest

from agents.living import archiving
from agents.models import Agent, AgentConsciousness, AgentLease, Entity
from tests.factories import living
from tests.factories.agents import MORNING, RunFactory

pytestmark = pytest.mark.django_db


def consciousness(agent):
    living.ConsciousnessFactory(agent_entity=agent.entity, version=1)


def run(agent):
    RunFactory(agent=agent, agent_entity=agent.entity, done=True)


TRACES = [
    run,
    consciousness,
    lambda agent: living.MessageFactory(entity=agent.entity),
    lambda agent: living.InboxEventFactory(agent_entity=agent.entity),
    lambda agent: living.AgentMemoryFactory(entity=agent.entity),
    lambda agent: living.GoalFactory(entity=agent.entity),
    lambda agent: living.PlanFactory(entity=agent.entity),
    lambda agent: living.ArchivedCycleFactory(agent_entity=agent.entity),
    lambda agent: living.SnapshotFactory(agent_entity=agent.entity),
    lambda agent: living.PendingToolCallFactory(agent_entity=agent.entity),
    lambda agent: living.ClientFactory(entity=agent.entity),
]


def test_an_agent_that_never_did_anything_is_deleted():
    agent = living.LivingFactory()
    living.MembershipFactory(entity=agent.entity)
    living.ConsciousnessFactory(agent_entity=agent.entity)
    living.AgentLeaseFactory(agent=agent)

    archived = archiving.discard(agent, now=MORNING)

    left = [m.objects.count() for m in (Agent, AgentConsciousness, AgentLease)]
    assert (archived, left) == (False, [0, 0, 0])
    assert not Entity.objects.filter(type="agent").exists()


@pytest.mark.parametrize("leave", TRACES)
def test_an_agent_with_history_is_archived_and_keeps_it(leave):
    agent = living.LivingFactory()
    leave(agent)

    archived = archiving.discard(agent, now=MORNING)

    assert archived
    assert Agent.objects.get(pk=agent.pk).archived_at == MORNING
    assert Entity.objects.filter(agent=agent).exists()
    assert not Agent.objects.living().filter(pk=agent.pk).exists()


def test_archiving_twice_keeps_the_first_moment():
    agent = living.LivingFactory()
    run(agent)
    archiving.discard(agent, now=MORNING)

    archiving.discard(agent, now=MORNING.replace(hour=12))

    assert Agent.objects.get(pk=agent.pk).archived_at == MORNING


def test_an_archived_agent_comes_back():
    agent = living.LivingFactory(archived_at=MORNING)

    archiving.recover(agent)

    assert Agent.objects.living().filter(pk=agent.pk).exists()


def test_every_table_that_names_an_agents_entity_counts_as_history():
    own = {"runs", "consciousness", "memberships", "agent", "user", "owner"}
    passive = {"asked_of", "resolved", "drafts"}
    named = {relation.get_accessor_name() for relation in Entity._meta.related_objects}

    assert named - own - passive == set(archiving.TRACES)
