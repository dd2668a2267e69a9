"""A program with a client key, and a sound body for every route that it may tell."""

from __future__ import annotations

import json

from django.apps import apps
from django.test import Client

from devcraft import clock, keys
from devcraft.models import User
from runtime_memory.models import ChainEntry
from tests.factories.runtime_memory import (
    SessionFactory,
    SkillFactory,
    WorkflowRunFactory,
    WorkflowStepFactory,
)
from tests.routes import EVERY
from tests.runtime_memory.governed import draft, found

ALL = tuple(f"memory:{name}" for name in ("read", "record", "propose", "validate", "deploy"))
PASSED = {"build_pass": True, "lint_pass": True, "test_pass": True, "policy_pass": True}
BODIES = {
    "session_start": {"actor": "user"},
    "turn_append": {"role": "user", "content": "What did we decide?"},
    "session_end": {"status": "completed"},
    "run_start": {"workflow_name": "cycle", "trigger_source": "api", "initiated_by": "ci"},
    "run_end": {"status": "succeeded"},
    "step_start": {"step_name": "ingest"},
    "step_end": {"status": "succeeded"},
    "event_append": {"event_type": "info", "event_level": "low", "message": "It went well"},
    "skill_record": {
        "skill_key": "retry.later",
        "description": "Wait, then try again",
        "source_type": "conversation",
        "confidence": 0.8,
    },
    "proposal_create": {
        "proposed_by": "oxide",
        "proposal_type": "code_patch",
        "proposal_json": {"patch": "+1"},
        "risk_level": "low",
    },
    "validation_record": {"validator": "ci", **PASSED},
    "deploy_record": {"deployment_target": "production", "status": "succeeded"},
}
ROWS = {
    "turn_append": SessionFactory,
    "session_end": SessionFactory,
    "run_end": WorkflowRunFactory,
    "step_start": WorkflowRunFactory,
    "step_end": lambda owner: WorkflowStepFactory(workflow_run__owner=owner),
    "validation_record": lambda owner: draft(skill_id=SkillFactory(owner=owner).pk),
    "deploy_record": lambda owner: found(draft(skill_id=SkillFactory(owner=owner).pk)),
}
REFERENCES = {
    "run_start": ("session_id", SessionFactory),
    "event_append": ("workflow_run_id", WorkflowRunFactory),
    "proposal_create": ("skill_id", SkillFactory),
}


class Program:
    """`ask` and `tell` answer with the response; `tell` sends `body` as it is, or as JSON."""

    def __init__(self, owner: User, *scopes: str):
        self.owner = owner
        scopes = list(scopes) or list(ALL)
        self.issued = keys.issue(owner=owner, name="ci", scopes=scopes, now=clock.now())
        headers = {"Authorization": f"Bearer {self.issued.text}"}
        self.client = Client(enforce_csrf_checks=True, headers=headers)

    def ask(self, place: str, **query: object):
        return self.client.get(f"/lineage/{place}", query)

    def tell(self, address: str, body: object, **more: object):
        body = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.post(address, body, content_type="application/json", **more)

    def sent(self, name: str, *, about: User | None = None, **changes: object):
        """The route NAME with its sound body, CHANGES made, about rows of ABOUT."""
        about = about or self.owner
        return self.tell(address(name, about), body(name, about) | changes)


def address(name: str, owner: User | None) -> str:
    """Where NAME is told, about a fresh row of OWNER if it is about one."""
    known = {"key": ROWS[name](owner=owner).pk} if name in ROWS else {}
    return EVERY[f"runtime_memory:api_{name}"].url(**known)


def body(name: str, owner: User | None) -> dict[str, object]:
    if name not in REFERENCES:
        return BODIES[name]
    field, make = REFERENCES[name]
    return BODIES[name] | {field: make(owner=owner).pk}


def kept():
    """Every row of the memory, for a look at what a request changed.

    Lines of the chain aside that say who was refused: those are meant to be written.
    """
    models = apps.get_app_config("runtime_memory").get_models()
    rows = {model: list(model.objects.order_by("pk").values()) for model in models}
    rows[ChainEntry] = [row for row in rows[ChainEntry] if not row["kind"].endswith(".refused")]
    return rows
