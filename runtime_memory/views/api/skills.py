"""Skills, and proposals with what becomes of them, told by programs.

Nobody approves here: that is done by people who are signed in.
"""

from __future__ import annotations

from typing import Any

from django.views.decorators.http import require_POST

from devcraft import clock
from devcraft.keys import ProgramRequest
from runtime_memory import canonical, governing
from runtime_memory.api import reach
from runtime_memory.models import DeployOutcome, DeployStatus, Proposal, Skill, Validation
from runtime_memory.models.governance import PASSES
from runtime_memory.store import RuntimeMemoryStore as store
from runtime_memory.views.api.answers import DEPLOY, PROPOSE, RECORD, VALIDATE, told


@require_POST
@told(
    *(RECORD, "skill_key", "description", "source_type", "confidence"),
    optional=("source_ref", "learned_at", "metadata_json"),
)
def skill_record(request: ProgramRequest, sent: dict[str, Any]) -> Skill:
    return store.record_skill(**sent, owner=request.client.owner, now=clock.instant())


@require_POST
@told(
    *(PROPOSE, "skill_id", "proposed_by", "proposal_type", "proposal_json", "risk_level"),
    optional=("determinism_score",),
)
def proposal_create(request: ProgramRequest, sent: dict[str, Any]) -> Proposal:
    """The human behind `proposed_by` is the key's owner, who therefore cannot approve it."""
    owner = request.client.owner
    reach.skill(owner, sent["skill_id"])
    return store.create_proposal(**sent, proposer_person=owner.person, now=clock.now())


@require_POST
@told(VALIDATE, "validator", *PASSES, optional=("details_json",))
def validation_record(request: ProgramRequest, key: str, sent: dict[str, Any]) -> Validation:
    owner = request.client.owner
    proposal_id = reach.proposal(owner, key)
    return governing.validate(
        proposal_id=proposal_id, **sent, validator_person=owner.person, now=clock.now()
    )


@require_POST
@told(
    *(DEPLOY, "deployment_target", "status"),
    optional=("deployment_id", "summary", "metrics_json"),
)
def deploy_record(request: ProgramRequest, key: str, sent: dict[str, Any]) -> DeployOutcome:
    client = request.client
    proposal_id = reach.proposal(client.owner, key)
    canonical.choice(sent["status"], DeployStatus.values, field="status")
    by = f"{client.name} for {client.owner.username}"
    return governing.deploy(proposal_id=proposal_id, by=by, **sent, now=clock.now())
