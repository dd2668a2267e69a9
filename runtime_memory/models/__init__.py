"""Document 2's twelve tables, and what their audit needs beside them."""

from runtime_memory.models.batches import ImportBatch
from runtime_memory.models.chain import ChainEntry
from runtime_memory.models.checkpoints import Checkpoint
from runtime_memory.models.governance import (
    Approval,
    ApprovalType,
    Decision,
    DeployOutcome,
    DeployStatus,
    Validation,
    Verdict,
)
from runtime_memory.models.policies import FourEyes, PolicyProfile
from runtime_memory.models.profiles import BehaviorProfile, PersonalityProfile, Profile
from runtime_memory.models.sessions import Erasure, Session, SessionStatus, Turn, TurnRole
from runtime_memory.models.skills import (
    Proposal,
    ProposalStatus,
    ProposalType,
    RiskLevel,
    Skill,
    SkillState,
    SourceType,
)
from runtime_memory.models.verifications import Verification
from runtime_memory.models.workflows import (
    EventLevel,
    EventType,
    TaskEvent,
    TriggerSource,
    WorkflowRun,
    WorkflowStatus,
    WorkflowStep,
)

__all__ = [
    "Approval",
    "ApprovalType",
    "BehaviorProfile",
    "ChainEntry",
    "Checkpoint",
    "Decision",
    "DeployOutcome",
    "DeployStatus",
    "Erasure",
    "EventLevel",
    "EventType",
    "FourEyes",
    "ImportBatch",
    "PersonalityProfile",
    "PolicyProfile",
    "Profile",
    "Proposal",
    "ProposalStatus",
    "ProposalType",
    "RiskLevel",
    "Session",
    "SessionStatus",
    "Skill",
    "SkillState",
    "SourceType",
    "TaskEvent",
    "TriggerSource",
    "Turn",
    "TurnRole",
    "Validation",
    "Verdict",
    "Verification",
    "WorkflowRun",
    "WorkflowStatus",
    "WorkflowStep",
]
