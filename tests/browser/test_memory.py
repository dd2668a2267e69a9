"""Governed memory in browsers: approvers, a lineage that lives, the past, an audit."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from devcraft import clock
from runtime_memory.models import BehaviorProfile, ChainEntry, Proposal
from runtime_memory.store import RuntimeMemoryStore as store
from tests.browser.steps import button, card, press, settled, sign_in
from tests.devcraft.guarded import sql
from tests.runtime_memory.governed import again, approver, change, found, said, taken
from tests.runtime_memory.lifting import without_guards

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = reverse("admin:runtime_memory_proposal_changelist")
PROFILE = reverse("runtime_memory:profile_detail", args=["behavior", "tom"])
AS_OF = reverse("runtime_memory:as_of")
AUDIT = reverse("runtime_memory:audit")
OWN = "nobody approves what they proposed"
PASSWORD = "a long enough sentence"
CITED = re.compile(r"(\S+) state sha256:(\w{64}), .*line (\d+)")


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def tab(request, open_context, owner):
    return sign_in(open_context(java_script_enabled=request.param).new_page(), owner)


@pytest.fixture
def people(db):
    """Who proposes and may approve too, a colleague, and one for security."""
    given = {"zone": "Europe/Berlin"}
    ada = approver(username="ada", **given)
    ada.set_password(PASSWORD)
    ada.save()
    return ada, approver("human", username="ben", **given), approver("security", username="cyn")


def waiting(proposer, risk="high", minutes=5):
    """A change of Tom's behavior with green checks, made so many MINUTES ago."""
    at = clock.now() - timedelta(minutes=minutes)
    row = change(risk_level=risk, proposed_by="tom", proposer_person=proposer.person, now=at)
    return found(row, now=at)


def address(proposal):
    return reverse("admin:runtime_memory_proposal_change", args=[proposal.pk])


def lineage(proposal):
    return reverse("runtime_memory:skill_detail", args=[proposal.skill_id])


def give(page, kind, notes=""):
    """Approve as KIND on the page of a proposal."""
    page.get_by_label("As", exact=True).select_option(kind)
    page.get_by_label("Approved").check()
    page.get_by_label("Notes").fill(notes)
    page.get_by_role("button", name="Put it on record").click()


def let_pass(monkeypatch, **amount):
    later = clock.now() + timedelta(**amount)
    monkeypatch.setattr(clock, "now", lambda: later)


def sign_in_at_the_door(page, wanted):
    page.goto(wanted)
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    expect(page).to_have_url(re.compile(re.escape(wanted)))
    return page


def rows_of(page):
    return page.locator("#result_list tbody tr")


def test_a_change_needs_two_other_people_and_time(open_context, people, monkeypatch):
    ada, ben, cyn = people
    small, high = waiting(ada, "medium", minutes=9), waiting(ada)

    proposer = sign_in_at_the_door(open_context().new_page(), QUEUE)
    expect(rows_of(proposer)).to_contain_text(["High", "Medium"])
    expect(rows_of(proposer).first).to_contain_text("still needed: human, security")
    rows_of(proposer).first.get_by_role("link").first.click()
    give(proposer, "human")
    expect(proposer.get_by_role("alert")).to_contain_text(OWN)
    assert ChainEntry.objects.latest("seq").kind == "approval.refused"

    colleague = sign_in(open_context().new_page(), ben)
    colleague.goto(address(high))
    give(colleague, "human", "Read twice.")
    expect(colleague.get_by_text("Your verdict is on record: approved.")).to_be_visible()
    colleague.goto(QUEUE)
    expect(rows_of(colleague).first).to_contain_text("2 of 3 approvals, still needed: security.")

    guard = sign_in(open_context().new_page(), cyn)
    guard.goto(address(high))
    give(guard, "security")
    expect(guard.get_by_text("minutes since the newest content, still needed")).not_to_have_count(0)
    assert again(high).status == "validated"

    let_pass(monkeypatch, minutes=11)
    guard.get_by_role("button", name="Let the policy look again").click()
    expect(guard.get_by_text("The policy has looked: approved.")).to_be_visible()
    guard.get_by_role("button", name="Publish it").click()
    expect(guard.get_by_text("Published tom v1.")).to_be_visible()

    proposer.goto(PROFILE)
    expect(card(proposer, "Versions")).to_contain_text("v1 active then")
    assert (again(high).status, again(small).status) == ("promoted", "validated")


