"""The admin for somebody who comes new: where approvals are, who approves, what is refused."""

from __future__ import annotations

import pytest
from django.urls import reverse

from devcraft import clock
from runtime_memory.models import Session, TaskEvent
from tests.devcraft.visiting import signed_in
from tests.factories.devcraft import UserFactory
from tests.factories.runtime_memory import SessionFactory
from tests.runtime_memory.governed import approver, draft, found, taken

pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")
QUEUE = reverse("admin:runtime_memory_proposal_changelist")
USERS = reverse("admin:devcraft_user_changelist")


def at(proposal):
    return reverse("admin:runtime_memory_proposal_change", args=[proposal.pk])


def add(model):
    return reverse(f"admin:runtime_memory_{model}_add")


def text(answer):
    return answer.content.decode()


def test_the_index_leads_to_the_queue_and_says_how_to_make_an_approver():
    boss = UserFactory(is_staff=True, is_superuser=True)

    page = text(signed_in(boss).get(INDEX))

    assert f'<a href="{QUEUE}">Approvals queue</a>' in page
    assert f'open their account under <a href="{USERS}">Users</a>' in page


def test_approvers_see_the_way_to_the_queue_and_clerks_none():
    seen, hidden = (
        text(signed_in(user).get(INDEX)) for user in (approver(), UserFactory(is_staff=True))
    )

    assert ("Approvals queue" in seen, "make somebody an approver" in seen) == (True, False)
    assert "Approvals queue" not in hidden


def test_the_queue_bears_its_name_and_says_when_nothing_waits():
    page = text(signed_in(approver()).get(QUEUE))

    assert "<h1>Approvals queue</h1>" in page
    assert "Nothing waits here." in page


def test_who_may_not_decide_is_told_who_makes_approvers():
    approver()
    proposal = found(draft(risk_level="medium"))
    boss = UserFactory(is_staff=True, is_superuser=True)

    assert f'<a href="{USERS}">under Users</a>' in text(signed_in(boss).get(at(proposal)))


def test_what_is_decided_lacks_nothing():
    proposal = taken(found(draft()), now=clock.now())

    page = text(signed_in(approver()).get(at(proposal)))

    assert "A promoted proposal is not decided on." in page
    assert "still needed" not in page


def test_a_verdict_that_comes_too_late_is_refused_in_words():
    proposal = taken(found(draft()), now=clock.now())
    typed = {"act": "decide", "approval_type": "human", "decision": "rejected", "notes": "No."}

    answer = signed_in(approver("human")).post(
        at(proposal), typed | {"content_digest": proposal.content_digest}
    )

    assert answer.status_code == 409
    assert 'role="alert">proposal_id must name a proposal that is validated or approved.' in text(
        answer
    )
    assert "No.</textarea>" in text(answer)


def test_the_policy_says_why():
    proposal = draft(risk_level="medium")

    answer = signed_in(approver()).post(at(proposal), {"act": "judge"}, follow=True)

    assert "The policy has looked: waiting. The proposal is drafted, still needed" in text(answer)


def test_a_skill_leads_its_approver_to_the_verdict():
    proposal = found(draft(risk_level="medium"))
    page = reverse("runtime_memory:skill_detail", args=[proposal.skill_id])

    seen, hidden = (text(signed_in(user).get(page)) for user in (approver(), UserFactory()))

    assert (at(proposal) in seen, at(proposal) in hidden) == (True, False)


def test_a_refusal_stands_at_the_field_by_its_label():
    client, session = signed_in(approver()), SessionFactory(ended=True)

    metadata = client.post(add("session"), {"actor": "ada", "metadata": "[1]"})
    ended = client.post(
        add("turn"),
        {"session_id": session.pk, "role": "user", "content": "x", "metadata": "{}"},
    )

    assert 'id="id_metadata_said">Metadata must be a JSON object.</p>' in text(metadata)
    assert "Session names a session that has ended." in text(ended)
    assert Session.objects.get() == session


def test_an_event_of_nothing_is_refused():
    event = {"event_type": "info", "event_level": "low", "message": "x", "payload": "{}"}

    answer = signed_in(approver()).post(add("taskevent"), event)

    assert (answer.status_code, TaskEvent.objects.count()) == (422, 0)
    assert "Workflow run is needed, or a step." in text(answer)
