from __future__ import annotations

import pytest

from runtime_memory.policy_matrix import RISKS, TYPES
from tests.runtime_memory.deciding import (
    ANN,
    FIRST,
    NOW,
    approval,
    but,
    codes,
    complete,
    decide,
    instead,
    missing,
    outcome,
    validation,
    without,
)

RULES = [(kind, risk) for kind in TYPES for risk in RISKS]
LESS = {"low": "0.89999", "medium": "0.89999", "high": "0.949", "critical": "0.9999999999999999"}
APPROVALS = [
    (kind, risk, row.type) for kind, risk in RULES for row in complete(kind, risk).approvals
]


@pytest.mark.parametrize("rule", RULES)
def test_what_the_rule_asks_for_is_enough(rule):
    decision = decide(complete(*rule))

    assert (decision.outcome, decision.is_decided_alone) == ("approved", False)
    assert [reason.code for reason in decision.reasons] == ["complete"]
    assert all(need.is_met and need.missing == "" for need in decision.checklist)


@pytest.mark.parametrize(("kind", "risk", "type_"), APPROVALS)
def test_no_approval_can_be_spared(kind, risk, type_):
    facts = without(complete(kind, risk), type_)

    assert outcome(facts) == "waiting"
    assert f"still needed: {type_}" in missing(facts)[0]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("flag", ["build", "lint", "test", "policy"])
def test_a_failed_validation_of_the_present_content_blocks(rule, flag):
    passed, failed = validation(), validation(id="w", at=FIRST, **{flag: False})
    facts = complete(*rule, validations=(failed, passed))

    asked = flag != "test" or rule[0] == "code_patch"

    assert outcome(facts) == ("blocked" if asked else "approved")
    assert decide(facts).passes_checks == (not asked)


@pytest.mark.parametrize("rule", RULES)
def test_determinism_must_be_known_and_high_enough(rule):
    facts = complete(*rule)

    for score in [LESS[rule[1]], "0", None]:
        assert outcome(but(facts, determinism=score)) == "blocked"
    least = {"high": "0.950", "critical": "1"}.get(rule[1], "0.9")
    assert outcome(but(facts, determinism=least)) == "approved"


@pytest.mark.parametrize("rule", RULES)
def test_high_and_critical_wait_a_quarter_of_an_hour(rule):
    facts = complete(*rule, now="2026-03-02T09:34:59.999Z")
    fresh = but(facts, content_at="2026-03-02T09:20:00.000Z")

    waits = rule[1] in ("high", "critical")

    assert outcome(fresh) == ("waiting" if waits else "approved")
    assert outcome(but(fresh, content_at="2026-03-02T09:19:59.999Z")) == "approved"


@pytest.mark.parametrize(("kind", "risk", "type_"), APPROVALS)
def test_approvals_expire_after_a_week(kind, risk, type_):
    facts = complete(kind, risk, now="2026-03-09T09:20:00.000Z")
    late = complete(kind, risk, now="2026-03-09T09:20:00.001Z")

    assert outcome(facts) == "approved"
    assert (outcome(late), codes(late)[-1]) == ("waiting", "approval_expired")


@pytest.mark.parametrize(("type_", "risk"), [("code_patch", "none"), ("mystery", "low"), ("", "")])
def test_without_a_rule_it_is_denied(type_, risk):
    facts = but(complete("code_patch", "low"), type=type_, risk=risk)

    assert (outcome(facts), codes(facts)) == ("blocked", ["rule_unknown"])


@pytest.mark.parametrize("type_", ["policy", "human", "security", "ops"])
def test_any_rejection_of_the_present_content_rejects(type_):
    facts = complete("code_patch", "critical")
    refusal = approval(type_, id="no", decision="rejected", groups=())
    refused = complete("code_patch", "critical", approvals=(*facts.approvals, refusal))

    assert (outcome(refused), codes(refused)) == ("rejected", ["rejection"])
    assert outcome(instead(refused, type_, digest="earlier")) != "rejected"


