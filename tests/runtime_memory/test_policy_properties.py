from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from runtime_memory.policy_facts import Facts
from runtime_memory.policy_matrix import DEFAULT, Matrix
from tests.runtime_memory.deciding import complete, decide, spelled
from tests.runtime_memory.literal import may_be_approved
from tests.runtime_memory.strategies import FACTS, approvals, matrices

EITHER = st.just(DEFAULT) | matrices()


def plain_only(value):
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain_only(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(plain_only, value))
    return isinstance(value, str | int)


def helped(before, after, matrix):
    """Whether AFTER is nearer to approval than BEFORE in anything the checklist counts."""
    old, new = decide(before, matrix), decide(after, matrix)
    gained = [o.code for o, n in zip(old.checklist, new.checklist, strict=True) if o.have != n.have]
    return bool(gained) or old.outcome != new.outcome or old.counted != new.counted


@given(FACTS, EITHER)
def test_every_fact_is_decided(facts, matrix):
    decision = decide(facts, matrix)

    assert decision.outcome in {"approved", "waiting", "rejected", "blocked"}
    assert decision.reasons != ()
    assert plain_only(decision.to_json())


@given(FACTS, EITHER)
@settings(max_examples=max(300, settings().max_examples))
def test_approved_is_what_every_rule_allows_and_nothing_else(facts, matrix):
    assert (decide(facts, matrix).outcome == "approved") == may_be_approved(facts, matrix)


@given(FACTS, EITHER, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(facts, matrix, random):
    mixed = replace(
        facts,
        validations=tuple(random.sample(facts.validations, len(facts.validations))),
        approvals=tuple(
            replace(row, groups=tuple(random.sample(row.groups, len(row.groups))))
            for row in random.sample(facts.approvals, len(facts.approvals))
        ),
    )

    assert spelled(decide(mixed, matrix).to_json()) == spelled(decide(facts, matrix).to_json())


@given(FACTS, EITHER, approvals())
def test_a_stale_approval_never_helps(facts, matrix, row):
    stale = replace(row, digest=f"not {facts.proposal.digest}")
    more = replace(facts, approvals=(*facts.approvals, stale))

    assert not helped(facts, more, matrix)


@given(FACTS, EITHER, approvals())
def test_an_expired_approval_never_helps(facts, matrix, row):
    now = "2028-03-02T10:00:00.000Z"
    old = replace(row, decision="approved", at="2026-03-02T10:00:00.000Z")
    before = replace(facts, now=now)
    after = replace(before, approvals=(*facts.approvals, old))

    assert not helped(before, after, matrix)


@given(FACTS, EITHER, approvals(), st.integers(1, 6))
def test_an_own_approval_never_helps_once_armed(facts, matrix, row, person):
    proposal = replace(facts.proposal, proposer_person=person)
    before = replace(facts, proposal=proposal, is_four_eyes_armed=True)
    own = replace(row, decision="approved", person=person)
    after = replace(before, approvals=(*facts.approvals, own))

    assert not helped(before, after, matrix)


@given(FACTS, EITHER)
def test_taking_an_approval_away_never_approves(facts, matrix):
    before = decide(facts, matrix).outcome
    approving = [n for n, row in enumerate(facts.approvals) if row.decision == "approved"]
    fewer = [facts.approvals[:n] + facts.approvals[n + 1 :] for n in approving]

    outcomes = {decide(replace(facts, approvals=rows), matrix).outcome for rows in fewer}

    assert before == "approved" or "approved" not in outcomes


@given(FACTS, EITHER)
def test_arming_four_eyes_never_approves(facts, matrix):
    free = decide(replace(facts, is_four_eyes_armed=False), matrix)
    armed = decide(replace(facts, is_four_eyes_armed=True), matrix)

    assert armed.outcome != "approved" or free.outcome == "approved"
    assert not armed.is_decided_alone


@given(FACTS, EITHER)
def test_a_replay_gives_equal_bytes(facts, matrix):
    stored, decided = spelled(facts.to_json()), spelled(decide(facts, matrix).to_json())

    again = Facts.from_json(facts.to_json())

    assert spelled(again.to_json()) == stored
    assert spelled(decide(again, Matrix.parse(matrix.to_json())).to_json()) == decided


def test_the_drawn_facts_reach_every_outcome():
    outcomes = Counter()

    @given(FACTS, EITHER)
    @settings(max_examples=400, derandomize=True, database=None)
    def draw(facts, matrix):
        outcomes[decide(facts, matrix).outcome] += 1

    draw()

    assert set(outcomes) == {"approved", "waiting", "rejected", "blocked"}


def test_the_literal_reading_takes_what_is_complete():
    assert may_be_approved(complete("policy_change", "critical"), DEFAULT)
    assert not may_be_approved(complete("policy_change", "critical", approvals=()), DEFAULT)
