"""The gates of a proposal: what passed, what was refused, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from runtime_memory.models import ProposalStatus, Validation
from runtime_memory.models.governance import PASSES
from runtime_memory.queries import Lineage

PAST = {
    "validation": (ProposalStatus.VALIDATED, ProposalStatus.APPROVED, ProposalStatus.PROMOTED),
    "approval": (ProposalStatus.APPROVED, ProposalStatus.PROMOTED),
    "deploy outcome": (ProposalStatus.PROMOTED,),
}


@dataclass(frozen=True)
class Missing:
    """A gate through which nothing is recorded; `is_due` unless the proposal was rejected."""

    stage: str
    words: str
    is_due: bool


def missing(lineage: Lineage) -> dict[str, Missing]:
    """The gates of LINEAGE with nothing recorded, by the name of the list that is empty."""
    lists = {"validation": "validations", "approval": "approvals", "deploy outcome": "deploys"}
    return {lists[stage]: _missing(lineage, stage) for stage in lineage.missing}


def _missing(lineage: Lineage, stage: str) -> Missing:
    status = lineage.proposal.status
    if status in PAST[stage]:
        return Missing(
            stage, f"Missing: no {stage}, although the proposal is {status}.", is_due=True
        )
    if status == ProposalStatus.REJECTED:
        return Missing(stage, f"No {stage}; the proposal was rejected.", is_due=False)
    return Missing(stage, f"Missing: no {stage} yet.", is_due=True)


def failures(validation: Validation) -> list[str]:
    """Which of the four did not pass: build, lint, test, policy."""
    return [name.removesuffix("_pass") for name in PASSES if not getattr(validation, name)]