@pytest.mark.parametrize(
    ("status", "expected", "code"),
    [
        ("drafted", "waiting", "status_missing"),
        ("validated", "approved", "complete"),
        ("approved", "approved", "complete"),
        ("promoted", "blocked", "status_closed"),
        ("rejected", "rejected", "status_rejected"),
        ("elsewhere", "blocked", "status_closed"),
    ],
)
def test_only_what_is_validated_can_be_approved(status, expected, code):
    facts = but(complete(), status=status)

    assert (outcome(facts), codes(facts)) == (expected, [code])


def test_checks_hold_before_anyone_has_spoken():
    facts = but(complete("code_patch", "high", approvals=(), now=FIRST), status="drafted")
    unchecked = complete("code_patch", "high", validations=())

    assert decide(complete("code_patch", "high", approvals=())).passes_checks
    assert not decide(facts).passes_checks  # the validation is dated later than now
    assert not decide(unchecked).passes_checks


def test_the_checklist_counts_and_names_what_is_missing():
    facts = without(complete("code_patch", "high", now="2026-03-02T09:04:00.000Z"), "security")
    facts = instead(facts, "human", at=FIRST)
    facts = instead(facts, "policy", at=FIRST)

    assert missing(facts) == [
        *["still needed: a validation of the present content"] * 4,
        "2 of 3 approvals, still needed: security",
        "0 of 1 security approvals, still needed: security",
        "1 of 2 distinct people, still needed: 1 more",
        "4 of 15 minutes since the newest content, still needed: 11 more",
    ]


def test_reasons_say_each_missing_thing_once():
    facts = complete("code_patch", "high", approvals=(), validations=())

    assert [reason.words for reason in decide(facts).reasons] == [
        "Still needed: a validation of the present content.",
        "0 of 3 approvals, still needed: policy, human, security.",
        "0 of 2 distinct people, still needed: 2 more.",
    ]


def test_reasons_of_a_block_name_the_evidence():
    facts = complete(validations=(validation(lint=False, test=False),))

    assert [reason.words for reason in decide(but(facts, determinism=None)).reasons] == [
        "The determinism is unknown; at least 0.9 is needed.",
        "Validation v of the present content failed: lint and test.",
    ]


def test_a_decision_is_plain_and_names_what_counted():
    decided = decide(instead(complete("code_patch", "medium"), "human", person=ANN)).to_json()

    assert (decided["proposal"], decided["digest"], decided["evaluator"]) == ("p", "present", 1)
    assert decided["counted"] == ["a-human", "a-policy"]
    assert decided["checklist"][5] == {
        "code": "determinism",
        "name": "determinism",
        "have": "1.0",
        "need": "0.9",
        "is_met": True,
        "missing": "",
    }


@pytest.mark.parametrize("row", ["human", "policy"])
def test_what_is_dated_later_than_now_does_not_count(row):
    facts = instead(complete("code_patch", "medium"), row, at="2026-03-02T10:00:00.001Z")

    assert (outcome(facts), codes(facts)[-1]) == ("waiting", "approval_ahead")
    assert outcome(instead(facts, row, at=NOW)) == "approved"


def test_content_that_is_dated_later_than_now_waits():
    facts = but(complete(approvals=(), validations=()), content_at="2026-03-02T10:00:00.001Z")

    assert missing(facts)[-1] == "the newest content is dated later than now"


def test_where_no_wait_is_asked_all_may_happen_in_one_instant():
    facts = complete(approvals=(approval("policy", at=NOW),), validations=(validation(at=NOW),))

    assert outcome(but(facts, created_at=NOW, content_at=NOW)) == "approved"


def test_the_checklist_shows_which_validation_failed():
    facts = complete(validations=(validation(test=False),))
    lines = decide(facts).checklist[1:5]

    assert [(line.code, line.have, line.need) for line in lines] == [
        ("validation_build", 1, 1),
        ("validation_lint", 1, 1),
        ("validation_test", 0, 1),
        ("validation_policy", 1, 1),
    ]
    assert missing(facts) == ["test failed in validation v"]
