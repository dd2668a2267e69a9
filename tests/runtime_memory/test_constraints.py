"""Every named rule of the tables is broken once, past the store."""

from __future__ import annotations

import json
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Expression, TextField

from runtime_memory.models import Turn
from tests.factories import runtime_memory as factories
from tests.factories.runtime_memory import (
    MORNING,
    ApprovalFactory,
    BehaviorProfileFactory,
    ChainEntryFactory,
    CheckpointFactory,
    DeployOutcomeFactory,
    FourEyesFactory,
    PersonalityProfileFactory,
    PolicyProfileFactory,
    ProposalFactory,
    SessionFactory,
    SkillFactory,
    TaskEventFactory,
    TurnFactory,
    ValidationFactory,
    VerificationFactory,
    WorkflowRunFactory,
    WorkflowStepFactory,
)

pytestmark = pytest.mark.django_db
BEFORE = {"effective_to": MORNING}
TWO_SPELLINGS = json.dumps({"a": "\U0001f600"})
CASES = [
    ("sessions_status_known", SessionFactory, {"status": "sleeping", "ended_at": MORNING}),
    ("sessions_ended_has_moment", SessionFactory, {"status": "completed"}),
    ("sessions_ended_has_moment", SessionFactory, {"ended_at": MORNING}),
    ("conversation_turns_role_known", TurnFactory, {"role": "robot"}),
    (
        "conversation_turns_index_not_negative",
        partial(TurnFactory, imported=True, session__imported=True),
        {"turn_index": -1},
    ),
    ("conversation_turns_tokens_not_negative", TurnFactory, {"token_count": -1}),
    ("workflow_runs_trigger_source_known", WorkflowRunFactory, {"trigger_source": "moon"}),
    (
        "workflow_runs_status_known",
        WorkflowRunFactory,
        {"status": "paused", "finished_at": MORNING},
    ),
    ("workflow_runs_finished_has_moment", WorkflowRunFactory, {"status": "failed"}),
    (
        "workflow_steps_status_known",
        WorkflowStepFactory,
        {"status": "paused", "finished_at": MORNING},
    ),
    ("workflow_steps_finished_has_moment", WorkflowStepFactory, {"finished_at": MORNING}),
    (
        "workflow_steps_index_not_negative",
        partial(WorkflowStepFactory, imported=True, workflow_run__imported=True),
        {"step_index": -1},
    ),
    ("task_events_event_type_known", TaskEventFactory, {"event_type": "rumour"}),
    ("task_events_event_level_known", TaskEventFactory, {"event_level": "extreme"}),
    ("skills_learned_source_type_known", SkillFactory, {"source_type": "dream"}),
    ("skills_learned_state_known", SkillFactory, {"state": "asleep"}),
    ("skills_learned_confidence_in_range", SkillFactory, {"confidence": 1.01}),
    ("skills_learned_confidence_in_range", SkillFactory, {"confidence": -0.01}),
    ("skill_to_logic_proposals_proposal_type_known", ProposalFactory, {"proposal_type": "wish"}),
    ("skill_to_logic_proposals_risk_level_known", ProposalFactory, {"risk_level": "none"}),
    (
        "skill_to_logic_proposals_status_known",
        partial(ProposalFactory, imported=True),
        {"status": "lost"},
    ),
    (
        "skill_to_logic_proposals_determinism_in_range",
        ProposalFactory,
        {"determinism_score": 1.01},
    ),
    ("validation_results_passes_are_0_or_1", ValidationFactory, {"test_pass": 2}),
    ("approvals_approval_type_known", ApprovalFactory, {"approval_type": "royal"}),
    ("approvals_decision_known", ApprovalFactory, {"decision": "perhaps"}),
    ("approvals_alone_is_0_or_1", ApprovalFactory, {"decided_alone": 2}),
    ("approvals_by_a_person_unless_policy", ApprovalFactory, {"approver_person": None}),
    ("approvals_by_a_person_unless_policy", ApprovalFactory, {"approval_type": "policy"}),
    ("deploy_outcomes_status_known", DeployOutcomeFactory, {"status": "maybe"}),
    ("behavior_profiles_window_ends_after_start", BehaviorProfileFactory, BEFORE),
    ("personality_profiles_window_ends_after_start", PersonalityProfileFactory, BEFORE),
    ("policyprofile_window_ends_after_start", PolicyProfileFactory, BEFORE),
    ("policyprofile_is_the_one", PolicyProfileFactory, {"profile_name": "other"}),
    ("foureyes_arms_once", FourEyesFactory, {"id": 2}),
    ("foureyes_needs_two_people", FourEyesFactory, {"people": 1}),
    ("checkpoint_size_positive", CheckpointFactory, {"size": 0}),
    ("verification_lines_counted", VerificationFactory, {"lines": -1}),
]
TWICE = [
    ("checkpoint_made_once", CheckpointFactory, ("size", "key_id")),
    ("conversation_turns_index_taken_once", TurnFactory, ("session", "turn_index")),
    ("workflow_steps_index_taken_once", WorkflowStepFactory, ("workflow_run", "step_index")),
    ("skills_learned_once_per_moment", SkillFactory, ("skill_key", "learned_at")),
    ("behavior_profiles_version_taken_once", BehaviorProfileFactory, ("profile_name", "version")),
    (
        "personality_profiles_version_taken_once",
        PersonalityProfileFactory,
        ("profile_name", "version"),
    ),
    ("policyprofile_version_taken_once", PolicyProfileFactory, ("profile_name", "version")),
    (
        "approvals_given_once",
        ApprovalFactory,
        ("proposal", "approval_type", "approver_person", "decision"),
    ),
]
REFUSED_MOMENTS = [
    "yesterday",
    "2026-02-30T00:00:00.000Z",
    "2026-02-18 20:00:00.514Z",
    "2026-02-18T20:00:00Z",
    "2026-02-18T24:00:00.000Z",
    "2026-02-18T20:00:60.000Z",
    "2026-02-18T20:00:00.514+00:00",
    "0000-02-18T20:00:00.514Z",
    "",
]
REFUSED_JSON = [
    "",
    "{",
    "{'a':1}",
    '{"a":NaN}',
    '{"a":"\\u0000"}',
    '{"a":"\\ud83d"}',
    '{"a":"\\ude00"}',
    '{"a":"\\ud83dx\\ude00"}',
    '{"a":"\\ude00\\ud83d"}',
    '{"a":"\\ud83d\\n"}',
    '{"a":"\\ud83d\\\\\\ude00"}',
    '"\\ude00"',
]
WELCOME_JSON = [
    "{}",
    '{ "b":1.0, "a": 1e2 }',
    '{"a":"\\\\u0000"}',
    '{"a":"\\\\ud83d"}',
    '{"a":"\\ud83d\\ude00\\uD83D\\uDE00"}',
    '{"a":"\\\\\\ud83d\\ude00"}',
    TWO_SPELLINGS,
]
MAKERS = {
    name.removesuffix("Factory"): getattr(factories, name)
    for name in dir(factories)
    if name.endswith("Factory")
    and name != "UserFactory"
    and not getattr(factories, name)._meta.abstract
}
RULES = ("moments_well_formed", "json_valid", "text_without_nul")


