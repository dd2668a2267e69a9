"""The sample memory: what it holds, where it keeps out, and that it is made once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db.models import Max

from devcraft import demo as desk_demo
from runtime_memory import approvers, demo, judging, queries, verifying
from runtime_memory.models import (
    Approval,
    BehaviorProfile,
    ChainEntry,
    PersonalityProfile,
    Proposal,
    Session,
    Skill,
    WorkflowRun,
    WorkflowStep,
)
from tests.factories.devcraft import UserFactory
from tests.runtime_memory.acting import learned
from tests.runtime_memory.governed import approver

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


@pytest.fixture
def alone(owner):
    """The one person of a desk of a month, who holds every group."""
    return appointed(owner, timedelta(days=30))


def appointed(owner, ago):
    """OWNER as the one administrator since that long AGO."""
    type(owner).objects.filter(pk=owner.pk).update(is_staff=True, is_superuser=True)
    with time_machine.travel(NOW - ago, tick=False):
        approvers.appoint_the_only_one()
    owner.refresh_from_db()
    return owner


def states():
    return Counter(Proposal.objects.values_list("status", flat=True))


def test_proposals_are_in_every_state(alone):
    assert demo.fill(alone, now=NOW)

    assert states() == {"promoted": 2, "rejected": 1, "drafted": 1, "validated": 2}
    assert Skill.objects.filter(owner=alone).count() == 4
    assert Approval.objects.get(decision="rejected").notes


def test_what_waits_says_for_whom(alone):
    demo.fill(alone, now=NOW)
    waiting = Proposal.objects.timed().filter(status="validated").order_by("risk_level")

    said = judging.verdicts(queries.lineages(list(waiting)), now=NOW)

    first = {row.risk_level: said[row.pk].reasons[0].words for row in waiting}
    assert first["high"].endswith("still needed: security.")
    assert first["medium"].endswith("still needed: human.")


def test_promotions_published_versions_and_one_was_taken_back(alone):
    demo.fill(alone, now=NOW)

    first, patient, hasty, back = BehaviorProfile.objects.order_by("version")
    assert back.behavior_json == patient.behavior_json
    assert hasty.behavior_json not in (first.behavior_json, back.behavior_json)
    assert PersonalityProfile.objects.count() == 1


def test_sessions_and_runs_are_lived_through(alone):
    demo.fill(alone, now=NOW)

    assert Counter(Session.objects.values_list("status", flat=True)) == {
        "completed": 1,
        "failed": 1,
        "active": 1,
    }
    assert set(WorkflowRun.objects.values_list("status", flat=True)) == {"failed", "running"}
    assert WorkflowStep.objects.filter(status="failed").count() == 1
    assert WorkflowStep.objects.filter(status="running").count() == 1


@pytest.mark.parametrize("age", [timedelta(0), timedelta(minutes=3), timedelta(days=30)])
def test_the_trail_holds_and_the_clock_goes_on_however_young_the_desk(owner, age):
    demo.fill(appointed(owner, age), now=NOW)

    at = list(ChainEntry.objects.order_by("seq").values_list("at", flat=True))
    assert at == sorted(at)
    assert at[-1] <= NOW
    report = verifying.verify()
    assert (report.findings, report.turned_back) == ([], 0)
    assert states() == {"promoted": 2, "rejected": 1, "drafted": 1, "validated": 2}


def test_a_second_run_changes_nothing(alone):
    desk_demo.fill(alone, now=NOW)
    last = ChainEntry.objects.aggregate(last=Max("seq"))
    told = set(Session.objects.values_list("pk", flat=True))

    desk_demo.fill(alone, now=NOW)

    assert not demo.fill(alone, now=NOW)
    assert ChainEntry.objects.aggregate(last=Max("seq")) == last
    assert set(Session.objects.values_list("pk", flat=True)) == told


def test_one_person_stays_one_person(alone):
    demo.fill(alone, now=NOW)

    assert not approvers.is_armed()


def test_who_approves_nothing_gets_what_waits_for_others(owner):
    demo.fill(owner, now=NOW)

    assert states() == {"promoted": 2, "drafted": 1, "validated": 3}
    assert not Approval.objects.filter(approval_type="human").exists()


def test_where_four_eyes_is_armed_the_owner_approves_nothing_of_their_own():
    with time_machine.travel(NOW, tick=False):
        ada, _ = approver(), approver()

    demo.fill(ada, now=NOW)

    assert not Approval.objects.filter(approval_type="human", decision="approved").exists()
    assert not ChainEntry.objects.filter(kind="approval.refused").exists()


def test_real_memory_is_left_alone(owner):
    learned()

    demo.fill(owner, now=NOW)

    assert (Skill.objects.count(), Proposal.objects.count()) == (1, 0)
    assert Session.objects.filter(owner=owner).count() == 3


def test_a_sample_account_governs_nothing():
    demo.fill(UserFactory(is_sample=True), now=NOW)

    assert not Skill.objects.exists()
    assert not ChainEntry.objects.exists()
    assert Session.objects.count() == 3
