"""Rows in the original's words, and what it reads out of a run's context."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from runtime_memory import moments
from runtime_memory.models import (
    Approval,
    DeployOutcome,
    Proposal,
    Skill,
    TaskEvent,
    Validation,
    WorkflowRun,
)

IDENTITY = ("identityAgent", "identityVersion", "promptClass")
ANNOTATIONS = ("role", "stage", "authority", "policyDecision", "decisionRationale")
COUNTS = ("documentsIndexed", "webDocumentsIndexed")
NO_PROPOSAL = dict.fromkeys(("proposalId", "proposalStatus", "deployStatus"))


@dataclass(frozen=True)
class Context:
    """What a run says about itself: rows it names, who it was, how much it indexed."""

    proposal_id: str | None
    skill_id: str | None
    identity: dict[str, str] | None
    report: dict[str, int | float | None]


NOTHING = Context(None, None, None, {})


@dataclass(frozen=True)
class Told:
    """A run without its context's text, and the id of its newest event."""

    run: WorkflowRun
    context: Context
    event_id: str | None

    @classmethod
    def of(cls, run: WorkflowRun) -> Self:
        """From a run with `event_id`; its text is let go, for a page may hold many."""
        context = context_of(run)
        run.context_json = ""
        return cls(run, context, vars(run)["event_id"])


def context_of(run: WorkflowRun) -> Context:
    said = _object(run.context_json)
    report = _inner(said, "report")
    who = _texts(_inner(said, "identity"), IDENTITY)
    named = _texts(said, ("proposalId", "skillId"))
    return Context(
        proposal_id=named["proposalId"],
        skill_id=named["skillId"],
        identity={name: value for name, value in who.items() if value}
        if all(who.values())
        else None,
        report={name: _number(report.get(name)) for name in COUNTS},
    )


def run(row: WorkflowRun) -> dict[str, Any]:
    return {
        "id": row.pk,
        "workflowName": row.workflow_name,
        "triggerSource": row.trigger_source,
        "initiatedBy": row.initiated_by,
        "status": row.status,
        "startedAt": moments.written(row.started_at),
        "finishedAt": _written(row.finished_at),
    }


def skill(row: Skill) -> dict[str, Any]:
    return {
        "id": row.pk,
        "skillKey": row.skill_key,
        "description": row.description,
        "confidence": row.confidence,
        "learnedAt": moments.written(row.learned_at),
    }


def proposal(row: Proposal) -> dict[str, Any]:
    return {
        "id": row.pk,
        "skillId": row.skill_id,
        "proposedBy": row.proposed_by,
        "proposalType": row.proposal_type,
        "riskLevel": row.risk_level,
        "status": row.status,
        "createdAt": moments.written(row.created_at),
        "updatedAt": moments.written(row.updated_at),
    }


def validation(row: Validation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "proposalId": row.proposal_id,
        "validator": row.validator,
        "buildPass": row.build_pass == 1,
        "lintPass": row.lint_pass == 1,
        "testPass": row.test_pass == 1,
        "policyPass": row.policy_pass == 1,
        "validatedAt": moments.written(row.validated_at),
    }


def approval(row: Approval) -> dict[str, Any]:
    return {
        "id": row.pk,
        "proposalId": row.proposal_id,
        "approver": row.approver,
        "approvalType": row.approval_type,
        "decision": row.decision,
        "decidedAt": moments.written(row.decided_at),
    }


def deploy(row: DeployOutcome) -> dict[str, Any]:
    return {
        "id": row.pk,
        "proposalId": row.proposal_id,
        "deploymentTarget": row.deployment_target,
        "deploymentId": row.deployment_id,
        "status": row.status,
        "deployedAt": moments.written(row.deployed_at),
    }


def event(row: TaskEvent) -> dict[str, Any]:
    notes = _texts(_object(row.payload_json), ANNOTATIONS)
    return {
        "eventType": row.event_type,
        "eventLevel": row.event_level,
        "message": row.message,
        "createdAt": moments.written(row.created_at),
        "annotations": notes if any(notes.values()) else None,
    }


def _object(spelled: str) -> dict[str, Any]:
    """What SPELLED holds if it is an object; evidence may hold any JSON."""
    try:
        return _inner({"value": json.loads(spelled)}, "value")
    except (ValueError, RecursionError):
        return {}


def _inner(value: dict[str, Any], name: str) -> dict[str, Any]:
    inner = value.get(name)
    return inner if isinstance(inner, dict) else {}


def _texts(value: dict[str, Any], names: tuple[str, ...]) -> dict[str, str | None]:
    return {name: one if isinstance(one := value.get(name), str) else None for name in names}


def _number(value: object) -> int | float | None:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moments.written(moment)
