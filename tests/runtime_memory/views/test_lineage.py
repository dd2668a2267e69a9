"""A skill's lineage with all children, and which gates are missing."""

from __future__ import annotations

import pytest

from tests.devcraft.visiting import signed_in
from tests.factories.runtime_memory import (
    ApprovalFactory,
    ImportBatchFactory,
    ProposalFactory,
    SkillFactory,
    ValidationFactory,
    promoted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill(owner):
    return SkillFactory(owner=owner)


def read(owner, skill):
    answer = signed_in(owner).get(f"/memory/skills/{skill.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_all_children_are_shown_not_only_the_newest(owner, skill):
    proposal = ProposalFactory(skill=skill)
    for number in range(3):
        ValidationFactory(proposal=proposal, validator=f"validator {number}")
    ProposalFactory(skill=skill, proposed_by="another proposer")

    text = read(owner, skill)

    assert all(f"validator {number}" in text for number in range(3))
    assert "another proposer" in text


def test_what_passed_every_gate_misses_none(owner, skill):
    promoted(skill=skill)

    assert "Missing" not in read(owner, skill)


def test_missing_gates_are_named_in_words(owner, skill):
    ProposalFactory(skill=skill)

    text = read(owner, skill)

    for stage in ("validation", "approval", "deploy outcome"):
        assert f"Missing: no {stage} yet." in text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("promoted", "Missing: no approval, although the proposal is promoted."),
        ("rejected", "No approval; the proposal was rejected."),
    ],
)
def test_evidence_that_skipped_a_gate_says_so(owner, status, words):
    batch = ImportBatchFactory()
    skill = SkillFactory(owner=owner, import_batch=batch)
    ProposalFactory(skill=skill, status=status, import_batch=batch)

    assert words in read(owner, skill)


def test_a_validation_names_what_failed(owner, skill):
    ValidationFactory(proposal=ProposalFactory(skill=skill), lint_pass=0, policy_pass=0)

    assert "failed: lint, policy" in read(owner, skill)


def test_a_verdict_on_other_content_is_marked_stale(owner):
    batch = ImportBatchFactory()
    skill = SkillFactory(owner=owner, import_batch=batch)
    proposal = ProposalFactory(skill=skill, import_batch=batch)
    ApprovalFactory(proposal=proposal, content_digest="0" * 64, import_batch=batch)

    assert "stale: about an earlier content" in read(owner, skill)


def test_a_skill_without_a_proposal_says_so(owner, skill):
    assert "no proposal has been made" in read(owner, skill)


def test_the_list_counts_proposals_by_state(owner, skill):
    ProposalFactory(skill=skill)
    ProposalFactory(skill=skill)
    promoted(skill=skill)

    text = signed_in(owner).get("/memory/skills/").content.decode()

    assert ("2 drafted" in text, "1 promoted" in text) == (True, True)
