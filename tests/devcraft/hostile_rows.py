"""A row of every kind, with hostile text where a person or an import writes."""

from __future__ import annotations

from missions.models import AppConfig
from tests.factories.agents import (
    MORNING,
    FlatPlanFactory,
    LogFileFactory,
    MissionLinkFactory,
    PriceVersionFactory,
    RunFactory,
    TelemetryPostFactory,
    TokenBurnFactory,
    UsageRevisionFactory,
    UsageTotalFactory,
)
from tests.factories.backups import BackupFactory, RestoreFactory
from tests.factories.budgets import NoticeFactory
from tests.factories.devcraft import ClientKeyFactory, RawRowFactory, SourceRowFactory
from tests.factories.living import (
    AgentChangeFactory,
    AgentConfigFactory,
    AgentLeaseFactory,
    AgentWorkerFactory,
    InboxEventFactory,
    OutboxMessageFactory,
    PendingToolCallFactory,
    SecretBindingFactory,
    SmartSpaceFactory,
)
from tests.factories.missions import (
    WORDLESS,
    CarbonModelEntryFactory,
    CuratorLogFactory,
    HistoryEntryFactory,
    NoteFactory,
    ProfileFactory,
    TimerActFactory,
    WorkSignFactory,
    XpEntryFactory,
    journal_saying,
)
from tests.factories.runtime_memory import (
    BehaviorProfileFactory,
    ErasureFactory,
    FourEyesFactory,
    ImportBatchFactory,
    PersonalityProfileFactory,
    PolicyProfileFactory,
    TaskEventFactory,
    TurnFactory,
    WorkflowStepFactory,
    promoted,
)
from tests.factories.worlds import WorldChangeFactory, WorldSnapshotFactory

HOSTILE = "<script>alert(1)</script>{{ 7 }}"


def fill():
    ClientKeyFactory(name=HOSTILE)
    SourceRowFactory(source_id=HOSTILE)
    RawRowFactory(raw=HOSTILE, reason=HOSTILE)
    BackupFactory(name=HOSTILE), RestoreFactory()
    FlatPlanFactory(name=HOSTILE)
    UsageRevisionFactory(reason=HOSTILE, event__project=HOSTILE, event__model=HOSTILE)
    PriceVersionFactory(model=HOSTILE, source=HOSTILE)
    MissionLinkFactory(name=HOSTILE)
    RunFactory(session=HOSTILE, agent__name=HOSTILE, agent_entity__display_name=HOSTILE)
    TokenBurnFactory(model=HOSTILE)
    NoticeFactory(words=HOSTILE, mail=HOSTILE, budget__about="source", budget__subject=HOSTILE)
    UsageTotalFactory(subject=HOSTILE)
    LogFileFactory(path=HOSTILE)
    journal_saying(HOSTILE)
    AppConfig.objects.create(key=HOSTILE, value=HOSTILE)
    CarbonModelEntryFactory(mission_name=HOSTILE, context=HOSTILE)
    CuratorLogFactory(error=HOSTILE, mission_results=HOSTILE)
    HistoryEntryFactory(body={"x": HOSTILE})
    NoteFactory(message=HOSTILE)
    ProfileFactory(display_name=HOSTILE[:30], bio=HOSTILE)
    XpEntryFactory(action=HOSTILE, reason=HOSTILE)
    for factory in WORDLESS:
        factory()
    TimerActFactory(before={"x": HOSTILE})
    WorkSignFactory(source=HOSTILE[:40])
    WorldSnapshotFactory(name=HOSTILE, author=HOSTILE, world__name=HOSTILE)
    WorldChangeFactory(words=HOSTILE, author=HOSTILE)
    memory()
    living()
    SecretBindingFactory(name=HOSTILE, hosts=[HOSTILE])


def living():
    InboxEventFactory(event_id=HOSTILE, error=HOSTILE)
    PendingToolCallFactory(call__tool_name=HOSTILE)
    AgentChangeFactory(words=HOSTILE)
    AgentConfigFactory(config_json={"x": HOSTILE})
    AgentLeaseFactory(holder=HOSTILE, expires_at=MORNING)
    AgentWorkerFactory(name=HOSTILE)
    TelemetryPostFactory(sources=HOSTILE, problems=[HOSTILE])
    OutboxMessageFactory(key=HOSTILE)
    SmartSpaceFactory(name=HOSTILE)


def memory():
    promoted(proposed_by=HOSTILE, skill__skill_key=HOSTILE, proposal_json='{"x":"<script>"}')
    TurnFactory(content=HOSTILE, session__actor=HOSTILE)
    TaskEventFactory(message=HOSTILE)
    WorkflowStepFactory(step_name=HOSTILE, workflow_run__workflow_name=HOSTILE)
    BehaviorProfileFactory(profile_name=HOSTILE)
    PersonalityProfileFactory(profile_name=HOSTILE)
    ImportBatchFactory(source=HOSTILE)
    for factory in (ErasureFactory, FourEyesFactory, PolicyProfileFactory):
        factory()
