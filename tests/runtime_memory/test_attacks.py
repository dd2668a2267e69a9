"""Rows of the attack matrix (spec §10.9, reliability G3) that no other file tries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from devcraft.refusing import Refused
from runtime_memory import governing, judging, verifying
from runtime_memory.models import Approval, ChainEntry, Decision, Proposal, Skill
from tests.devcraft.guarded import sql
from tests.devcraft.visiting import signed_in
from tests.factories.devcraft import UserFactory
from tests.factories.runtime_memory import MORNING, ApprovalFactory, ValidationFactory, validated
from tests.runtime_memory.governed import LATER, again, approver, change, draft, found, said
from tests.runtime_memory.lifting import without_guards

pytestmark = pytest.mark.django_db


def own(proposal, **fields):
    return ApprovalFactory.build(
        proposal=proposal,
        approver_person=proposal.proposer_person,
        content_digest=proposal.content_digest,
        **fields,
    )


def by_orm(proposal):
    own(proposal).save(force_insert=True)


def by_bulk_create(proposal):
    Approval.objects.bulk_create([own(proposal)])


def by_raw_sql(proposal):
    sql(
        "INSERT INTO approvals (id, proposal_id, approver, approval_type, decision, decided_at,"
        " content_digest, approver_person_id, decided_alone, sequence)"
        " VALUES ('forged', %s, 'Ada', 'human', 'approved', '2026-11-18T08:00:00.000Z', %s, %s,"
        " 0, 0)",
        proposal.pk,
        proposal.content_digest,
        proposal.proposer_person_id,
    )


ROADS = [by_orm, by_bulk_create, by_raw_sql]


@pytest.mark.parametrize("road", ROADS)
def test_a1_nobody_approves_their_own_by_any_road(road):
    proposal = validated()

    with pytest.raises(IntegrityError, match="nobody approves"), transaction.atomic():
        road(proposal)

    assert not Approval.objects.exists()


@pytest.mark.parametrize("road", ROADS)
def test_a1_control_without_the_guard_the_road_is_open(road):
    proposal = validated()

    with without_guards(["approvals_by_another_person"]):
        road(proposal)

    assert Approval.objects.count() == 1
    assert any("approvals/" in one.subject for one in verifying.verify().findings)


def test_a1_being_called_otherwise_does_not_help():
    ada = approver(username="ada")
    approver()
    same = approver(username="ADA", person=ada.person)
    proposal = found(draft(risk_level="medium", proposer_person=ada.person))

    with pytest.raises(Refused, match="nobody approves what they proposed"):
        said(proposal, same)


def test_a4_g7_an_approval_said_again_counts_once():
    ada = approver("human")
    approver("security")
    proposal = found(draft(risk_level="high"))
    said(proposal, ada)

    with pytest.raises(Refused, match="approver has said so already"):
        said(proposal, ada)
    other = found(draft(risk_level="high"))
    assert not other.approvals.filter(approval_type="human").exists()


def test_a9_g4_no_step_is_skipped():
    proposal = draft()
    deploy = {"deployment_target": "here", "status": "succeeded", "by": "ci", "now": LATER}

    with pytest.raises(Refused):
        governing.deploy(proposal_id=proposal.pk, **deploy)
    foreign = found(draft(risk_level="medium"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ValidationFactory(proposal=proposal, content_digest=foreign.content_digest)

    assert again(proposal).status == "drafted"


def test_a10_a_skill_with_a_lineage_stays():
    proposal = found(draft())

    with pytest.raises(ProtectedError):
        proposal.skill.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("DELETE FROM skills_learned")

    assert Skill.objects.exists()


def test_a12_two_megabytes_are_refused_by_name():
    with pytest.raises(Refused, match="proposal_json may hold 1,000,000 bytes at most"):
        draft(proposal={"patch": "x" * 2_000_000})

    assert not Proposal.objects.exists()


@pytest.mark.parametrize("act", ["decide", "judge", "publish"])
def test_a13_who_is_not_asked_gets_nowhere(client, act):
    proposal = found(change(risk_level="medium"))
    address = reverse("admin:runtime_memory_proposal_change", args=[proposal.pk])
    lines = ChainEntry.objects.count()

    assert client.post(address, {"act": act}).status_code == 302
    assert signed_in(UserFactory()).post(address, {"act": act}).status_code == 302
    assert signed_in(UserFactory(is_staff=True)).post(address, {"act": act}).status_code == 403
    assert again(proposal).status == "validated"
    assert ChainEntry.objects.count() == lines + 1


def test_a16_history_does_not_follow_the_rules_of_today():
    found(draft())
    row = Decision.objects.get()
    row.policy_digest = "0" * 64

    assert judging.replay_matches(Decision.objects.get())
    assert not judging.replay_matches(row)


def test_a17_a_clock_set_back_keeps_the_order_and_is_told(capsys):
    proposal = found(draft(risk_level="medium"))
    said(proposal, approver(), now=MORNING - timedelta(hours=1))

    call_command("verify_memory")

    kinds = ChainEntry.objects.order_by("-seq").values_list("kind", flat=True)
    assert list(kinds[:2]) == ["decision.recorded", "approval.recorded"]
    assert "The clock was set back before" in capsys.readouterr().out
    assert again(proposal).status == "validated"


def test_g5_no_audit_no_act():
    proposal = found(draft(risk_level="medium"))
    ada = approver()
    refuse = {
        "sqlite": "CREATE TRIGGER full BEFORE INSERT ON runtime_memory_chainentry BEGIN"
        " SELECT RAISE(ABORT, 'disk full'); END",
        "postgresql": "ALTER TABLE runtime_memory_chainentry ADD CONSTRAINT full_disk"
        " CHECK (seq < 0) NOT VALID",
    }
    sql(refuse[connection.vendor])

    with pytest.raises(IntegrityError), transaction.atomic():
        said(proposal, ada)

    assert not Approval.objects.filter(approval_type="human").exists()
