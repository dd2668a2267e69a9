from datetime import timedelta

import factory

from agents import models
from agents.living.config import reading
from tests.factories.agents import MORNING, AgentFactory, EntityFactory, RunFactory
from tests.factories.devcraft import UserFactory


def config(name):
    """The least config, of an agent on the scripted provider."""
    return {
        "version": "3.0",
        "agent": {"name": name},
        "model": {"provider": "scripted", "name": "hello"},
    }


class LivingFactory(factory.django.DjangoModelFactory):
    """An agent that thinks here, with its entity."""

    class Meta:
        model = models.Agent
        skip_postgeneration_save = True

    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Living agent {n}")
    slug = factory.Sequence(lambda n: f"living-agent-{n}")
    config_json = factory.LazyAttribute(lambda agent: config(agent.name))
    config_hash = factory.LazyAttribute(
        lambda agent: reading.digest(reading.checked(agent.config_json))
    )
    entity = factory.RelatedFactory(
        EntityFactory, factory_related_name="agent", owner=factory.SelfAttribute("agent.owner")
    )


class AgentConfigFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgentConfig

    agent = factory.SubFactory(LivingFactory)
    number = factory.LazyAttribute(lambda kept: kept.agent.configs.count() + 1)
    config_json = factory.LazyAttribute(lambda kept: kept.agent.config_json)
    digest = factory.LazyAttribute(lambda kept: kept.agent.config_hash)


class AgentChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgentChange

    agent = factory.SubFactory(LivingFactory)
    by = factory.SubFactory(UserFactory)
    at = MORNING
    kind = "paused"


class PersonFactory(factory.django.DjangoModelFactory):
    """The entity of a person who signs in."""

    class Meta:
        model = models.Entity

    type = "human"
    user = factory.SubFactory(UserFactory)
    owner = factory.SelfAttribute("user")


class SmartSpaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SmartSpace

    owner = factory.SubFactory(UserFactory)
    name = "A private space"


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SmartSpaceMembership

    smart_space = factory.SubFactory(SmartSpaceFactory)
    entity = factory.SubFactory(PersonFactory)


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SmartSpaceMessage

    smart_space = factory.SubFactory(SmartSpaceFactory)
    entity = factory.SubFactory(PersonFactory)
    role = "user"
    content = "Hello"
    seq = factory.LazyAttribute(lambda said: said.smart_space.messages.count() + 1)


class ClientFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Client

    entity = factory.SubFactory(PersonFactory)
    client_key = factory.Sequence(lambda n: f"device-{n}")


class AgentMemoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgentMemory

    entity = factory.SubFactory(EntityFactory, owner=factory.SubFactory(UserFactory))
    key = factory.Sequence(lambda n: f"key-{n}")
    value = "v"


class GoalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Goal

    entity = factory.SubFactory(EntityFactory, owner=factory.SubFactory(UserFactory))
    description = "Ship it"


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Plan

    class Params:
        recurring = factory.Trait(is_recurring=True, cron="0 9 * * *", scheduled_at=None)

    entity = factory.SubFactory(EntityFactory, owner=factory.SubFactory(UserFactory))
    name = "Look again"
    scheduled_at = MORNING
    next_run_at = MORNING


class ConsciousnessFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgentConsciousness

    agent_entity = factory.SubFactory(EntityFactory, owner=factory.SubFactory(UserFactory))


class ArchivedCycleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ArchivedCycle

    agent_entity = factory.SubFactory(EntityFactory, owner=factory.SubFactory(UserFactory))
    cycle_number = factory.Sequence(lambda n: n + 1)
    messages = []
    summary = "Said hello."


class SnapshotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ConsciousnessSnapshot

    agent_entity = factory.SubFactory(EntityFactory, owner=factory.SubFactory(UserFactory))
    number = factory.Sequence(lambda n: n + 1)
    reason = "manual"
    messages = cycles = []
    cycle_count = token_estimate = 0


class InboxEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.InboxEvent

    class Params:
        claimed = factory.Trait(status="processing", run=factory.SubFactory(RunFactory))
        processed = factory.Trait(
            status="processed", run=factory.SubFactory(RunFactory), processed_at=MORNING
        )

    agent_entity = factory.SubFactory(EntityFactory, owner=factory.SubFactory(UserFactory))
    event_id = factory.Sequence(lambda n: f"event-{n}")
    event_type = "service"
    data = {"serviceName": "jira"}


class ToolCallFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ToolCall

    class Params:
        started = factory.Trait(state="started", started_at=MORNING)
        done = factory.Trait(
            state="done", started_at=MORNING, ended_at=MORNING + timedelta(seconds=1)
        )

    run = factory.SubFactory(RunFactory)
    number = factory.Sequence(int)
    tool_call_id = factory.Sequence(lambda n: f"call_{n}")
    idempotency_key = factory.Sequence(lambda n: f"key-{n}")
    tool_name = "send_message"
    args = {"text": "Hello"}


class PendingToolCallFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PendingToolCall

    class Params:
        resolved = factory.Trait(status="resolved", decision="approved", resolved_at=MORNING)

    agent_entity = factory.SubFactory(EntityFactory, owner=factory.SubFactory(UserFactory))
    call = factory.SubFactory(ToolCallFactory)
    kind = "approval"
    args_digest = "0" * 64


class AgentLeaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgentLease

    class Params:
        held = factory.Trait(holder="worker-1", fence=1, expires_at=MORNING)
        resting = factory.Trait(resting_until=MORNING, rest_reason="The provider is busy.")

    agent = factory.SubFactory(AgentFactory)


class AgentWorkerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgentWorker

    name = factory.Sequence(lambda n: f"host:{n}:worker")
    started_at = seen_at = MORNING


class OutboxMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.OutboxMessage

    topic = "space"
    key = factory.Sequence(lambda n: f"message-{n}")
    body = {}


class SecretBindingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SecretBinding

    name = factory.Sequence(lambda n: f"TOKEN_{n}")
    hosts = ["api.example.org"]
    is_for_all = True


class ServerToolFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ServerTool

    agent = factory.SubFactory(LivingFactory)
    server = "office"
    name = "list_prs"
    description = "Open pull requests"
    input_schema = {"type": "object"}
    digest = "0" * 64
    taken_digest = "1" * 64


class SpaceDraftFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SpaceDraft

    run = factory.SubFactory(RunFactory)
    smart_space = factory.SubFactory(SmartSpaceFactory)
    entity = factory.SelfAttribute("run.agent_entity")
    key = factory.Sequence(lambda n: f"draft-{n}")


class ServerStateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ServerState

    agent = factory.SubFactory(LivingFactory)
    server = "office"
