"""Runs, steps and events, told by programs."""

from __future__ import annotations

from typing import Any

from django.views.decorators.http import require_POST

from devcraft import clock
from devcraft.keys import ProgramRequest
from devcraft.refusing import Refused
from runtime_memory.api import reach
from runtime_memory.models import TaskEvent, WorkflowRun, WorkflowStep
from runtime_memory.store import RuntimeMemoryStore as store
from runtime_memory.views.api.answers import RECORD, told


@require_POST
@told(
    *(RECORD, "workflow_name", "trigger_source", "initiated_by"),
    optional=("status", "context_json", "session_id"),
)
def run_start(request: ProgramRequest, sent: dict[str, Any]) -> WorkflowRun:
    """With `session_id`, of a session that the key's owner sees."""
    owner = request.client.owner
    if "session_id" in sent:
        reach.session(owner, sent["session_id"])
    return store.start_run(**sent, owner=owner, now=clock.instant())


@require_POST
@told(RECORD, "status", optional=("context_json",), status=200)
def run_end(request: ProgramRequest, key: str, sent: dict[str, Any]) -> WorkflowRun:
    run_id = reach.run(request.client.owner, key)
    return store.end_run(run_id=run_id, **sent, now=clock.instant())


@require_POST
@told(RECORD, "step_name", optional=("details_json",))
def step_start(request: ProgramRequest, key: str, sent: dict[str, Any]) -> WorkflowStep:
    run_id = reach.run(request.client.owner, key)
    return store.start_step(run_id=run_id, **sent, now=clock.instant())


@require_POST
@told(RECORD, "status", optional=("details_json",), status=200)
def step_end(request: ProgramRequest, key: str, sent: dict[str, Any]) -> WorkflowStep:
    step_id = reach.step(request.client.owner, key)
    return store.end_step(step_id=step_id, **sent, now=clock.instant())


@require_POST
@told(
    *(RECORD, "event_type", "event_level", "message"),
    optional=("workflow_run_id", "step_id", "payload_json"),
)
def event_append(request: ProgramRequest, sent: dict[str, Any]) -> TaskEvent:
    """Of a run or a step: an event of neither has no owner, so everybody would see it."""
    owner = request.client.owner
    if "run_id" not in sent and "step_id" not in sent:
        raise Refused("workflow_run_id", "is needed, or step_id")
    if "run_id" in sent:
        reach.run(owner, sent["run_id"])
    if "step_id" in sent:
        reach.step(owner, sent["step_id"])
    return store.append_event(**sent, now=clock.instant())
