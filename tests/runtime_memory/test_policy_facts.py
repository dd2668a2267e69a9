from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime_memory.policy_facts import BadFacts, Facts, digits
from tests.runtime_memory.deciding import approval, complete, proposal


def written(**changed):
    return json.loads(json.dumps(complete("code_patch", "critical").to_json() | changed))


def test_facts_are_read_back_as_they_were_written():
    assert Facts.from_json(written()).to_json() == written()


def test_the_order_of_rows_and_groups_leaves_no_trace():
    facts = complete("code_patch", "critical")
    groups = replace(facts.approvals[1], groups=("ops", "human", "ops"))
    sorted_groups = replace(groups, groups=("human", "ops"))

    one = replace(facts, approvals=(*facts.approvals, groups))
    other = replace(facts, approvals=(sorted_groups, *reversed(facts.approvals)))

    assert one.to_json() == other.to_json()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: proposal(determinism="1.5"), "proposal.determinism must be decimal text"),
        (lambda: proposal(determinism="NaN"), "proposal.determinism"),
        (lambda: proposal(determinism=0.9), "proposal.determinism"),
        (lambda: proposal(digest=""), "proposal.digest must be text that is not empty"),
        (lambda: proposal(proposer_person=True), "proposal.proposer_person"),
        (lambda: proposal(content_at="2026-02-30T00:00:00.000Z"), "proposal.content_at must be"),
        (lambda: proposal(content_at="2026-02-03T00:00:00Z"), "an instant like"),
        (lambda: proposal(content_at=None), "an instant like"),
        (lambda: approval("human", type="boss"), "approval.type must be one of policy, human"),
        (lambda: approval("human", decision="maybe"), "approval.decision must be one of"),
        (lambda: approval("human", groups="human"), "approval.groups must be a list of texts"),
        (lambda: complete(active_approvers=-1), "facts.active_approvers must be 0 or more"),
        (lambda: complete(is_four_eyes_armed=1), "facts.is_four_eyes_armed must be true or false"),
        (lambda: complete(validations=(1,)), "facts.validations"),
        (lambda: Facts.from_json([]), "facts must be an object with the keys"),
        (lambda: Facts.from_json(written(extra=1)), "facts must be an object with the keys"),
        (lambda: Facts.from_json(written(approvals={})), "facts.approvals must be a list"),
        (lambda: Facts.from_json(written(approvals=[{}])), "approval must be an object"),
    ],
)
def test_what_is_no_fact_is_refused_by_name(make, words):
    with pytest.raises(BadFacts, match=words):
        make()


@given(st.floats(0, 1))
def test_any_score_has_digits_that_facts_take(score):
    assert float(proposal(determinism=digits(score)).determinism) == score


@pytest.mark.parametrize(
    ("score", "text"), [(0.9, "0.9"), (1.0, "1.0"), (1e-05, "0.00001"), (-0.0, "0.0")]
)
def test_a_score_is_written_without_exponent(score, text):
    assert digits(score) == text


@pytest.mark.parametrize("score", [math.nan, math.inf, -0.1, 1.0000000000000002])
def test_a_score_out_of_range_is_no_fact(score):
    with pytest.raises(BadFacts):
        proposal(determinism=digits(score))
