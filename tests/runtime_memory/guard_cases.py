"""For each trigger that is more than append-only, acts that it refuses."""

from __future__ import annotations

from tests.factories.runtime_memory import (
    ApprovalFactory,
    ChainEntryFactory,
    CheckpointFactory,
    DecisionFactory,
    DeployOutcomeFactory,
    ErasureFactory,
    FourEyesFactory,
    ImportBatchFactory,
    PolicyProfileFactory,
    ProposalFactory,
    SessionFactory,
    SkillFactory,
    TaskEventFactory,
    TurnFactory,
    ValidationFactory,
    WorkflowRunFactory,
    WorkflowStepFactory,
    approved,
    promoted,
    validated,
)


def change(row, **fields):
    type(row).objects.filter(pk=row.pk).update(**fields)


def rejected():
    proposal = ProposalFactory()
    change(proposal, status="rejected")
    return proposal


def ended_session():
    return SessionFactory(ended=True)


def evidence(make, **fields):
    return make(imported=True, **fields)


def jumps(status):
    return lambda: change(ProposalFactory(), status=status)


def edited(**fields):
    return lambda: change(ProposalFactory(), **fields)


def on(make, act):
    """ACT on what MAKE made while all guards stood."""

    def both():
        act(make())

    both.make, both.act = make, act
    return both


def changed(make, **fields):
    return on(make, lambda row: change(row, **fields))


def with_decision():
    proposal = validated()
    DecisionFactory(proposal=proposal)
    return proposal


def with_approval():
    proposal = validated()
    ApprovalFactory(proposal=proposal)
    return proposal


def with_too_few():
    """The decision counts two people, one has approved, by two accounts and in two types."""
    proposal = with_approval()
    person = proposal.approvals.get().approver_person
    ApprovalFactory(proposal=proposal, approver_person=person, approval_type="security")
    DecisionFactory(proposal=proposal, needs_human=1, needs_security=1, needs_people=2)
    return proposal


def refused_by_somebody():
    proposal = validated()
    ApprovalFactory(proposal=proposal, decision="rejected")
    DecisionFactory(proposal=proposal)
    ApprovalFactory(proposal=proposal)
    return proposal


def without_effect():
    proposal = approved(
        proposal_type="config_change",
        proposal_json='{"target":"behavior","name":"tom","content":{}}',
    )
    DeployOutcomeFactory(proposal=proposal)
    return proposal


def alone(proposal):
    return ApprovalFactory(
        proposal=proposal, approver_person=proposal.proposer_person, decided_alone=1
    )


def when_armed():
    FourEyesFactory()
    return validated()


