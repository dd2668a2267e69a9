"""The invariants: green on what the acts leave behind, red on what goes past them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import F

from devcraft import triggers
from runtime_memory.auditing import running
from runtime_memory.auditing.stretches import REPLAYED_OTHERWISE
from runtime_memory.models import Approval, ChainEntry, Decision, Proposal
from runtime_memory.past.then import look_back
from runtime_memory.scorecard import proposals, reading, rules, standing
from runtime_memory.scorecard.rules import Count, Grade
from tests.devcraft.guarded import sql
from tests.devcraft.visiting import signed_in
from tests.factories.runtime_memory import MORNING, SessionFactory, WorkflowRunFactory
from tests.runtime_memory.acting import published
from tests.runtime_memory.governed import approver, change, draft, found, said, taken
from tests.runtime_memory.lifting import without_guards
from tests.runtime_memory.tom_files import SAMPLE, run

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = MORNING + timedelta(hours=2)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False):
        yield


def counts(then=None, at=NOW):
    return {rule: one.total for rule, one in reading.counts(then, at).items() if one.total}


@pytest.fixture
def promoted():
    """Through all gates by the acts, with two people who look."""
    approver()
    proposal = said(found(change(risk_level="medium")), approver())
    return taken(proposal) if proposal.status == "approved" else proposal


def test_what_went_through_the_acts_offends_no_rule(promoted):
    assert promoted.status == "promoted"
    assert counts() == {}


def test_a_promotion_without_approvals_is_found(promoted):
    with without_guards():
        Approval.objects.filter(approval_type="human").delete()

    assert counts() == {"full": 1}


def test_a_promotion_without_a_decision_is_found(promoted):
    with without_guards():
        Decision.objects.all().delete()

    assert counts() == {"full": 1}


def test_an_approval_by_the_proposer_is_found(promoted):
    with without_guards():
        Approval.objects.filter(approval_type="human").update(
            approver_person=promoted.proposer_person
        )

    assert counts() == {"own": 1}


def test_what_was_decided_alone_is_counted_apart_by_name():
    one = approver(username="ada")
    said(found(draft(risk_level="medium", proposer_person=one.person)), one)

    assert counts() == {}
    assert list(proposals.alone(None)) == [("ada", 1)]


def test_an_approval_of_an_earlier_content_is_found(promoted):
    with without_guards():
        Approval.objects.filter(approval_type="human").update(content_digest="0" * 64)

    assert counts() == {"full": 1, "stale": 1}


def test_a_status_that_no_line_gave_is_found(promoted):
    with without_guards():
        Proposal.objects.update(status="rejected")

    assert counts() == {"status": 1}


def test_a_move_that_follows_no_move_is_found(promoted):
    with without_guards():
        ChainEntry.objects.filter(kind="proposal.validated").delete()

    assert counts() == {"moves": 1}


def test_what_stays_open_too_long_is_found_and_evidence_apart():
    for make in (SessionFactory, WorkflowRunFactory):
        make(started_at=NOW - DAY + timedelta(seconds=1))
        make(started_at=NOW - 2 * DAY)
        make(started_at=NOW - 2 * DAY, imported=True)

    found = reading.counts(None, NOW)

    for rule in ("sessions", "runs"):
        assert (found[rule].total, found[rule].evidence) == (1, 1)


def test_the_first_day_of_all_has_a_scorecard(owner):
    address = "/memory/scorecard/?as_of=0001-01-01T00:00:00%2B00:00"

    assert signed_in(owner).get(address).status_code == 200


def test_windows_that_overlap_are_shown_and_not_refused():
    published(effective_from=MORNING, effective_to=MORNING + DAY)
    published(effective_from=MORNING + DAY)
    assert counts() == {}

    published(effective_from=MORNING + 2 * DAY, kind="personality")
    published(effective_from=MORNING, kind="personality")

    (result,) = [
        one
        for one in rules.results(reading.counts(None, NOW), is_past=False)
        if one.rule is rules.OVERLAPS
    ]
    assert (result.grade, result.count.total) == (Grade.NOTE, 1)


def test_the_past_is_counted_as_it_was_known(promoted):
    before = look_back(at=MORNING, known=MORNING)
    with without_guards():
        Approval.objects.filter(approval_type="human").delete()
    after = look_back(at=NOW, known=NOW)

    assert counts(before, MORNING) == {}
    assert counts(after, NOW) == {"full": 1}
    told = rules.results(reading.counts(before, MORNING), is_past=True)
    assert "status" not in {one.rule.key for one in told}


def test_imported_evidence_offends_no_rule_of_ours():
    run(SAMPLE)

    found = reading.counts(None, NOW)

    assert {key for key, one in found.items() if one.total} <= {"overlaps"}
    assert sum(one.evidence for one in found.values()) > 0


def test_only_the_first_rows_are_listed_with_the_number_of_all():
    for _ in range(rules.SHOWN + 3):
        SessionFactory(started_at=NOW - 2 * DAY)

    count = reading.counts(None, NOW)["sessions"]

    assert (count.total, len(count.rows)) == (rules.SHOWN + 3, rules.SHOWN)


def test_a_guard_that_is_gone_is_named():
    assert standing.guards().grade == Grade.GOOD
    trigger = next(one for one in triggers.expected(connection) if one.table == "approvals")
    sql(triggers.drop_sql(trigger, connection.vendor))

    result = standing.guards()
    triggers.restore(connection)

    assert (result.grade, trigger.name in result.words) == (Grade.BAD, True)


def grades(row, last):
    told = standing.verified(row, running.findings(row), last=last, started="then")
    return [one.grade for one in told]


def test_a_verification_speaks_for_the_lines_that_it_read(promoted):
    row = running.begin(now=NOW)
    last = ChainEntry.objects.latest("seq").seq

    assert grades(row, last) == [Grade.GOOD, Grade.GOOD]
    assert grades(row, last + 1) == [Grade.UNKNOWN, Grade.UNKNOWN]


def test_a_decision_that_replays_otherwise_is_told_apart(promoted):
    with without_guards():
        Decision.objects.update(input_json=F("result_json"))
    row = running.begin(now=NOW)

    reasons = {one.reason for one in running.findings(row)}
    assert REPLAYED_OTHERWISE in reasons
    assert grades(row, row.lines)[1] == Grade.BAD


def test_nothing_verified_is_not_known_and_never_green():
    told = standing.verified(None, [], last=0, started="")

    assert {one.grade for one in told} == {Grade.UNKNOWN}
    assert rules.worst([*told, rules.graded(rules.FULL, Count())]) == Grade.UNKNOWN
    assert rules.worst([*told, rules.graded(rules.FULL, Count(1))]) == Grade.BAD
