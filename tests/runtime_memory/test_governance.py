"""Skills, proposals, what is said about them, and profiles, through the store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from devcraft.refusing import Kind, Refused
from runtime_memory import verifying
from runtime_memory.models import (
    Approval,
    BehaviorProfile,
    ChainEntry,
    Decision,
    Proposal,
    Skill,
    Validation,
)
from runtime_memory.store import RuntimeMemoryStore as store
from tests.factories.devcraft import UserFactory
from tests.factories.runtime_memory import (
    MORNING,
    ApprovalFactory,
    BehaviorProfileFactory,
    ProposalFactory,
    SkillFactory,
    ValidationFactory,
    approved,
    promoted,
    validated,
)
from tests.runtime_memory.acting import (
    checked,
    decided,
    deployed,
    judged,
    learned,
    moved,
    proposed,
    published,
    released,
    revised,
)

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(minutes=5)


def test_the_whole_way_from_skill_to_promotion_is_chained():
    proposal = proposed()
    checked(proposal)
    moved(proposal, "validated")
    judged(proposal)
    released(proposal)
    deployed(proposal)
    moved(proposal, "promoted")

    kinds = ChainEntry.objects.order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == [
        "skill.recorded",
        "proposal.drafted",
        "validation.recorded",
        "proposal.validated",
        "approval.recorded",
        "decision.recorded",
        "proposal.approved",
        "deploy.recorded",
        "proposal.promoted",
    ]
    assert Proposal.objects.get().status == "promoted"
    assert verifying.verify().findings == []


def test_what_is_said_is_said_of_the_present_content():
    proposal = proposed()
    first = checked(proposal)
    revised = store.revise_proposal(
        proposal_id=proposal.pk, proposal={"patch": "+2"}, risk_level="high", now=LATER
    )

    assert (first.content_digest, checked(proposal).content_digest) == (
        proposal.content_digest,
        revised.content_digest,
    )
    assert (revised.risk_level, revised.updated_at) == ("high", LATER)
    assert ChainEntry.objects.order_by("-seq")[1].kind == "proposal.revised"


def test_a_revision_that_changes_nothing_is_none():
    proposal = proposed()

    store.revise_proposal(
        proposal_id=proposal.pk, proposal={"patch": "+1"}, risk_level="low", now=LATER
    )

    assert ChainEntry.objects.filter(kind="proposal.revised").count() == 0


def test_after_a_revision_old_proof_is_worth_nothing():
    proposal = validated()
    ApprovalFactory(proposal=proposal)
    revised(proposal)

    with pytest.raises(Refused, match="status cannot become approved without proof"):
        moved(proposal, "approved")


@pytest.mark.parametrize("make", [approved, promoted])
def test_what_is_approved_is_not_revised(make):
    with pytest.raises(Refused, match=r"proposal_id names a proposal that is (approved|promoted)"):
        revised(make())


def test_nobody_revises_what_another_proposed():
    proposal = ProposalFactory()

    with pytest.raises(Refused, match="person must be who proposed it"):
        revised(proposal, person=UserFactory().person)
    with pytest.raises(Refused, match="person must be who proposed it"):
        revised(proposal, person=None)


@pytest.mark.parametrize(
    ("act", "make"),
    [
        (checked, approved),
        (checked, promoted),
        (judged, ProposalFactory),
        (judged, promoted),
        (deployed, ProposalFactory),
        (deployed, validated),
    ],
)
def test_everything_comes_in_its_turn(act, make):
    proposal = make()
    before = ChainEntry.objects.count()

    with pytest.raises(Refused, match="proposal_id must name a proposal that is") as refusal:
        act(proposal)

    assert (refusal.value.kind, ChainEntry.objects.count()) == (Kind.CONFLICT, before)


def test_nobody_approves_what_they_proposed():
    proposal = validated()

    for account in (proposal.proposer_person, UserFactory(person=proposal.proposer_person).person):
        with pytest.raises(Refused, match="approver proposed this, and nobody approves"):
            judged(proposal, approver_person=account)

    assert Approval.objects.count() == 0


def test_a_proposer_may_reject_and_may_decide_alone():
    proposal = validated()

    rejection = judged(proposal, approver_person=proposal.proposer_person, decision="rejected")
    alone = judged(proposal, approver_person=proposal.proposer_person, alone=True)

    assert (rejection.decided_alone, alone.decided_alone) == (0, 1)


def test_who_is_not_the_proposer_never_decides_alone():
    assert judged(validated(), alone=True).decided_alone == 0


def test_a_policy_approval_is_nobodys():
    assert judged(validated(), approval_type="policy").approver_person is None

    with pytest.raises(Refused, match="approver of a policy approval is no person"):
        judged(validated(), approval_type="policy", approver_person=UserFactory().person)
    with pytest.raises(Refused, match="approver of a security approval must be a person"):
        judged(validated(), approval_type="security", approver_person=None)


def test_the_same_verdict_is_given_once():
    row = ApprovalFactory()

    with pytest.raises(Refused, match="approver has said so already"):
        judged(row.proposal, approver_person=row.approver_person)

    judged(row.proposal, approver_person=row.approver_person, decision="rejected")
    assert Approval.objects.count() == 2


def test_a_skill_is_learned_once_at_a_moment_and_retired_once():
    skill = learned()

    with pytest.raises(Refused, match="skill_key was learned at this very moment already"):
        learned()
    store.deprecate_skill(skill_id=skill.pk, now=LATER)
    with pytest.raises(Refused, match="skill_id names a skill that is deprecated"):
        store.deprecate_skill(skill_id=skill.pk, now=LATER)

    assert Skill.objects.get().state == "deprecated"


@pytest.mark.parametrize("value", [7, -0.1, float("nan"), float("inf"), True, "high"])
def test_confidence_is_a_number_from_0_to_1(value):
    with pytest.raises(Refused, match="confidence must be a number"):
        learned(confidence=value)


def test_nothing_is_decided_about_imported_evidence():
    skill = SkillFactory(imported=True)
    proposal = ProposalFactory(imported=True, status="validated")

    acts = [
        lambda: proposed(skill_id=skill.pk),
        lambda: store.deprecate_skill(skill_id=skill.pk, now=LATER),
        lambda: checked(proposal),
        lambda: judged(proposal),
        lambda: deployed(proposal),
        lambda: moved(proposal, "approved"),
        lambda: decided(proposal),
    ]
    for act in acts:
        with pytest.raises(Refused, match="names imported evidence"):
            act()


def test_a_decision_keeps_its_input_in_one_spelling():
    decided(ProposalFactory())

    assert Decision.objects.get().input_json == '{"a":[1.5],"b":1}'


def test_versions_of_a_profile_count_from_1():
    assert [published().version for _ in range(3)] == [1, 2, 3]
    assert published(kind="personality").version == 1
    assert published(version=9).version == 9
    with pytest.raises(Refused, match="version is published already"):
        published(version=9)


def test_a_window_ends_after_it_begins():
    with pytest.raises(Refused, match="effective_to must be later than effective_from"):
        published(effective_from=LATER, effective_to=LATER)

    with pytest.raises(Refused, match="effective_to must be empty: rules hold until others do"):
        published(kind="policy", profile_name="approvals", effective_to=LATER)
    assert BehaviorProfile.objects.count() == 0


def test_if_the_chain_cannot_be_written_nothing_is():
    BehaviorProfileFactory()
    ChainEntry.objects.create(
        seq=1, prev_hash="0" * 64, row_hash="1" * 64, at=MORNING, kind="k", subject="s", body="{}"
    )
    wide = {"x": "\udfff"}

    with pytest.raises(Refused):
        published(content=wide)

    assert (BehaviorProfile.objects.count(), ChainEntry.objects.count()) == (1, 1)


def test_a_validation_that_failed_is_kept_as_well():
    proposal = proposed()

    checked(proposal, test_pass=False)

    assert ValidationFactory(proposal=proposal).is_passed
    assert not Validation.objects.get(test_pass=0).is_passed
