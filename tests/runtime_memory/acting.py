"""Acts of the store with the arguments that a test does not care about."""

from __future__ import annotations

from datetime import timedelta

from runtime_memory.store import RuntimeMemoryStore as store
from tests.factories.devcraft import UserFactory
from tests.factories.runtime_memory import MORNING

LATER = MORNING + timedelta(minutes=5)
GREEN = {"build_pass": True, "lint_pass": True, "test_pass": True, "policy_pass": True}


def learned(**fields):
    given = {"skill_key": "k", "description": "d", "source_type": "doc", "confidence": 1}
    return store.record_skill(**given | {"now": MORNING} | fields)


def proposed(**fields):
    given = {
        "proposed_by": "oxide",
        "proposal_type": "code_patch",
        "proposal": {"patch": "+1"},
        "risk_level": "low",
    }
    return store.create_proposal(
        **{"skill_id": fields.pop("skill_id", None) or learned().pk}
        | given
        | {"now": MORNING}
        | fields
    )


def revised(proposal, **fields):
    given = {"proposal": {}, "risk_level": "low", "person": proposal.proposer_person}
    return store.revise_proposal(proposal_id=proposal.pk, **given | {"now": LATER} | fields)


def checked(proposal, **fields):
    return store.record_validation(
        proposal_id=proposal.pk, **{"validator": "ci", "now": MORNING} | GREEN | fields
    )


def judged(proposal, **fields):
    given = {"approver": "ada", "approval_type": "human", "decision": "approved", "now": MORNING}
    if fields.get("approval_type") != "policy":
        given["approver_person"] = UserFactory().person
    return store.record_approval(proposal_id=proposal.pk, **given | fields)


def deployed(proposal, **fields):
    given = {"deployment_target": "here", "status": "succeeded", "now": MORNING}
    return store.record_deploy(proposal_id=proposal.pk, **given | fields)


def moved(proposal, to):
    return store.move_proposal(proposal_id=proposal.pk, to=to, by="ada", now=LATER)


def released(proposal, **fields):
    """An allowed decision, and the step that it allows."""
    decided(proposal, **fields)
    return moved(proposal, "approved")


def published(**fields):
    given = {"kind": "behavior", "profile_name": "tom", "content": {"a": 1}, "created_by": "ops"}
    return store.publish_profile(**given | {"now": MORNING} | fields)


def decided(proposal, **fields):
    given = {"is_allowed": True, "needs": {}, "content_digest": proposal.content_digest}
    return store.record_decision(
        proposal_id=proposal.pk,
        question="approve",
        **given | fields,
        given={"b": 1, "a": [1.5]},
        result={"still_needed": []},
        policy_digest="0" * 64,
        code_version="1",
        now=MORNING,
    )
