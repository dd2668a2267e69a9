"""Document 3's agents and runs, and the ledger of what requests cost."""

from agents.models.agents import Agent
from agents.models.calls import (
    AnswerKind,
    AnswerStatus,
    CallState,
    Decision,
    Effect,
    PendingToolCall,
    ToolCall,
)
from agents.models.clients import Client
from agents.models.consciousness import (
    AgentConsciousness,
    ArchivedCycle,
    ConsciousnessSnapshot,
    SnapshotReason,
)
from agents.models.entities import Entity, EntityType
from agents.models.inbox import InboxEvent, InboxStatus, Priority
from agents.models.leases import AgentLease
from agents.models.links import LinkRank, MissionLink, Subject
from agents.models.logs import LogFile
from agents.models.mind import AgentMemory, Goal, GoalStatus
from agents.models.outbox import OutboxMessage
from agents.models.plans import Plan, PlanStatus
from agents.models.prices import PriceVersion, TierMode
from agents.models.runs import EventType, Run, RunOrigin, RunStatus, StopReason
from agents.models.spaces import SmartSpace, SmartSpaceMembership, SmartSpaceMessage, SpaceRole
from agents.models.steps import RunStep, StepKind, Tier
from agents.models.totals import TokenBurn, TotalKind, UsageTotal
from agents.models.usage import CostSource, UsageEvent, UsageRevision

__all__ = [
    "Agent",
    "AgentConsciousness",
    "AgentLease",
    "AgentMemory",
    "AnswerKind",
    "AnswerStatus",
    "ArchivedCycle",
    "CallState",
    "Client",
    "ConsciousnessSnapshot",
    "CostSource",
    "Decision",
    "Effect",
    "Entity",
    "EntityType",
    "EventType",
    "Goal",
    "GoalStatus",
    "InboxEvent",
    "InboxStatus",
    "LinkRank",
    "LogFile",
    "MissionLink",
    "OutboxMessage",
    "PendingToolCall",
    "Plan",
    "PlanStatus",
    "PriceVersion",
    "Priority",
    "Run",
    "RunOrigin",
    "RunStatus",
    "RunStep",
    "SmartSpace",
    "SmartSpaceMembership",
    "SmartSpaceMessage",
    "SnapshotReason",
    "SpaceRole",
    "StepKind",
    "StopReason",
    "Subject",
    "Tier",
    "TierMode",
    "TokenBurn",
    "ToolCall",
    "TotalKind",
    "UsageEvent",
    "UsageRevision",
    "UsageTotal",
]
