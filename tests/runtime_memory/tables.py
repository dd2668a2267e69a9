"""The routes of memory by whom they answer, and the address that tests open for each."""

from __future__ import annotations

from runtime_memory.models import BehaviorProfile, Session, Skill, WorkflowRun
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
    "runtime_memory:skill_lineage": PAGE,
    "runtime_memory:proposal_changes": PAGE,
    "runtime_memory:profile_detail": PAGE,
    "runtime_memory:profile_compare": PAGE,
}


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


def arguments(owner, route):
    """What ROUTE is asked for, so that it is about something of OWNER's."""
    if route in FOR_EVERYBODY:
        return {"pk": VerificationFactory(finished_at=None).pk}
    if route not in OWN:
        return {}
    if "profile" in route:
        return {"kind": "behavior", "key": profile_of(owner).profile_name}
    if "proposal" in route:
        skill = skill_of(owner)
        return {"key": skill.pk, "proposal": skill.proposals.latest("sequence").pk}
    kinds = {"session": session_of, "run": run_of, "skill": skill_of}
    return {"key": next(of for kind, of in kinds.items() if f":{kind}_" in route)(owner).pk}
