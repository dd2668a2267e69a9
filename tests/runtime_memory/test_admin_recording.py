"""Forms of the admin that record by the store, and what they say when it refuses."""

from __future__ import annotations

import pytest
from django.urls import reverse

from runtime_memory import verifying
from runtime_memory.models import (
    DeployOutcome,
    Proposal,
    Session,
    Skill,
    TaskEvent,
    Turn,
    Validation,
)
from tests.devcraft.visiting import signed_in
from tests.factories.devcraft import UserFactory
from tests.factories.runtime_memory import SessionFactory, WorkflowRunFactory
from tests.runtime_memory.governed import again, approver, draft, found

pytestmark = pytest.mark.django_db
GREEN = dict.fromkeys(["build_pass", "lint_pass", "test_pass", "policy_pass"], "on")


def add(user, model, **fields):
    address = reverse(f"admin:runtime_memory_{model.__name__.lower()}_add")
    return signed_in(user).post(address, {"metadata": "{}"} | fields, follow=True)


def test_a_session_and_its_turns():
    ada = approver()
    add(ada, Session, actor="user", channel="cli")
    session = Session.objects.get()

    page = add(ada, Turn, session_id=session.pk, role="user", content="What did we decide?")

    assert "The turn is recorded." in page.content.decode()
    assert (session.owner, session.channel) == (ada, "cli")
    assert Turn.objects.get().content == "What did we decide?"


def test_an_event_of_a_run():
    run = WorkflowRunFactory()
    fields = {"event_type": "info", "event_level": "low", "message": "Done", "payload": "{}"}

    add(approver(), TaskEvent, run_id=run.pk, **fields)

    assert TaskEvent.objects.get().workflow_run == run


def test_from_a_skill_to_a_deployment():
    ada = approver()
    add(
        ada, Skill, skill_key="k", description="How", source_type="doc", source_ref="", confidence=1
    )
    add(
        ada,
        Proposal,
        skill_id=Skill.objects.get().pk,
        proposal_type="code_patch",
        proposal='{"patch": "+1"}',
        risk_level="low",
        determinism_score="1",
    )
    proposal = Proposal.objects.get()
    add(ada, Validation, proposal_id=proposal.pk, details="{}", **GREEN)
    assert again(proposal).status == "approved"

    add(
        ada,
        DeployOutcome,
        proposal_id=proposal.pk,
        deployment_target="production",
        status="succeeded",
        metrics="{}",
    )

    assert again(proposal).status == "promoted"
    assert (proposal.proposer_person, proposal.proposed_by) == (ada.person, ada.username)
    assert verifying.verify().findings == []


@pytest.mark.parametrize(
    ("model", "fields", "words"),
    [
        (Session, {"actor": ""}, "Actor is needed."),
        (Session, {"actor": "user", "metadata": "[]"}, "Metadata must be a JSON object."),
        (
            Session,
            {"actor": "user", "metadata": '{"a":1,"a":2}'},
            "Metadata names a key twice in one object.",
        ),
        (Turn, {"session_id": "nobody"}, "Session names no session that is kept here."),
        (Turn, {"role": "robot"}, "Role must be one of:"),
        (Turn, {"content": "x" * 1_000_001}, "Content may hold 1,000,000 bytes at most."),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(model, fields, words):
    session = SessionFactory()
    given = {"session_id": session.pk, "role": "user", "content": "kept as typed"}

    answer = add(approver(), model, **given | fields)

    assert answer.status_code == 422
    assert words in answer.content.decode().replace("&#x27;", "'")
    assert (Session.objects.count(), Turn.objects.count()) == (1, 0)


def test_a_patch_is_promoted_by_its_deployment_alone():
    proposal = found(draft())
    address = reverse("admin:runtime_memory_proposal_change", args=[proposal.pk])

    answer = signed_in(approver()).post(address, {"act": "publish"})

    assert answer.status_code == 409
    assert "is promoted by its deployment" in answer.content.decode()


def test_staff_who_approve_nothing_record_nothing():
    assert add(UserFactory(is_staff=True), Session, actor="user").status_code == 403
    assert not Session.objects.exists()
