"""From a draft to its effect, with the policy between."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from devcraft.refusing import Kind, Refused
from runtime_memory import governing, judging, queries, verifying
from runtime_memory.models import (
    Approval,
    BehaviorProfile,
    ChainEntry,
    Decision,
    DeployOutcome,
    FourEyes,
    PolicyProfile,
)
from runtime_memory.policy_matrix import DEFAULT
from tests.factories.runtime_memory import MORNING
from tests.runtime_memory.acting import published, revised
from tests.runtime_memory.governed import (
    BEHAVIOR,
    LATER,
    approver,
    change,
    draft,
    found,
    said,
    taken,
)

pytestmark = pytest.mark.django_db


def kinds():
    return list(ChainEntry.objects.order_by("seq").values_list("kind", flat=True))


def test_a_low_risk_needs_no_person():
    proposal = found(draft())

    assert proposal.status == "approved"
    assert Approval.objects.get().approval_type == "policy"
    assert kinds()[-5:] == [
        "validation.recorded",
        "proposal.validated",
        "approval.recorded",
        "decision.recorded",
        "proposal.approved",
    ]


def test_a_failed_validation_holds_the_proposal_where_it_is():
    proposal = found(draft(), test_pass=False)

    assert proposal.status == "drafted"
    assert not Approval.objects.exists()
    assert not Decision.objects.get().is_allowed


def test_a_high_risk_waits_for_two_people_and_a_quarter_of_an_hour():
    ada, ben = approver("human"), approver("security")
    proposal = found(draft(risk_level="high"))
    soon = MORNING + timedelta(minutes=5)

    assert said(proposal, ada, "human", now=soon).status == "validated"
    assert said(proposal, ben, "security", now=soon).status == "validated"

    verdict = judging.judge(proposal.pk, now=soon)
    assert [reason.code for reason in verdict.reasons] == ["wait_missing"]
    assert judging.judge(proposal.pk, now=LATER).outcome == "approved"
    assert FourEyes.objects.get().people == 2


def test_one_approver_alone_decides_and_it_says_so():
    ada = approver()
    proposal = found(draft(risk_level="critical", proposer_person=ada.person))

    for kind in ("human", "security", "ops"):
        proposal = said(proposal, ada, kind)

    assert proposal.status == "approved"
    assert set(Approval.objects.exclude(approval_type="policy").values_list("decided_alone")) == {
        (1,)
    }
    assert json.loads(Decision.objects.latest("sequence").result_json)["is_decided_alone"]


def test_when_a_second_approver_appears_nobody_decides_alone_again():
    ada, ben = approver(), approver()
    ben.is_active = False
    ben.save()
    proposal = found(draft(risk_level="medium", proposer_person=ada.person))

    with pytest.raises(Refused, match="nobody approves what they proposed"):
        said(proposal, ada)

    assert ChainEntry.objects.filter(kind="four_eyes.armed").count() == 1


def test_a_second_account_of_one_person_is_no_second_person():
    ada = approver()
    approver()
    other = approver(person=ada.person)
    proposal = found(draft(risk_level="medium", proposer_person=ada.person))

    with pytest.raises(Refused, match="nobody approves what they proposed"):
        said(proposal, other)


def test_a_person_in_two_types_counts_once():
    ada, ben = approver(), approver()
    proposal = found(draft(risk_level="high"))

    said(proposal, ada, "human")
    assert said(proposal, ada, "security").status == "validated"
    assert said(proposal, ben, "security").status == "approved"


def test_only_who_is_in_the_group_gives_its_approval():
    ada = approver("human")
    proposal = found(draft(risk_level="high"))

    with pytest.raises(Refused, match="may not give a security approval") as refusal:
        said(proposal, ada, "security")

    assert refusal.value.kind == Kind.FORBIDDEN
    line = ChainEntry.objects.latest("seq")
    assert line.kind == "approval.refused"
    assert json.loads(line.body)["by"] == ada.username


def test_what_was_read_is_what_is_approved():
    ada = approver()
    proposal = found(draft(risk_level="medium"))
    read = proposal.content_digest
    revised(proposal, risk_level="medium", determinism_score=1.0)

    with pytest.raises(Refused, match="content has changed since you read it"):
        said(proposal, ada, content_digest=read)


def test_an_edit_makes_approvals_stale():
    ada, ben = approver(), approver()
    proposal = found(draft(risk_level="high"))
    said(proposal, ada, "human")
    revised(proposal, risk_level="high", determinism_score=1.0)
    found(proposal, now=LATER)

    verdict = judging.judge(proposal.pk, now=LATER + timedelta(hours=1))
    assert "approval_stale" in {reason.code for reason in verdict.reasons}
    assert said(proposal, ben, "security", now=LATER + timedelta(hours=1)).status == "validated"


def test_one_rejection_ends_it():
    ada = approver()
    proposal = found(draft(risk_level="medium"))

    assert said(proposal, ada, decision="rejected", notes="Too wide.").status == "rejected"
    assert json.loads(ChainEntry.objects.latest("seq").body)["status"] == "rejected"


def test_a_promoted_change_publishes_the_next_version():
    published()
    proposal = taken(found(change()))

    version = BehaviorProfile.objects.latest("version")
    assert proposal.status == "promoted"
    assert (version.version, version.behavior_json) == (2, '{"tone":"calm"}')
    assert version.source_ref == f"proposal:{proposal.pk}"
    assert DeployOutcome.objects.get().deployment_id == version.pk
    assert queries.active_behavior("tom", at=LATER) == version


def test_a_later_start_is_kept_and_a_past_one_means_now():
    tomorrow = "2026-11-19T08:00:00.000Z"
    for start, expected in [(tomorrow, tomorrow), ("2020-01-01T00:00:00.000Z", None)]:
        taken(found(change(BEHAVIOR | {"effective_from": start})))
        begins = BehaviorProfile.objects.latest("sequence").effective_from
        assert begins.isoformat()[:10] == (expected or LATER.isoformat())[:10]


def test_a_rollback_publishes_what_was_before():
    published(content={"tone": "loud"})
    proposal = taken(found(change()))

    governing.deploy(
        proposal_id=proposal.pk,
        deployment_target="here",
        status="rolled_back",
        by="ops",
        now=LATER + timedelta(hours=1),
    )

    versions = BehaviorProfile.objects.order_by("version").values_list("behavior_json", flat=True)
    assert list(versions) == ['{"tone":"loud"}', '{"tone":"calm"}', '{"tone":"loud"}']
    assert proposal.status == "promoted"
    assert verifying.verify().findings == []


def test_there_is_nothing_to_go_back_to_before_the_first_version():
    proposal = taken(found(change()))

    with pytest.raises(Refused, match="tom had no version before"):
        governing.deploy(
            proposal_id=proposal.pk,
            deployment_target="here",
            status="rolled_back",
            by="ops",
            now=LATER,
        )
    assert BehaviorProfile.objects.count() == 1


def test_the_rules_change_by_the_rules():
    ada, ben = approver(), approver()
    stricter = DEFAULT.to_json()
    stricter["rules"]["code_patch"]["low"]["approvals"] = {"policy": 1, "human": 1}
    stricter["rules"]["code_patch"]["low"]["people"] = 1
    wanted = {"target": "policy", "name": "approvals", "content": stricter}
    rules = found(change(wanted, proposal_type="policy_change", risk_level="medium"))
    said(rules, ada, "human")
    taken(said(rules, ben, "security"))

    assert list(PolicyProfile.objects.order_by("version").values_list("version", flat=True)) == [
        1,
        2,
    ]
    patch = found(draft(), now=LATER)
    assert patch.status == "validated"
    assert said(patch, ada).status == "approved"
    assert verifying.verify().findings == []


def test_a_promotion_waits_for_the_policy():
    proposal = found(change(risk_level="medium"))

    with pytest.raises(Refused, match="names a proposal that waits: 1 of 2 approvals"):
        taken(proposal)

    assert ChainEntry.objects.latest("seq").kind == "deploy.refused"
    assert not BehaviorProfile.objects.exists()


def test_expired_approvals_promote_nothing():
    ada = approver()
    proposal = said(found(change(risk_level="medium")), ada)

    with pytest.raises(Refused, match="names a proposal that waits"):
        taken(proposal, now=LATER + timedelta(days=8))


def test_every_stored_decision_replays_to_the_byte():
    ada, ben = approver(), approver()
    for risk in ("low", "medium", "high"):
        proposal = found(draft(risk_level=risk))
        if risk != "low":
            said(proposal, ada)
        if risk == "high":
            said(proposal, ben, "security")

    assert Decision.objects.count() > 4
    assert all(judging.replay_matches(row) for row in Decision.objects.all())
    forged = Decision.objects.first()
    forged.result_json = forged.result_json.replace('"outcome":"', '"outcome":"x')
    assert not judging.replay_matches(forged)
