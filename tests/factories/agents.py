from datetime import UTC, date, datetime, timedelta

import factory

from agents.models import (
    Agent,
    Entity,
    EntityType,
    FlatPlan,
    LogFile,
    MetricSeries,
    MissionLink,
    PriceVersion,
    Run,
    RunStep,
    StepKind,
    Subject,
    TelemetryPost,
    TokenBurn,
    TotalKind,
    UsageEvent,
    UsageRevision,
    UsageTotal,
)
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory

MORNING = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)


class AgentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agent

    name = factory.Sequence(lambda n: f"Agent {n}")


class EntityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Entity

    type = EntityType.AGENT


class RunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Run

    class Params:
        done = factory.Trait(status="completed", completed_at=MORNING)
        foreign = factory.Trait(
            origin="claude_code",
            status="completed",
            completed_at=MORNING,
            owner=factory.SubFactory(UserFactory),
            session=factory.Sequence(lambda n: f"session {n}"),
        )

    agent = factory.SubFactory(AgentFactory)
    agent_entity = factory.SubFactory(EntityFactory)
    cycle_number = 1
    started_at = MORNING


class RunStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RunStep

    run = factory.SubFactory(RunFactory)
    number = factory.Sequence(int)
    kind = StepKind.MODEL
    started_at = MORNING


class PriceVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PriceVersion

    provider = "anthropic"
    model = factory.Sequence(lambda n: f"model {n}")
    rates = {"input": [[0, "3"]], "output": [[0, "15"]]}
    source = "by hand"


class FlatPlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FlatPlan

    owner = factory.SubFactory(UserFactory)
    name = "Claude Max"
    source = "claude-code"
    monthly_pico = 200 * 10**12
    first = date(2026, 1, 1)


class UsageEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UsageEvent

    class Params:
        unpriced = factory.Trait(cost_pico=None, cost_source="unknown")
        assigned = factory.Trait(
            mission=factory.SubFactory(MissionFactory, owner=factory.SelfAttribute("..owner")),
            rank=6,
        )

    owner = factory.SubFactory(UserFactory)
    provider = "anthropic"
    key = factory.Sequence(lambda n: f"req:{n}")
    at = factory.Sequence(lambda n: MORNING + timedelta(seconds=n % 60))
    slot = "2026-11-18T08:00"
    model = "claude-sonnet-4-20250514"
    input_tokens = 1000
    output_tokens = 100
    cost_pico = 4_500_000_000
    cost_source = "book"
    session = "s"
    project = "-p"
    branch = "main"
    seen_via = "claude-code"


class UsageRevisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UsageRevision

    event = factory.SubFactory(UsageEventFactory)
    reason = "The log went on with the same answer."
    before = {}
    after = {}


class MissionLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MissionLink

    owner = factory.SelfAttribute("mission.owner")
    subject = Subject.PROJECT
    name = factory.Sequence(lambda n: f"-p{n}")
    mission = factory.SubFactory(MissionFactory)


class UsageTotalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UsageTotal

    owner = factory.SubFactory(UserFactory)
    kind = TotalKind.ALL
    slot = "2026-11-18T08:00"


class TokenBurnFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TokenBurn

    owner = factory.SubFactory(UserFactory)
    window = "2026-11-18T08"
    source = "claude-code"
    provider = "anthropic"
    model = "claude-sonnet-4-20250514"


class LogFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LogFile

    owner = factory.SubFactory(UserFactory)
    source = "claude-code"
    path = factory.Sequence(lambda n: f"-p/{n}.jsonl")
    inode = "1:1"
    size = modified_ns = offset = 0
    head = "0:"


class TelemetryPostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TelemetryPost

    owner = factory.SubFactory(UserFactory)
    at = MORNING
    signal = "traces"
    encoding = "application/json"
    status = 200
    accepted = 3
    read = {"model": 1, "tool": 2}


class MetricSeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MetricSeries

    owner = factory.SubFactory(UserFactory)
    digest = factory.Sequence(lambda n: f"{n:064x}")
    begin_ns = at_ns = 1
    value = 1.0
