"""Nothing is governed while a guard is missing."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.urls import reverse

from devcraft import triggers
from devcraft.refusing import Kind, Refused
from runtime_memory.models import Approval, Session
from runtime_memory.store import RuntimeMemoryStore as store
from tests.factories.runtime_memory import MORNING
from tests.runtime_memory.acting import learned, published
from tests.runtime_memory.governed import approver, draft, found, said
from tests.runtime_memory.lifting import without_guards

pytestmark = pytest.mark.django_db
ONE = "skill_to_logic_proposals_moves_one_way"


def test_governed_acts_wait_until_the_guards_are_back():
    ada = approver()
    proposal = found(draft(risk_level="medium"))

    with without_guards([ONE]):
        for act in (learned, published, lambda: found(proposal), lambda: said(proposal, ada)):
            with pytest.raises(Refused, match=f"guards are not all there .*{ONE} is missing") as no:
                act()
            assert no.value.kind == Kind.UNSAFE
        assert not Approval.objects.exclude(approval_type="policy").exists()
        call_command("migrate", verbosity=0)
        assert said(proposal, ada).status == "approved"


def test_a_conversation_goes_on_meanwhile():
    with without_guards([ONE]):
        store.start_session(actor="user", now=MORNING)

    assert Session.objects.exists()


def test_every_guard_that_is_gone_is_named_by_the_check_and_by_healthz(client):
    ours = {one.name for one in triggers.expected(connection, app="runtime_memory")}

    with without_guards(ours):
        with pytest.raises(SystemCheckError) as refusal:
            call_command("check", databases=["default"])
        response = client.get(reverse("healthz"))

    assert {name for name in ours if f"Trigger {name} is missing" in str(refusal.value)} == ours
    assert (response.status_code, response.json()["status"]) == (503, "guards missing")
    assert set(response.json()["triggers"]) == ours
    assert len(ours) > 50
    assert client.get(reverse("healthz")).json() == {"status": "ok"}
