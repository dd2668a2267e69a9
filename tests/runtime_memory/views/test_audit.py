"""The auditor's page: lines, whom they name to whom, and a verification in stretches."""

from __future__ import annotations

import re

import pytest
import time_machine

from runtime_memory import chain
from runtime_memory.auditing import running, stretches
from runtime_memory.auditing.stretches import Place, read_on
from runtime_memory.models import ChainEntry, Proposal, Skill, Verification
from runtime_memory.store import RuntimeMemoryStore as store
from runtime_memory.verifying import verify
from runtime_memory.views import audit
from tests.devcraft.guarded import sql
from tests.devcraft.visiting import htmx, location, signed_in
from tests.factories.runtime_memory import MORNING, SkillFactory, VerificationFactory
from tests.runtime_memory.acting import checked, decided, judged, learned, proposed, published
from tests.runtime_memory.lifting import without_guards
from tests.runtime_memory.tom_files import SAMPLE, run

pytestmark = pytest.mark.django_db
TABLE = ChainEntry._meta.db_table


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def trail(owner):
    """A skill of OWNER's with a proposal and what was said of it, and a shared profile."""
    proposal = proposed(skill_id=learned(owner=owner, skill_key="secret.skill").pk)
    checked(proposal)
    store.move_proposal(proposal_id=proposal.pk, to="validated", by="a", now=MORNING)
    judged(proposal)
    decided(proposal)
    published(profile_name="shared.profile")
    return proposal


def read(person, url="/memory/audit/"):
    answer = signed_in(person).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def press(person, url="/memory/audit/verify/", **headers):
    return signed_in(person).post(url, headers=headers)


def test_the_owner_is_told_whom_each_line_is_about(owner, trail):
    text = read(owner)

    assert text.count(f'href="/memory/skills/{trail.skill_id}/"') == 6
    assert 'href="/memory/profiles/behavior/shared.profile/"' in text
    assert [int(n) for n in re.findall(r'id="line-(\d+)"', text)] == [7, 6, 5, 4, 3, 2, 1]


def test_others_are_told_a_digest(stranger, trail):
    text = read(stranger)

    assert ("secret.skill" in text, trail.pk in text, trail.skill_id in text) == (
        *(False, False, False),
    )
    assert text.count("Digest of a row that you may not see") == 6
    assert "shared.profile" in text


def test_lines_are_read_page_by_page_and_one_can_be_linked(owner, trail, monkeypatch):
    monkeypatch.setattr(audit, "SIZE", 3)

    queries = ("", "?line=4", "?line=1", "?line=0")
    pages = [read(owner, f"/memory/audit/{query}") for query in queries]

    found = [[int(n) for n in re.findall(r'id="line-(\d+)"', text)] for text in pages]
    assert found == [[7, 6, 5], [4, 3, 2], [1], []]
    assert 'href="?line=4"' in pages[0]


def test_a_trail_that_holds_says_how_far_and_its_head(owner, trail):
    assert "Nobody has verified" in read(owner)
    assert location(press(owner)) == "/memory/audit/"

    text = read(owner)

    assert "7 lines, and every row is what its line says." in text
    assert ChainEntry.objects.latest("seq").row_hash in text
    learned(skill_key="later")
    assert "1 more has been written since." in read(owner)


def test_a_trail_that_does_not_hold_names_the_first_bad_line(owner, stranger, trail):
    with without_guards():
        sql(f"UPDATE {TABLE} SET body = '{{}}' WHERE seq = 3")
        Skill.objects.filter(owner=owner).update(description="other words")
    press(stranger)

    texts = [read(person) for person in (owner, stranger)]

    for text in texts:
        assert "The first bad line is 1." in text
        assert "row was changed after it was recorded" in text
    assert ["secret.skill" in text for text in texts] == [True, False]


def findings(place):
    return sorted((one.seq or 0, one.subject, one.reason) for one in place.report.findings)


def broken(owner):
    with without_guards():
        sql(f"UPDATE {TABLE} SET kind = 'x' WHERE seq = 2")
        Proposal.objects.update(status="rejected")
        SkillFactory(owner=owner)


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize("is_broken", [False, True])
def test_stretches_find_what_one_reading_finds(owner, trail, monkeypatch, size, is_broken):
    monkeypatch.setattr(stretches, "BATCH", size)
    run(SAMPLE)
    if is_broken:
        broken(owner)
    place = Place()

    while not place.is_over:
        read_on(place, rows=1)

    whole = verify()
    assert findings(place) == findings(Place(report=whole))
    assert (place.report.lines, place.report.head) == (whole.lines, whole.head)
    assert bool(whole.findings) == is_broken


def test_a_long_trail_is_verified_by_going_on(owner, stranger, trail, monkeypatch):
    monkeypatch.setattr(stretches, "BATCH", 2)
    monkeypatch.setattr(running, "ROWS", 1)
    press(owner)
    row = Verification.objects.get()
    assert "Reading: line 2 of 7." in read(owner)

    url = f"/memory/audit/verify/{row.pk}/"
    part = press(stranger, url, **htmx("verification")).content.decode()
    assert part.lstrip().startswith('<section class="card" id="verification"')
    assert "Reading: line 4 of 7." in part
    presses = 0
    while not Verification.objects.get().finished_at:
        assert location(press(stranger, url)) == "/memory/audit/"
        presses += 1

    assert (presses < 40, "✓ holds" in read(owner)) == (True, True)
    assert location(press(owner, url)) == "/memory/audit/"


def test_one_verification_runs_at_a_time_and_old_ones_go(owner, trail, monkeypatch):
    waiting = VerificationFactory(finished_at=None, stage="guards")
    monkeypatch.setattr(running, "KEPT", 2)

    for _ in range(4):
        press(owner)

    assert not Verification.objects.filter(pk=waiting.pk).exists()
    assert Verification.objects.count() == 2


def test_of_two_presses_at_once_one_counts(owner, trail, monkeypatch):
    monkeypatch.setattr(stretches, "BATCH", 2)
    monkeypatch.setattr(running, "ROWS", 1)
    first = running.begin(now=MORNING)
    second = Verification.objects.get()

    running.go_on(first, now=MORNING)
    running.go_on(second, now=MORNING)

    assert Verification.objects.get().lines == 4


def test_an_erased_session_is_no_secret_and_no_link(owner, stranger):
    session = store.start_session(actor="user", owner=owner, now=MORNING)
    store.erase_session(session_id=session.pk, by=owner, now=MORNING)

    assert session.pk not in read(stranger)
    assert "session.erased" in read(stranger)


def test_the_scorecard_links_what_offends_and_hides_it_from_others(owner, stranger, trail):
    with without_guards():
        Proposal.objects.update(status="approved")

    texts = [read(person, "/memory/scorecard/") for person in (owner, stranger)]

    for text in texts:
        assert "✕ not all hold" in text
        assert 'class="card grade-bad" id="rule-status"' in text
    assert [f"/memory/skills/{trail.skill_id}/" in text for text in texts] == [True, False]


def test_the_scorecard_of_the_past_and_of_a_healthy_memory(owner, trail):
    press(owner)

    assert "✓ all hold" in read(owner, "/memory/scorecard/")
    past = read(owner, "/memory/scorecard/?as_of=2026-11-18T08:30")
    assert ("You see the scorecard as known at" in past, "rule-status" in past) == (True, False)


def test_a_verification_that_is_not_there_is_404(owner):
    for number in (0, 7, 10**25):
        assert press(owner, f"/memory/audit/verify/{number}/").status_code == 404
    assert chain.START == "0" * 64
