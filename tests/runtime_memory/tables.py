"""The routes of memory by whom they answer, and the address that tests open for each."""

from __future__ import annotations

from runtime_memory.models import (
    BehaviorProfile,
    Proposal,
    Session,
    Skill,
    WorkflowRun,
    WorkflowStep,
)
from tests.factories.runtime_memory import (
    BehaviorProfileFactory,
    ProposalFactory,
    SessionFactory,
    SkillFactory,
    TaskEventFactory,
    TurnFactory,
    VerificationFactory,
    WorkflowRunFactory,
    WorkflowStepFactory,
)

PAGE, ACT = {"get"}, {"post"}

ONESELF = {
    "runtime_memory:session_list": PAGE,
    "runtime_memory:run_list": PAGE,
    "runtime_memory:skill_list": PAGE,
    "runtime_memory:profile_list": PAGE,
}
SEARCH = {"runtime_memory:search": PAGE}
OVERVIEW = {
    "runtime_memory:as_of": PAGE,
    "runtime_memory:scorecard": PAGE,
    "runtime_memory:audit": PAGE,
    "runtime_memory:verification_begin": ACT,
}
FOR_EVERYBODY = {
    "runtime_memory:verification_go_on": ACT,
}
OWN = {
    "runtime_memory:session_detail": PAGE,
    "runtime_memory:run_detail": PAGE,
    "runtime_memory:skill_detail": PAGE,
    "runtime_memory:proposal_checklist": PAGE,
    "runtime_memory:skill_lineage": PAGE,
    "runtime_memory:proposal_changes": PAGE,
    "runtime_memory:profile_detail": PAGE,
    "runtime_memory:profile_compare": PAGE,
}
TOLD = {
    "runtime_memory:api_session_start": "record",
    "runtime_memory:api_turn_append": "record",
    "runtime_memory:api_session_end": "record",
    "runtime_memory:api_run_start": "record",
    "runtime_memory:api_run_end": "record",
    "runtime_memory:api_step_start": "record",
    "runtime_memory:api_step_end": "record",
    "runtime_memory:api_event_append": "record",
    "runtime_memory:api_skill_record": "record",
    "runtime_memory:api_proposal_create": "propose",
    "runtime_memory:api_validation_record": "validate",
    "runtime_memory:api_deploy_record": "deploy",
}
ASKED = {"runtime_memory:api_lineage_latest": "read", "runtime_memory:api_lineage_runs": "read"}
SCOPES = TOLD | ASKED
PROGRAMS = dict.fromkeys(TOLD, ACT) | dict.fromkeys(ASKED, PAGE)
TABLES = (OWN, PROGRAMS)


def session_of(owner):
    found = Session.objects.filter(owner=owner).order_by("started_at", "id").first()
    if found is None:
        found = SessionFactory(owner=owner, actor="a private memory")
        TurnFactory(session=found, content="a private memory")
    return found


def run_of(owner):
    found = WorkflowRun.objects.filter(owner=owner).order_by("started_at", "id").first()
    if found is None:
        found = WorkflowRunFactory(owner=owner, workflow_name="a private memory")
        step = WorkflowStepFactory(workflow_run=found)
        TaskEventFactory(workflow_run=found, step=step, message="a private memory")
    return found


def skill_of(owner):
    found = Skill.objects.filter(owner=owner).order_by("learned_at", "id").first()
    if found is None:
        found = SkillFactory(owner=owner, skill_key="a private memory")
        ProposalFactory(skill=found, proposer_person=None)
    return found


def profile_of(owner):
    found = BehaviorProfile.objects.filter(owner=owner).order_by("profile_name", "version").first()
    return found or BehaviorProfileFactory(owner=owner, profile_name="a private memory")


def step_of(owner):
    return WorkflowStep.objects.filter(workflow_run=run_of(owner)).latest("sequence")


def proposal_of(owner):
    return Proposal.objects.filter(skill=skill_of(owner)).latest("sequence")


NAMED = {
    "runtime_memory:proposal_checklist": proposal_of,
    "runtime_memory:api_turn_append": session_of,
    "runtime_memory:api_session_end": session_of,
    "runtime_memory:api_step_start": run_of,
    "runtime_memory:api_run_end": run_of,
    "runtime_memory:api_step_end": step_of,
    "runtime_memory:api_validation_record": proposal_of,
    "runtime_memory:api_deploy_record": proposal_of,
}
"""Routes whose address names a row, and what finds it."""


def arguments(owner, route):
    """What ROUTE is asked for, so that it is about something of OWNER's."""
    if route in FOR_EVERYBODY:
        return {"pk": VerificationFactory(finished_at=None).pk}
    if route in SEARCH or route in OVERVIEW:
        return {}
    if "profile" in route:
        return {"kind": "behavior", "key": profile_of(owner).profile_name}
    if route in NAMED:
        return {"key": NAMED[route](owner).pk}
    if route in PROGRAMS:
        return {}
    if "proposal" in route:
        skill = skill_of(owner)
        return {"key": skill.pk, "proposal": skill.proposals.latest("sequence").pk}
    kinds = {"session": session_of, "run": run_of, "skill": skill_of}
    return {"key": next(of for kind, of in kinds.items() if f":{kind}_" in route)(owner).pk}