def checked(rule):
    """(name, factory, column) of every column that a rule called <table>_RULE checks."""
    return [
        (constraint.name, factory, name)
        for factory in MAKERS.values()
        for constraint in factory._meta.model._meta.constraints
        if constraint.name.endswith(rule)
        for name in (part[0].partition("__")[0] for part in constraint.condition.children)
    ]


def label(case):
    return case if isinstance(case, str) else None


class Unread(Expression):
    """A literal that Python has not looked at."""

    def __init__(self, text):
        super().__init__(output_field=TextField())
        self.text = text

    def as_sql(self, compiler, connection):
        spelled = "'" + self.text.replace("'", "''").replace("%", "%%") + "'"
        nul = "char(0)" if connection.vendor == "sqlite" else "chr(0)"
        return spelled.replace("\x00", f"' || {nul} || '"), ()


EVIDENCE = {
    SessionFactory: {"imported": True},
    WorkflowRunFactory: {"imported": True},
    WorkflowStepFactory: {"imported": True, "workflow_run__imported": True},
    ProposalFactory: {"imported": True, "content_digest": ""},
    ValidationFactory: {"imported": True, "proposal__imported": True},
    ApprovalFactory: {"imported": True, "approver_person": None},
}


def written(make, column, value):
    """Make a row with VALUE in COLUMN, past every check but the database's.

    Imported rows where they escape rules of native ones that would answer first.
    """
    fields = dict(EVIDENCE.get(make, {}))
    if make is ApprovalFactory:
        fields["proposal"] = ProposalFactory(imported=True, status="approved")
    return make(**fields | {column: Unread(value)})


@pytest.mark.parametrize(("name", "make", "fields"), CASES, ids=label)
def test_a_new_row_cannot_break(name, make, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make(**fields)


@pytest.mark.parametrize(("name", "make", "columns"), TWICE, ids=label)
def test_a_second_row_cannot_take_the_place_of(name, make, columns):
    first = make()
    earlier = "must be the next|an approved policy_change publishes the next"
    refusal = "is append-only" if connection.vendor == "sqlite" else name

    with pytest.raises(IntegrityError, match=f"{refusal}|{earlier}"), transaction.atomic():
        make(**{column: getattr(first, column) for column in columns})


@pytest.mark.parametrize(("name", "make", "column"), checked("moments_well_formed"), ids=label)
def test_a_moment_is_written_in_one_way_alone(name, make, column):
    for text in REFUSED_MOMENTS:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            written(make, column, text)


@pytest.mark.parametrize(("name", "make", "column"), checked("json_valid"), ids=label)
def test_json_is_valid_and_fits_both_databases(name, make, column):
    for text in REFUSED_JSON:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            written(make, column, text)


@pytest.mark.parametrize("text", WELCOME_JSON)
def test_valid_json_is_welcome_and_kept_to_the_letter(text):
    TurnFactory(metadata_json=text)

    assert Turn.objects.values_list("metadata_json").get() == (text,)


@pytest.mark.parametrize(("name", "make", "column"), checked("text_without_nul"), ids=label)
def test_no_text_holds_nul(name, make, column):
    said = f"{name}|{name.replace('text_without_nul', 'json_valid')}|null character|chain"

    with pytest.raises((IntegrityError, DatabaseError), match=said), transaction.atomic():
        written(make, column, "a\x00b")


def test_the_chain_begins_at_1():
    """The trigger answers first; the rule chainentry_seq_positive stands behind it."""
    with pytest.raises(IntegrityError, match="a line continues the last one"), transaction.atomic():
        ChainEntryFactory(seq=0)
