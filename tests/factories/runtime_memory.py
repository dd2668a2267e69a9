import json

import factory

from runtime_memory import models
from runtime_memory.digests import content_digest
from runtime_memory.policy_matrix import DEFAULT
from runtime_memory.store import RuntimeMemoryStore as store
from tests.factories.audit import (
    MORNING,
    ChainEntryFactory,
    CheckpointFactory,
    ErasureFactory,
    FourEyesFactory,
    VerificationFactory,
)
from tests.factories.devcraft import UserFactory

__all__ = [
    "ChainEntryFactory",
    "CheckpointFactory",
    "ErasureFactory",
    "FourEyesFactory",
    "VerificationFactory",
]


class ImportBatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ImportBatch

    source = "tom"
    digest = factory.Sequence(lambda n: f"{n:064x}")
    imported_at = MORNING


class EvidenceFactory(factory.django.DjangoModelFactory):
    """Rows that may come from an import: `imported=True`."""

    class Meta:
        abstract = True

    class Params:
        imported = factory.Trait(import_batch=factory.SubFactory(ImportBatchFactory))


class SessionFactory(EvidenceFactory):
    class Meta:
        model = models.Session

    class Params:
        ended = factory.Trait(status="completed", ended_at=MORNING)

    actor = "user"
    started_at = MORNING


class TurnFactory(EvidenceFactory):
    class Meta:
        model = models.Turn

    session = factory.SubFactory(SessionFactory)
    turn_index = factory.LazyAttribute(lambda turn: turn.session.turns.count())
    role = "user"
    content = "What did we decide?"
    created_at = MORNING


class WorkflowRunFactory(EvidenceFactory):
    class Meta:
        model = models.WorkflowRun

    class Params:
        ended = factory.Trait(status="succeeded", finished_at=MORNING)

    workflow_name = "tom.brain.cycle"
    trigger_source = "manual"
    initiated_by = "cli"
    status = "running"
    started_at = MORNING


class WorkflowStepFactory(EvidenceFactory):
    class Meta:
        model = models.WorkflowStep

    class Params:
        ended = factory.Trait(status="succeeded", finished_at=MORNING)

    workflow_run = factory.SubFactory(WorkflowRunFactory)
    step_index = factory.LazyAttribute(lambda step: step.workflow_run.steps.count())
    step_name = "ingest"
    status = "running"
    started_at = MORNING


class TaskEventFactory(EvidenceFactory):
    class Meta:
        model = models.TaskEvent

    workflow_run = factory.SubFactory(WorkflowRunFactory)
    event_type = "info"
    event_level = "low"
    message = "Something happened"
    created_at = MORNING


class SkillFactory(EvidenceFactory):
    class Meta:
        model = models.Skill

    skill_key = factory.Sequence(lambda n: f"skill.{n}")
    description = "How to do it"
    source_type = "conversation"
    confidence = 0.8
    learned_at = MORNING


class ProposalFactory(EvidenceFactory):
    class Meta:
        model = models.Proposal

    class Params:
        imported = factory.Trait(
            import_batch=factory.SubFactory(ImportBatchFactory),
            skill=factory.SubFactory(SkillFactory, imported=True),
        )

    skill = factory.SubFactory(SkillFactory)
    proposed_by = "oxide"
    proposal_type = "code_patch"
    proposal_json = '{"patch":"+1"}'
    risk_level = "low"
    status = "drafted"
    created_at = MORNING
    updated_at = MORNING
    proposer_person = factory.LazyFunction(lambda: UserFactory().person)
    determinism_score = None
    content_digest = factory.LazyAttribute(
        lambda row: content_digest(
            models.Proposal(
                proposal_type=row.proposal_type,
                proposal_json=row.proposal_json,
                determinism_score=row.determinism_score,
                risk_level=row.risk_level,
            )
        )
    )


class ValidationFactory(EvidenceFactory):
    class Meta:
        model = models.Validation

    proposal = factory.SubFactory(ProposalFactory)
    content_digest = factory.SelfAttribute("proposal.content_digest")
    validator = "ci"
    build_pass = 1
    lint_pass = 1
    test_pass = 1
    policy_pass = 1
    validated_at = MORNING


class ApprovalFactory(EvidenceFactory):
    class Meta:
        model = models.Approval

    proposal = factory.LazyFunction(lambda: validated())
    content_digest = factory.SelfAttribute("proposal.content_digest")
    approver = "ada"
    approver_person = factory.LazyFunction(lambda: UserFactory().person)
    approval_type = "human"
    decision = "approved"
    decided_at = MORNING


class DeployOutcomeFactory(EvidenceFactory):
    class Meta:
        model = models.DeployOutcome

    proposal = factory.LazyFunction(lambda: approved())
    deployment_target = "runtime-memory"
    status = "succeeded"
    deployed_at = MORNING


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Decision

    proposal = factory.SubFactory(ProposalFactory)
    question = "approve"
    is_allowed = True
    input_json = "{}"
    result_json = "{}"
    policy_digest = "0" * 64
    code_version = "1"
    content_digest = factory.SelfAttribute("proposal.content_digest")
    needs_policy = 0
    needs_human = 0
    needs_security = 0
    needs_ops = 0
    needs_people = 0
    decided_at = MORNING


class VersionFactory(EvidenceFactory):
    class Meta:
        abstract = True

    profile_name = "tom"
    version = factory.Sequence(lambda n: n + 1)
    effective_from = MORNING
    created_at = MORNING
    created_by = "ops"


class BehaviorProfileFactory(VersionFactory):
    class Meta:
        model = models.BehaviorProfile

    behavior_json = '{"executionStyle":"small steps"}'


class PersonalityProfileFactory(VersionFactory):
    class Meta:
        model = models.PersonalityProfile

    personality_json = '{"tone":"formal"}'


class PolicyProfileFactory(VersionFactory):
    class Meta:
        model = models.PolicyProfile

    profile_name = "approvals"
    version = 1
    policy_json = factory.LazyFunction(lambda: json.dumps(DEFAULT.to_json()))


def validated(**fields):
    """A proposal with a validation that passed."""
    proposal = ProposalFactory(**fields)
    ValidationFactory(proposal=proposal)
    return moved(proposal, "validated")


def approved(**fields):
    proposal = validated(**fields)
    ApprovalFactory(proposal=proposal)
    DecisionFactory(proposal=proposal)
    return moved(proposal, "approved")


def promoted(**fields):
    proposal = approved(**fields)
    DeployOutcomeFactory(proposal=proposal)
    return moved(proposal, "promoted")


def moved(proposal, status):
    return store.move_proposal(proposal_id=proposal.pk, to=status, by="tests", now=MORNING)
