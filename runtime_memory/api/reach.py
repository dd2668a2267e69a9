"""What a key's owner may write into: rows that they see; others are not there for them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from devcraft.models import User
from devcraft.refusing import missing
from runtime_memory.models import Proposal, Session, Skill, WorkflowRun, WorkflowStep
from runtime_memory.recording.parents import is_key


def session(user: User, key: str) -> str:
    """KEY, as all functions here, when USER sees the row; else Refused like an unknown one."""
    return _seen(Session.objects.visible_to(user), key, "session_id", "session")


def run(user: User, key: str) -> str:
    return _seen(WorkflowRun.objects.visible_to(user), key, "workflow_run_id", "workflow run")


def step(user: User, key: str) -> str:
    rows = WorkflowStep.objects.filter(workflow_run__in=WorkflowRun.objects.visible_to(user))
    return _seen(rows, key, "step_id", "step")


def skill(user: User, key: str) -> str:
    return _seen(Skill.objects.visible_to(user), key, "skill_id", "skill")


def proposal(user: User, key: str) -> str:
    return _seen(Proposal.objects.visible_to(user), key, "proposal_id", "proposal")


def _seen(rows: QuerySet[Any], key: str, field: str, what: str) -> str:
    if not (is_key(key) and rows.filter(pk=key).exists()):
        raise missing(field, what)
    return key