def test_a_rejection_without_notes_is_refused_without_scripts(open_context, people):
    ada, ben, _ = people
    proposal = waiting(ada, "medium")
    page = sign_in(open_context(java_script_enabled=False).new_page(), ben)
    page.goto(QUEUE)
    rows_of(page).first.get_by_role("link").first.click()
    page.get_by_label("Rejected").check()
    page.get_by_role("button", name="Put it on record").click()
    expect(page.get_by_text("Notes are needed with a rejection.")).to_be_visible()

    page.get_by_label("Notes").fill("Too calm.")
    page.get_by_role("button", name="Put it on record").click()

    expect(page.get_by_text("Your verdict is on record: rejected.")).to_be_visible()
    assert again(proposal).status == "rejected"


def test_an_open_lineage_tells_what_others_approve(open_context, people):
    ada, ben, cyn = people
    proposal = waiting(ada, minutes=20)
    said(proposal, ben, "human", now=clock.now())
    watching = sign_in(open_context().new_page(), ada)
    watching.goto(lineage(proposal))
    checklist = watching.locator(".checklist")
    expect(checklist).to_contain_text("2 of 3 approvals, still needed: security")

    other = sign_in(open_context().new_page(), cyn)
    other.goto(address(proposal))
    give(other, "security")
    expect(other.get_by_text("Your verdict is on record")).to_be_visible()

    asked_again = "Everything the rule asks for is there."
    expect(checklist).to_contain_text(asked_again, timeout=15_000)
    expect(checklist).to_contain_text("approvals: 3 of 3")
    settled(watching)


@pytest.fixture
def two_versions(owner):
    """Tom's first version of three days ago, and the one of yesterday."""
    for days, tone in ((3, "plain"), (1, "calm")):
        store.publish_profile(
            kind="behavior",
            profile_name="tom",
            content={"tone": tone},
            created_by="owner",
            now=clock.now() - timedelta(days=days),
        )


def look_back(page, **ago):
    moment = f"{clock.now() - timedelta(**ago):%Y-%m-%dT%H:%M}"
    page.get_by_label("Active at").fill(moment)
    page.get_by_label("As known at").fill(moment)
    press(page, "Look back")


def cited(page):
    """The address of the citation, and the state's hash."""
    page.locator(".citation summary").click()
    return CITED.match(page.get_by_role("group", name="Citation").inner_text()).groups()[:2]


def test_the_past_is_cited_and_stays_what_it_was(tab, two_versions):
    tab.goto(AS_OF)
    expect(card(tab, "Profiles that applied")).to_contain_text("tom v2")
    now = cited(tab)

    look_back(tab, days=2)
    expect(card(tab, "Profiles that applied")).to_contain_text("tom v1")
    then = cited(tab)
    taken(waiting_for_nobody(), now=clock.now())

    for shown, (at, state) in (("v2", now), ("v1", then)):
        tab.goto(at)
        expect(card(tab, "Profiles that applied")).to_contain_text(f"tom {shown}")
        assert cited(tab)[1] == state
    assert BehaviorProfile.objects.count() == 3


def waiting_for_nobody():
    """A low risk, which the policy approves by itself."""
    now = clock.now()
    return found(change(now=now), now=now)


def verify(page):
    page.goto(AUDIT)
    button(page, "Verify the whole trail").click()
    return card(page, "Verification")


def test_an_auditor_finds_the_row_that_was_forged(tab, two_versions):
    taken(waiting_for_nobody(), now=clock.now())
    told = verify(tab)
    expect(told).to_contain_text("The trail held at")

    forge()

    told = verify(tab)
    expect(told).to_contain_text("The first bad line is 3.")
    told.get_by_role("link", name="line 3").click()
    expect(tab.locator("#line-3")).to_contain_text("skill.recorded")


def forge():
    """Another description of a skill, by somebody who owns the database."""
    line = ChainEntry.objects.get(seq=3)
    key = line.subject.partition("/")[2]
    assert "row" in json.loads(line.body)
    assert Proposal.objects.filter(skill=key).exists()
    with without_guards():
        sql("UPDATE skills_learned SET description = 'forged' WHERE id = %s", key)