CASES = [
    ("sessions_ends_once", lambda: change(ended_session(), status="failed")),
    ("sessions_ends_once", lambda: change(SessionFactory(), actor="forger")),
    ("sessions_ends_once", lambda: change(evidence(SessionFactory), metadata_json='{"a":1}')),
    ("workflow_runs_ends_once", lambda: change(WorkflowRunFactory(ended=True), context_json="1")),
    ("workflow_runs_ends_once", lambda: change(WorkflowRunFactory(), workflow_name="other")),
    ("workflow_steps_ends_once", lambda: change(WorkflowStepFactory(), details_json='{"a":1}')),
    ("workflow_steps_ends_once", lambda: change(WorkflowStepFactory(ended=True), status="failed")),
    ("sessions_stay_erased", lambda: SessionFactory(id=ErasureFactory().session_id)),
    ("conversation_turns_session_id_same_origin", lambda: TurnFactory(session__imported=True)),
    ("conversation_turns_session_id_same_origin", lambda: evidence(TurnFactory)),
    ("conversation_turns_session_id_is_open", lambda: TurnFactory(session__ended=True)),
    ("conversation_turns_turn_index_gapless", lambda: TurnFactory(turn_index=1)),
    ("workflow_runs_session_id_is_open", lambda: WorkflowRunFactory(session=ended_session())),
    (
        "workflow_runs_session_id_same_origin",
        lambda: WorkflowRunFactory(session=evidence(SessionFactory)),
    ),
    (
        "workflow_steps_workflow_run_id_same_origin",
        lambda: WorkflowStepFactory(workflow_run__imported=True),
    ),
    (
        "workflow_steps_workflow_run_id_is_open",
        lambda: WorkflowStepFactory(workflow_run__ended=True),
    ),
    ("workflow_steps_step_index_gapless", lambda: WorkflowStepFactory(step_index=2)),
    (
        "task_events_workflow_run_id_same_origin",
        lambda: TaskEventFactory(workflow_run__imported=True),
    ),
    ("task_events_workflow_run_id_is_open", lambda: TaskEventFactory(workflow_run__ended=True)),
    (
        "task_events_step_id_same_origin",
        lambda: TaskEventFactory(
            workflow_run=None,
            step=WorkflowStepFactory(imported=True, workflow_run__imported=True),
        ),
    ),
    ("task_events_step_of_its_run", lambda: TaskEventFactory(step=WorkflowStepFactory())),
    ("skills_learned_is_frozen", lambda: change(SkillFactory(), confidence=1)),
    ("skills_learned_is_frozen", lambda: change(SkillFactory(state="deprecated"), state="active")),
    ("skills_learned_is_frozen", lambda: change(evidence(SkillFactory), state="deprecated")),
    (
        "skill_to_logic_proposals_skill_id_same_origin",
        lambda: ProposalFactory(skill=evidence(SkillFactory)),
    ),
    ("skill_to_logic_proposals_born_drafted", lambda: ProposalFactory(status="promoted")),
    ("skill_to_logic_proposals_born_drafted", lambda: ProposalFactory(content_digest="")),
    ("skill_to_logic_proposals_is_frozen", edited(proposed_by="forger")),
    ("skill_to_logic_proposals_is_frozen", edited(proposer_person=None)),
    (
        "skill_to_logic_proposals_is_frozen",
        lambda: change(evidence(ProposalFactory), status="rejected"),
    ),
    ("skill_to_logic_proposals_moves_one_way", jumps("approved")),
    ("skill_to_logic_proposals_moves_one_way", jumps("promoted")),
    ("skill_to_logic_proposals_moves_one_way", changed(promoted, status="drafted")),
    ("skill_to_logic_proposals_moves_one_way", lambda: change(rejected(), status="drafted")),
    ("skill_to_logic_proposals_moves_one_way", changed(validated, status="drafted")),
    ("skill_to_logic_proposals_content_is_settled", edited(proposal_json='{"patch":"-1"}')),
    (
        "skill_to_logic_proposals_content_is_settled",
        changed(approved, proposal_json="{}", content_digest="1" * 64),
    ),
    (
        "skill_to_logic_proposals_content_is_settled",
        changed(validated, risk_level="high", content_digest="1" * 64, status="rejected"),
    ),
    ("skill_to_logic_proposals_validated_with_proof", jumps("validated")),
    (
        "skill_to_logic_proposals_approved_with_proof",
        changed(with_decision, status="approved"),
    ),
    (
        "skill_to_logic_proposals_promoted_with_proof",
        changed(approved, status="promoted"),
    ),
    (
        "validation_results_proposal_id_same_origin",
        lambda: ValidationFactory(proposal__imported=True),
    ),
    ("validation_results_in_its_turn", on(approved, lambda row: ValidationFactory(proposal=row))),
    ("validation_results_in_its_turn", on(promoted, lambda row: ValidationFactory(proposal=row))),
    ("validation_results_of_current_content", lambda: ValidationFactory(content_digest="2" * 64)),
    (
        "approvals_proposal_id_same_origin",
        lambda: ApprovalFactory(proposal=evidence(ProposalFactory, status="validated")),
    ),
    ("approvals_in_its_turn", lambda: ApprovalFactory(proposal=ProposalFactory())),
    ("approvals_in_its_turn", lambda: ApprovalFactory(proposal=rejected())),
    (
        "approvals_of_current_content",
        on(validated, lambda row: ApprovalFactory(proposal=row, content_digest="2" * 64)),
    ),
    (
        "approvals_by_another_person",
        on(
            validated,
            lambda row: ApprovalFactory(proposal=row, approver_person=row.proposer_person),
        ),
    ),
    ("approvals_not_alone_when_armed", on(when_armed, alone)),
    ("skill_to_logic_proposals_approved_by_decision", changed(with_approval, status="approved")),
    (
        "skill_to_logic_proposals_approved_by_decision",
        changed(with_too_few, status="approved"),
    ),
    ("skill_to_logic_proposals_not_rejected", changed(refused_by_somebody, status="approved")),
    ("skill_to_logic_proposals_promoted_with_effect", changed(without_effect, status="promoted")),
    ("runtime_memory_policyprofile_by_proposal", lambda: PolicyProfileFactory(version=2)),
    (
        "runtime_memory_policyprofile_by_proposal",
        on(PolicyProfileFactory, lambda row: PolicyProfileFactory(version=2, source_ref=row.pk)),
    ),
    (
        "deploy_outcomes_proposal_id_same_origin",
        lambda: DeployOutcomeFactory(proposal=evidence(ProposalFactory, status="approved")),
    ),
    ("deploy_outcomes_in_its_turn", on(validated, lambda row: DeployOutcomeFactory(proposal=row))),
    (
        "runtime_memory_decision_is_native",
        lambda: DecisionFactory(proposal=evidence(ProposalFactory)),
    ),
    ("runtime_memory_chainentry_linked", lambda: ChainEntryFactory(seq=2)),
    ("runtime_memory_chainentry_linked", lambda: ChainEntryFactory(prev_hash="3" * 64)),
    ("runtime_memory_checkpoint_of_the_chain", lambda: CheckpointFactory(size=2)),
    (
        "runtime_memory_erasure_is_chained",
        lambda: ErasureFactory(entry=ChainEntryFactory(kind="session.ended")),
    ),
    (
        "runtime_memory_importbatch_reports_once",
        lambda: change(ImportBatchFactory(report_json='{"a":1}'), report_json="{}"),
    ),
]
BESIDE = {
    "task_events_step_id_same_origin": ["task_events_step_of_its_run"],
    "skill_to_logic_proposals_moves_one_way": [
        *(
            f"skill_to_logic_proposals_{status}_with_proof"
            for status in ("validated", "approved", "promoted")
        ),
        "skill_to_logic_proposals_approved_by_decision",
    ],
}
