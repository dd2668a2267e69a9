"""The approvals queue of the admin: what it shows, what it does, what it refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from devcraft import clock
from runtime_memory.models import Approval, BehaviorProfile, ChainEntry, Proposal
from tests.devcraft.visiting import signed_in
from tests.factories.devcraft import UserFactory
from tests.factories.runtime_memory import MORNING, ProposalFactory
from tests.runtime_memory.governed import (
    again,
    approver,
    change,
    draft,
    found,
    said,
)

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:runtime_memory_proposal_changelist")
HOSTILE = "<script>alert(1)</script>{{ 7 }}"


def at(proposal):
    return reverse("admin:runtime_memory_proposal_change", args=[proposal.pk])


def verdict(proposal, **fields):
    return {
        "act": "decide",
        "approval_type": "human",
        "decision": "approved",
        "notes": "",
        "content_digest": again(proposal).content_digest,
    } | fields


def test_the_queue_is_sorted_by_risk_and_age():
    old = found(draft(risk_level="medium", now=MORNING - timedelta(days=3)))
    new = found(draft(risk_level="medium"))
    worst = found(draft(risk_level="critical"))
    found(draft())
    ProposalFactory(imported=True, status="validated")

    page = signed_in(approver()).get(QUEUE)

    listed = page.context["cl"].result_list
    assert [row.pk for row in listed][:3] == [worst.pk, old.pk, new.pk]
    assert all(row.import_batch_id is None for row in listed)
    assert "1 of 2 approvals, still needed: human." in page.content.decode()


def test_an_approver_reads_and_approves():
    ada = approver("human")
    proposal = found(change(risk_level="medium"))
    client = signed_in(ada)

    page = client.get(at(proposal)).content.decode()
    answer = client.post(at(proposal), verdict(proposal, notes="Good."), follow=True)

    assert "<ins>&quot;calm&quot;</ins>" in page
    assert "Your verdict is on record: approved." in answer.content.decode()
    assert again(proposal).status == "approved"
    assert Approval.objects.get(approval_type="human").notes == "Good."


def test_what_is_approved_is_published_by_a_button():
    proposal = said(found(change(risk_level="medium")), approver(), now=clock.now())

    answer = signed_in(approver()).post(at(proposal), {"act": "publish"}, follow=True)

    assert "Published tom v1." in answer.content.decode()
    assert (again(proposal).status, BehaviorProfile.objects.count()) == ("promoted", 1)


def test_the_policy_may_be_asked_again():
    ada, ben = approver(), approver()
    proposal = found(draft(risk_level="high"))
    for user, kind in ((ada, "human"), (ben, "security")):
        said(proposal, user, kind, now=MORNING)

    signed_in(ada).post(at(proposal), {"act": "judge"})

    assert again(proposal).status == "approved"


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"approval_type": "ops"}, 422, "As must be one of: Human."),
        ({"decision": "perhaps"}, 422, "Decision must be one of: Approved, Rejected."),
        ({"decision": "rejected"}, 422, "Notes are needed with a rejection."),
        ({"content_digest": "0" * 64}, 409, "content has changed since you read it; read it again"),
        ({"act": "promote"}, 400, "Act must be decide, judge or publish."),
        ({"notes": "x" * 20_001}, 422, "notes may hold 20,000 bytes at most."),
    ],
)
def test_a_verdict_that_is_refused_changes_nothing(fields, status, words):
    proposal = found(draft(risk_level="medium"))

    typed = {"notes": "As typed."} if fields.get("decision") != "rejected" else {}
    answer = signed_in(approver("human")).post(at(proposal), verdict(proposal, **typed | fields))

    assert (answer.status_code, again(proposal).status) == (status, "validated")
    assert words in answer.content.decode()
    assert not Approval.objects.filter(approval_type="human").exists()


def test_what_was_typed_stays():
    proposal = found(draft(risk_level="medium"))

    answer = signed_in(approver("human")).post(
        at(proposal), verdict(proposal, notes="As typed.", content_digest="0" * 64)
    )

    assert "As typed." in answer.content.decode()


def test_the_proposer_is_refused_and_it_is_on_record():
    ada = approver()
    approver()
    proposal = found(draft(risk_level="medium", proposer_person=ada.person))

    answer = signed_in(ada).post(at(proposal), verdict(proposal))

    assert "nobody approves what they proposed" in answer.content.decode()
    assert ChainEntry.objects.latest("seq").kind == "approval.refused"


def test_staff_who_approve_nothing_see_and_do_nothing():
    clerk = signed_in(UserFactory(is_staff=True))
    proposal = found(draft(risk_level="medium"))

    assert clerk.get(QUEUE).status_code == 403
    assert clerk.get(at(proposal)).status_code == 403
    assert clerk.post(at(proposal), verdict(proposal)).status_code == 403
    assert again(proposal).status == "validated"


def test_a_superuser_outside_the_groups_looks_and_decides_nothing():
    approver()
    boss = signed_in(UserFactory(is_staff=True, is_superuser=True))
    proposal = found(draft(risk_level="medium"))

    assert "You are in none of the groups" in boss.get(at(proposal)).content.decode()
    assert boss.post(at(proposal), verdict(proposal)).status_code == 403
    assert ChainEntry.objects.latest("seq").kind == "approval.refused"


def test_evidence_is_looked_at_and_never_decided():
    proposal = ProposalFactory(imported=True, status="validated")
    client = signed_in(approver())

    page = client.get(at(proposal)).content.decode()
    answer = client.post(at(proposal), verdict(proposal))

    assert "Imported; nothing is decided about it" in page
    assert "Put it on record" not in page
    assert answer.status_code == 409
    assert Proposal.objects.get().status == "validated"


def test_hostile_text_stays_text():
    proposal = draft(proposed_by=HOSTILE, proposal={"patch": HOSTILE}, risk_level="medium")
    found(proposal, validator=HOSTILE, details={"x": HOSTILE})
    ada = approver()
    said(proposal, ada, decision="rejected", notes=HOSTILE)

    client = signed_in(ada)
    for page in (client.get(at(proposal)), client.get(f"{QUEUE}?status=all")):
        assert "<script>alert(1)" not in page.content.decode()


def test_the_queue_asks_few_questions(django_assert_max_num_queries):
    ada = approver()
    for _ in range(5):
        found(draft(risk_level="medium"))
    client = signed_in(ada)
    client.get(QUEUE)

    with django_assert_max_num_queries(20):
        client.get(QUEUE)


def test_of_what_is_closed_nothing_is_asked_any_more():
    ada = approver()
    proposal = said(found(draft(risk_level="medium")), ada, decision="rejected", notes="No.")

    page = signed_in(ada).get(at(proposal)).content.decode()
    lineage = signed_in(ada).get(reverse("runtime_memory:skill_detail", args=[proposal.skill_id]))

    assert "The proposal is rejected already." in page
    assert "still needed" not in page + lineage.content.decode()
