"""Document 3's agents and runs, and the ledger of what requests cost."""

from agents.models.agents import Agent
from agents.models.budgets import About, AtLimit, Budget, BudgetNotice, BudgetPeriod, NoticeKind
from agents.models.calls import (
    AnswerKind,
    AnswerStatus,
    CallState,
    Decision,
    Effect,
    PendingToolCall,
    ToolCall,
)
from agents.models.changes import AgentChange, ChangeKind, ChangeSubject
from agents.models.clients import Client
from agents.models.configs import AgentConfig
from agents.models.consciousness import (
    AgentConsciousness,
    ArchivedCycle,
    ConsciousnessSnapshot,
    SnapshotReason,
)
from agents.models.drafts import SpaceDraft
from agents.models.entities import Entity, EntityType
from agents.models.inbox import InboxEvent, InboxStatus, Priority
from agents.models.leases import AgentLease
from agents.models.links import LinkRank, MissionLink, Subject
from agents.models.logs import LogFile
from agents.models.mind import AgentMemory, Goal, GoalStatus
from agents.models.outbox import OutboxMessage
from agents.models.plans import Plan, PlanStatus
from agents.models.posts import MetricSeries, SignalKind, TelemetryPost
from agents.models.prices import FlatPlan, PriceVersion, TierMode
from agents.models.runs import EventType, Run, RunOrigin, RunStatus, StopReason
from agents.models.secrets import SecretBinding
from agents.models.servers import ServerState, ServerTool
from agents.models.spaces import SmartSpace, SmartSpaceMembership, SmartSpaceMessage, SpaceRole
from agents.models.steps import RunStep, StepKind, Tier
from agents.models.totals import TokenBurn, TotalKind, UsageTotal
from agents.models.usage import CostSource, Road, UsageEvent, UsageRevision
from agents.models.workers import AgentWorker

__all__ = [
    "About",
    "Agent",
    "AgentChange",
    "AgentConfig",
    "AgentConsciousness",
    "AgentLease",
    "AgentMemory",
    "AgentWorker",
    "AnswerKind",
    "AnswerStatus",
    "ArchivedCycle",
    "AtLimit",
    "Budget",
    "BudgetNotice",
    "BudgetPeriod",
    "CallState",
    "ChangeKind",
    "ChangeSubject",
    "Client",
    "ConsciousnessSnapshot",
    "CostSource",
    "Decision",
    "Effect",
    "Entity",
    "EntityType",
    "EventType",
    "FlatPlan",
    "Goal",
    "GoalStatus",
    "InboxEvent",
    "InboxStatus",
    "LinkRank",
    "LogFile",
    "MetricSeries",
    "MissionLink",
    "NoticeKind",
    "OutboxMessage",
    "PendingToolCall",
    "Plan",
    "PlanStatus",
    "PriceVersion",
    "Priority",
    "Road",
    "Run",
    "RunOrigin",
    "RunStatus",
    "RunStep",
    "SecretBinding",
    "ServerState",
    "ServerTool",
    "SignalKind",
    "SmartSpace",
    "SmartSpaceMembership",
    "SmartSpaceMessage",
    "SnapshotReason",
    "SpaceDraft",
    "SpaceRole",
    "StepKind",
    "StopReason",
    "Subject",
    "TelemetryPost",
    "Tier",
    "TierMode",
    "TokenBurn",
    "ToolCall",
    "TotalKind",
    "UsageEvent",
    "UsageRevision",
    "UsageTotal",
]
