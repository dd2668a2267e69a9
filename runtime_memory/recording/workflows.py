"""Runs, steps and events: started, noted, ended once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from devcraft.models import User
from devcraft.refusing import Refused, conflict, missing
from runtime_memory import moments
from runtime_memory.canonical import MOST_NOTE, Json, choice, merged, object_text, text
from runtime_memory.models import (
    EventLevel,
    EventType,
    TaskEvent,
    TriggerSource,
    WorkflowRun,
    WorkflowStatus,
    WorkflowStep,
)
from runtime_memory.recording.parents import is_key, locked, open_run, open_session, refuse_evidence

ENDS = [WorkflowStatus.SUCCEEDED, WorkflowStatus.FAILED, WorkflowStatus.ABORTED]
OPEN = [WorkflowStatus.RUNNING, WorkflowStatus.QUEUED]


@transaction.atomic
def start_run(
    *,
    workflow_name: str,
    trigger_source: str,
    initiated_by: str,
    context: Json = None,
    session_id: str | None = None,
    owner: User | None = None,
    status: str = WorkflowStatus.RUNNING,
    now: datetime,
) -> WorkflowRun:
    """A new run; with SESSION_ID it belongs to that session's owner. Raises Refused."""
    fields = {
        "workflow_name": text(workflow_name, field="workflow_name"),
        "trigger_source": choice(trigger_source, TriggerSource.values, field="trigger_source"),
        "initiated_by": text(initiated_by, field="initiated_by"),
        "status": choice(status, OPEN, field="status"),
        "context_json": object_text(context, field="context_json"),
    }
    session = None if session_id is None else open_session(session_id)
    return WorkflowRun.objects.create(
        session=session,
        owner=session.owner if session else owner,
        started_at=moments.cut(now),
        **fields,
    )


@transaction.atomic
def end_run(*, run_id: str, status: str, context: Json = None, now: datetime) -> WorkflowRun:
    """End an open run; CONTEXT is laid over what it has. Raises Refused."""
    status = choice(status, ENDS, field="status")
    run = open_run(run_id)
    run.status = status
    run.finished_at = moments.cut(now)
    run.context_json = merged(run.context_json, context, field="context_json")
    run.save(update_fields=["status", "finished_at", "context_json"])
    return run


@transaction.atomic
def start_step(*, run_id: str, step_name: str, details: Json = None, now: datetime) -> WorkflowStep:
    """The next step of an open run, numbered from 0. Raises Refused."""
    name = text(step_name, field="step_name")
    details_json = object_text(details, field="details_json")
    run = open_run(run_id)
    last = WorkflowStep.objects.filter(workflow_run=run).aggregate(last=Max("step_index"))["last"]
    return WorkflowStep.objects.create(
        workflow_run=run,
        step_index=0 if last is None else last + 1,
        step_name=name,
        status=WorkflowStatus.RUNNING,
        started_at=moments.cut(now),
        details_json=details_json,
    )


@transaction.atomic
def end_step(*, step_id: str, status: str, details: Json = None, now: datetime) -> WorkflowStep:
    """End an open step; DETAILS are laid over what it has. Raises Refused."""
    status = choice(status, ENDS, field="status")
    step = locked(WorkflowStep.objects.all(), step_id, field="step_id", what="step")
    refuse_evidence(step, field="step_id")
    if step.finished_at is not None:
        raise conflict("step_id", "names a step that has ended")
    step.status = status
    step.finished_at = moments.cut(now)
    step.details_json = merged(step.details_json, details, field="details_json")
    step.save(update_fields=["status", "finished_at", "details_json"])
    return step


@transaction.atomic
def append_event(
    *,
    event_type: str,
    event_level: str,
    message: str,
    payload: Json = None,
    run_id: str | None = None,
    step_id: str | None = None,
    now: datetime,
) -> TaskEvent:
    """Something that happened in an open run, in one of its steps, or in none.

    A step alone brings its run. Raises Refused.
    """
    fields = {
        "event_type": choice(event_type, EventType.values, field="event_type"),
        "event_level": choice(event_level, EventLevel.values, field="event_level"),
        "message": text(message, field="message", most=MOST_NOTE),
        "payload_json": object_text(payload, field="payload_json"),
    }
    step = None if step_id is None else _step(step_id, run_id)
    key = step.workflow_run_id if step else run_id
    run = None if key is None else open_run(key)
    return TaskEvent.objects.create(
        workflow_run=run, step=step, created_at=moments.cut(now), **fields
    )


def _step(step_id: str, run_id: str | None) -> WorkflowStep:
    """Unlocked: a step never leaves its run, and `erase_session` locks runs before steps."""
    step = WorkflowStep.objects.filter(pk=step_id).first() if is_key(step_id) else None
    if step is None:
        raise missing("step_id", "step")
    if run_id is not None and step.workflow_run_id != run_id:
        raise Refused("step_id", "must be a step of the run")
    return step
