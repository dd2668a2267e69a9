"""Finds and locks the row that a new one belongs to."""

from __future__ import annotations

from typing import Protocol, TypeVar

from django.db.models import Model, QuerySet

from devcraft.refusing import conflict, missing
from runtime_memory.models import Proposal, Session, Skill, WorkflowRun

Row = TypeVar("Row", bound=Model)


class Sourced(Protocol):
    import_batch_id: int | None


def locked(rows: QuerySet[Row], key: str, *, field: str, what: str) -> Row:
    """The row KEY, held until the transaction ends, so that what it numbers has no gaps."""
    found = rows.select_for_update(no_key=True).filter(pk=key).first() if is_key(key) else None
    if found is None:
        raise missing(field, what)
    return found


def is_key(key: object) -> bool:
    return isinstance(key, str) and key.isprintable()


def refuse_evidence(row: Sourced, *, field: str) -> None:
    if row.import_batch_id is not None:
        raise conflict(field, "names imported evidence, which nothing new may join or change")


def open_session(session_id: str) -> Session:
    field = "session_id"
    session = locked(Session.objects.all(), session_id, field=field, what="session")
    refuse_evidence(session, field=field)
    if session.ended_at is not None:
        raise conflict(field, "names a session that has ended")
    return session


def open_run(run_id: str) -> WorkflowRun:
    field = "workflow_run_id"
    run = locked(WorkflowRun.objects.all(), run_id, field=field, what="workflow run")
    refuse_evidence(run, field=field)
    if run.finished_at is not None:
        raise conflict(field, "names a run that has ended")
    return run


def native_skill(skill_id: str) -> Skill:
    skill = locked(Skill.objects.all(), skill_id, field="skill_id", what="skill")
    refuse_evidence(skill, field="skill_id")
    return skill


def native_proposal(proposal_id: str) -> Proposal:
    proposal = locked(Proposal.objects.all(), proposal_id, field="proposal_id", what="proposal")
    refuse_evidence(proposal, field="proposal_id")
    return proposal
