"""Every trigger that is more than append-only: what it refuses, past the store."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from devcraft import triggers
from runtime_memory.models import ChainEntry, Proposal, Session, Skill, TaskEvent, Turn
from tests.factories.runtime_memory import (
    MORNING,
    ApprovalFactory,
    ChainEntryFactory,
    DecisionFactory,
    DeployOutcomeFactory,
    ErasureFactory,
    ImportBatchFactory,
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
from tests.runtime_memory.lifting import without_guards

pytestmark = pytest.mark.django_db


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


def own_approval():
    proposal = validated()
    ApprovalFactory(proposal=proposal, approver_person=proposal.proposer_person)


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
    ("skill_to_logic_proposals_moves_one_way", lambda: change(promoted(), status="drafted")),
    ("skill_to_logic_proposals_moves_one_way", lambda: change(rejected(), status="drafted")),
    ("skill_to_logic_proposals_moves_one_way", lambda: change(validated(), status="drafted")),
    ("skill_to_logic_proposals_content_is_settled", edited(proposal_json='{"patch":"-1"}')),
    (
        "skill_to_logic_proposals_content_is_settled",
        lambda: change(approved(), proposal_json="{}", content_digest="1" * 64),
    ),
    (
        "skill_to_logic_proposals_content_is_settled",
        lambda: change(validated(), risk_level="high", content_digest="1" * 64, status="rejected"),
    ),
    ("skill_to_logic_proposals_validated_with_proof", jumps("validated")),
    (
        "skill_to_logic_proposals_approved_with_proof",
        lambda: change(validated(), status="approved"),
    ),
    (
        "skill_to_logic_proposals_promoted_with_proof",
        lambda: change(approved(), status="promoted"),
    ),
    (
        "validation_results_proposal_id_same_origin",
        lambda: ValidationFactory(proposal__imported=True),
    ),
    ("validation_results_in_its_turn", lambda: ValidationFactory(proposal=approved())),
    ("validation_results_in_its_turn", lambda: ValidationFactory(proposal=promoted())),
    ("validation_results_of_current_content", lambda: ValidationFactory(content_digest="2" * 64)),
    (
        "approvals_proposal_id_same_origin",
        lambda: ApprovalFactory(proposal=evidence(ProposalFactory, status="validated")),
    ),
    ("approvals_in_its_turn", lambda: ApprovalFactory(proposal=ProposalFactory())),
    ("approvals_in_its_turn", lambda: ApprovalFactory(proposal=rejected())),
    ("approvals_of_current_content", lambda: ApprovalFactory(content_digest="2" * 64)),
    ("approvals_by_another_person", own_approval),
    (
        "deploy_outcomes_proposal_id_same_origin",
        lambda: DeployOutcomeFactory(proposal=evidence(ProposalFactory, status="approved")),
    ),
    ("deploy_outcomes_in_its_turn", lambda: DeployOutcomeFactory(proposal=validated())),
    (
        "runtime_memory_decision_is_native",
        lambda: DecisionFactory(proposal=evidence(ProposalFactory)),
    ),
    ("runtime_memory_chainentry_linked", lambda: ChainEntryFactory(seq=2)),
    ("runtime_memory_chainentry_linked", lambda: ChainEntryFactory(prev_hash="3" * 64)),
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
        f"skill_to_logic_proposals_{status}_with_proof"
        for status in ("validated", "approved", "promoted")
    ],
}
PLAIN = ("_no_update", "_no_delete", "_no_replace", "_no_truncate", "_no_change")


def guards():
    return {
        one.name: one
        for one in triggers.expected(connection)
        if not one.name.endswith(PLAIN)
        and "_search_" not in one.name  # they refuse nothing: test_search_index
        and (one.table.startswith("runtime_memory") or one.table in TABLES)
    }


TABLES = {
    *("sessions", "conversation_turns", "workflow_runs", "workflow_steps", "task_events"),
    *("skills_learned", "skill_to_logic_proposals", "validation_results", "approvals"),
    *("deploy_outcomes", "behavior_profiles", "personality_profiles"),
}


def words(trigger):
    """What it says, out of its text."""
    before = "RAISE(ABORT, '" if connection.vendor == "sqlite" else "RAISE EXCEPTION '"
    return trigger.create.partition(before)[2].partition("'")[0]


@pytest.mark.parametrize(("name", "act"), CASES, ids=lambda one: one if type(one) is str else "")
def test_the_database_refuses(name, act):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()

    same_table = [words(one) for one in guards().values() if one.table == guards()[name].table]
    assert str(refusal.value).splitlines()[0] in same_table


@pytest.mark.parametrize(("name", "act"), CASES, ids=lambda one: one if type(one) is str else "")
def test_without_that_guard_it_would_go_through(name, act):
    with without_guards((name, *BESIDE.get(name, ()))):
        act()

    assert triggers.missing(connection) == []


def test_every_guard_is_named_by_a_case_that_breaks_it():
    assert guards().keys() - {name for name, _ in CASES} == set()


def test_a_gap_is_refused_row_by_row():
    session = SessionFactory()
    turns = [TurnFactory.build(session=session, turn_index=n) for n in (0, 1, 2)]

    Turn.objects.bulk_create(turns)

    gapped = [TurnFactory.build(session=session, turn_index=n) for n in (3, 5)]
    with pytest.raises(IntegrityError, match="must be the next from 0"), transaction.atomic():
        Turn.objects.bulk_create(gapped)
    assert Turn.objects.count() == 3


def test_only_a_tombstone_opens_the_way():
    event = TaskEventFactory(workflow_run__session=SessionFactory())
    session = event.workflow_run.session
    ErasureFactory(session_id=session.pk)

    for row in (event, event.workflow_run, session):
        row.delete()

    assert (TaskEvent.objects.count(), Session.objects.count()) == (0, 0)


def test_what_may_change_does():
    skill, session = SkillFactory(), SessionFactory()

    change(skill, state="deprecated")
    change(session, status="completed", ended_at=MORNING)
    change(validated(), proposal_json="{}", content_digest="4" * 64)

    assert Skill.objects.get(pk=skill.pk).state == "deprecated"
    assert Session.objects.get().status == "completed"
    assert Proposal.objects.get().status == "validated"
    assert ChainEntry.objects.filter(kind="proposal.validated").exists()
