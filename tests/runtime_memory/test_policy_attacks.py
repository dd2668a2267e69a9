"""What a pure function can refuse of the attacks on governance (A1–A4, A9, A16; G3, G4)."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from runtime_memory.policy_facts import Facts
from runtime_memory.policy_matrix import DEFAULT, RISKS, TYPES, Matrix
from tests.runtime_memory.deciding import (
    ANN,
    BEN,
    PROPOSER,
    alone,
    approval,
    but,
    codes,
    complete,
    decide,
    instead,
    missing,
    outcome,
    spelled,
    validation,
)

RULES = [(kind, risk) for kind in TYPES for risk in RISKS]
BY_PEOPLE = [rule for rule in RULES if DEFAULT.rule(*rule).needs_persons]
STRICTER = DEFAULT.to_json()
STRICTER["rules"]["code_patch"]["low"]["approvals"] = {"policy": 1, "ops": 1}


@pytest.mark.parametrize("name", ["oxide", "OXIDE", "Oxide ", "a second account"])
@pytest.mark.parametrize("type_", ["human", "security", "ops"])
def test_a1_nobody_approves_their_own_under_any_name(name, type_):
    facts = but(complete("code_patch", "critical"), proposer=name)
    own = instead(facts, type_, person=PROPOSER)

    assert (outcome(own), "approval_own" in codes(own)) == ("waiting", True)


def test_a1_a_namesake_is_another_person():
    assert outcome(but(complete("code_patch", "critical"), proposer="Ann")) == "approved"


def test_a1_who_proposed_must_be_known_before_another_can_approve():
    facts = but(complete("code_patch", "medium"), proposer_person=None)

    assert (outcome(facts), codes(facts)) == ("blocked", ["proposer_unknown"])
    assert outcome(but(complete("code_patch", "low"), proposer_person=None)) == "approved"


def test_a1_group_counts_as_it_was_when_approving():
    facts = instead(complete("code_patch", "high"), "security", groups=("human", "Security"))

    assert (outcome(facts), codes(facts)[-1]) == ("waiting", "approval_without_group")


def test_a2_one_person_with_two_types_is_one_person():
    facts = instead(complete("code_patch", "high"), "security", person=ANN)

    assert outcome(facts) == "waiting"
    assert missing(facts) == ["1 of 2 distinct people, still needed: 1 more"]


def test_a2_one_person_counts_once_per_type():
    matrix = DEFAULT.to_json()
    matrix["rules"]["code_patch"]["medium"]["approvals"]["human"] = 2
    facts = complete("code_patch", "medium")
    twice = replace(facts, approvals=(*facts.approvals, approval("human", id="b")))
    other = replace(facts, approvals=(*facts.approvals, approval("human", id="b", person=BEN)))

    assert decide(twice, Matrix.parse(matrix)).outcome == "waiting"
    assert "approval_repeated" in [r.code for r in decide(twice, Matrix.parse(matrix)).reasons]
    assert decide(other, Matrix.parse(matrix)).outcome == "approved"


@pytest.mark.parametrize("rule", RULES)
def test_a3_an_edit_voids_approvals_and_validations(rule):
    edited = but(complete(*rule), digest="edited")

    assert outcome(edited) == "waiting"
    assert {"approval_stale", "validation_stale"} <= set(codes(edited))
    assert decide(edited).counted == ()


@pytest.mark.parametrize("rule", RULES)
def test_a3_editing_back_does_not_bring_approvals_back(rule):
    restored = but(complete(*rule), content_at="2026-03-02T09:20:00.001Z")

    assert (outcome(restored), decide(restored).counted) == ("waiting", ())


def test_a3_editing_back_brings_a_rejection_and_a_failure_back():
    facts = but(complete(), content_at="2026-03-02T09:30:00.000Z")
    refused = replace(facts, approvals=(approval("human", decision="rejected"),))
    failed = replace(facts, validations=(validation(build=False),))

    assert (outcome(refused), outcome(failed)) == ("rejected", "blocked")


def test_a4_two_last_approvals_decide_alike_in_any_order():
    facts = complete("code_patch", "critical")
    both = (*facts.approvals, approval("ops", id="b", person=9))

    decided = {spelled(decide(replace(facts, approvals=o)).to_json()) for o in permutations(both)}

    assert len(decided) == 1


def test_a9_nothing_is_approved_before_it_is_validated_nor_after_promotion():
    drafted = but(complete("code_patch", "critical"), status="drafted")
    promoted = but(complete("code_patch", "critical"), status="promoted")

    assert (outcome(drafted), outcome(promoted)) == ("waiting", "blocked")
    assert not decide(promoted).passes_checks


def test_a9_validations_of_other_content_validate_nothing():
    facts = complete("code_patch", "low", validations=(validation(digest="other"),))

    assert (outcome(facts), decide(facts).passes_checks) == ("waiting", False)


@pytest.mark.parametrize("rule", RULES)
def test_a16_a_replay_is_byte_equal_and_another_matrix_is_another_decision(rule):
    facts = complete(*rule)
    stored = spelled(facts.to_json()), spelled(decide(facts).to_json())

    again = decide(Facts.from_json(facts.to_json()), Matrix.parse(DEFAULT.to_json()))
    what_if = decide(facts, Matrix.parse(STRICTER))

    assert (spelled(facts.to_json()), spelled(again.to_json())) == stored
    assert (what_if != again) == (rule == ("code_patch", "low"))


def test_a_person_cannot_speak_for_the_policy_nor_nobody_for_people():
    person = instead(complete("code_patch", "medium"), "policy", person=ANN, groups=("policy",))
    nobody = instead(complete("code_patch", "medium"), "human", person=None)

    assert (outcome(person), codes(person)[-1]) == ("waiting", "approval_not_policy")
    assert (outcome(nobody), codes(nobody)[-1]) == ("waiting", "approval_by_nobody")


@pytest.mark.parametrize("rule", BY_PEOPLE)
@pytest.mark.parametrize("person", [PROPOSER, ANN])
def test_the_only_approver_decides_alone_and_the_decision_says_so(rule, person):
    decision = decide(alone(*rule, person=person))

    assert (decision.outcome, decision.is_decided_alone) == ("approved", True)
    assert [reason.code for reason in decision.reasons] == ["complete", "decided_alone"]


@pytest.mark.parametrize("rule", BY_PEOPLE)
@pytest.mark.parametrize(("approvers", "armed"), [(1, True), (2, True), (2, False), (0, False)])
def test_four_eyes_once_armed_stay_so(rule, approvers, armed):
    facts = replace(alone(*rule), active_approvers=approvers, is_four_eyes_armed=armed)

    assert (outcome(facts), decide(facts).is_decided_alone) == ("waiting", False)


def test_what_the_policy_decides_is_decided_by_nobody_alone():
    assert not decide(alone("code_patch", "low")).is_decided_alone


def test_the_only_approver_still_waits_and_still_gives_every_type():
    facts = alone("code_patch", "critical")
    at_once = but(facts, content_at="2026-03-02T09:20:00.000Z")

    assert outcome(replace(facts, approvals=facts.approvals[:-1])) == "waiting"
    assert outcome(replace(at_once, now="2026-03-02T09:30:00.000Z")) == "waiting"
