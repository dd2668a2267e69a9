"""The five minimum queries of document 2: active profiles, two replays, one lineage."""

from runtime_memory.active import active, active_behavior, active_personality, profile_names
from runtime_memory.lineages import (
    Lineage,
    SkillLineage,
    lineage,
    lineages,
    proposal_counts,
    proposal_lineage,
)
from runtime_memory.replays import (
    Gap,
    SessionReplay,
    StepReplay,
    WorkflowReplay,
    gap_before,
    session_replay,
    stray_events,
    workflow_replay,
)

__all__ = [
    "Gap",
    "Lineage",
    "SessionReplay",
    "SkillLineage",
    "StepReplay",
    "WorkflowReplay",
    "active",
    "active_behavior",
    "active_personality",
    "gap_before",
    "lineage",
    "lineages",
    "profile_names",
    "proposal_counts",
    "proposal_lineage",
    "session_replay",
    "stray_events",
    "workflow_replay",
]
