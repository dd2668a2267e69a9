from __future__ import annotations

import pytest
from django.urls import reverse

from devcraft import clock
from tests.devcraft.visiting import signed_in
from tests.factories.devcraft import UserFactory
from tests.factories.runtime_memory import ProposalFactory, SkillFactory
from tests.runtime_memory.acting import learned
from tests.runtime_memory.governed import approver, draft, found, said, taken

pytestmark = pytest.mark.django_db


def checklist(proposal):
    return reverse("runtime_memory:proposal_checklist", args=[proposal.pk])


def test_the_checklist_says_what_is_still_needed(client):
    ada, ben = approver("human"), approver("security")
    proposal = found(draft(risk_level="high"))
    said(proposal, ada, now=clock.now())
    page = reverse("runtime_memory:skill_detail", args=[proposal.skill_id])
    visitor = signed_in(UserFactory())

    for address in (page, checklist(proposal)):
        text = visitor.get(address).content.decode()
        assert "2 of 3 approvals, still needed: security" in text
        assert f'hx-get="{checklist(proposal)}"' in text

    said(proposal, ben, "security", now=clock.now())
    assert (
        "Everything the rule asks for is there."
        in visitor.get(checklist(proposal)).content.decode()
    )


def test_it_stops_asking_when_nothing_more_can_happen():
    proposal = taken(found(draft()), now=clock.now())

    text = signed_in(UserFactory()).get(checklist(proposal)).content.decode()

    assert "hx-get" not in text
    assert '<p class="quiet">A promoted proposal is not decided on.</p>' in text
    assert "still needed" not in text


def test_each_need_is_named():
    text = signed_in(UserFactory()).get(checklist(draft())).content.decode()

    assert "build passed, still needed: a validation of the present content" in text


def test_nothing_is_decided_about_evidence_or_shown_of_strangers():
    stranger = signed_in(UserFactory())
    hidden = draft(skill_id=learned(owner=UserFactory()).pk)

    assert stranger.get(checklist(ProposalFactory(imported=True))).status_code == 404
    assert stranger.get(checklist(hidden)).status_code == 404


def test_approvers_see_what_they_are_asked_about():
    hidden = draft(skill_id=learned(owner=UserFactory()).pk)
    unasked = SkillFactory(owner=UserFactory())
    ada = signed_in(approver())

    pages = [
        ada.get(reverse("runtime_memory:skill_detail", args=[skill])).status_code
        for skill in (hidden.skill_id, unasked.pk)
    ]

    assert pages == [200, 404]
    assert ada.get(checklist(hidden)).status_code == 200
