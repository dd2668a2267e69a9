"""Document 3's agents and runs, and the ledger of what requests cost."""

from agents.models.agents import Agent
from agents.models.entities import Entity, EntityType
from agents.models.links import LinkRank, MissionLink, Subject
from agents.models.logs import LogFile
from agents.models.prices import PriceVersion, TierMode
from agents.models.runs import Run, RunOrigin, RunStatus, RunStep, StepKind
from agents.models.totals import TokenBurn, TotalKind, UsageTotal
from agents.models.usage import CostSource, UsageEvent, UsageRevision

__all__ = [
    "Agent",
    "CostSource",
    "Entity",
    "EntityType",
    "LinkRank",
    "LogFile",
    "MissionLink",
    "PriceVersion",
    "Run",
    "RunOrigin",
    "RunStatus",
    "RunStep",
    "StepKind",
    "Subject",
    "TierMode",
    "TokenBurn",
    "TotalKind",
    "UsageEvent",
    "UsageRevision",
    "UsageTotal",
]
