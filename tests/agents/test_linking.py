from __future__ import annotations

from datetime import timedelta

import pytest

from agents.claude_code.tool import TOOL
from agents.models import LinkRank, MissionLink, UsageEvent
from agents.session_logs import importing
from agents.session_logs.importing import Import
from agents.usage import linking, verifying
from agents.usage.linking import branch_name
from missions import timer
from tests.agents.facts import AT, fact, many, record
from tests.agents.logs import NOW, answer, bring_in, one, write
from tests.factories.missions import MissionFactory, TimeEntryFactory

pytestmark = pytest.mark.django_db
NAMES = {
    "request": "req:r1",
    "session": "s",
    "branch": branch_name("-p", "main"),
    "project": "-p",
}
RANKS = {
    "request": LinkRank.REQUEST,
    "session": LinkRank.SESSION,
    "branch": LinkRank.BRANCH,
    "project": LinkRank.PROJECT,
}


@pytest.fixture
def mission(owner):
    return MissionFactory(owner=owner)


def say(owner, subject, mission, name=None):
    name = NAMES[subject] if name is None else name
    return linking.link(owner=owner, subject=subject, name=name, mission=mission, now=NOW)


def take_back(owner, subject):
    return linking.unlink(owner=owner, subject=subject, name=NAMES[subject], now=NOW)


def placed(owner, **conditions):
    event = one(owner, **conditions)
    return event.mission, event.rank


@pytest.mark.parametrize("subject", NAMES)
def test_a_word_moves_what_came_and_what_comes(owner, mission, subject):
    record(owner, fact())

    moved = say(owner, subject, mission)
    record(owner, fact(request_id="r2", message_id="m2"))

    assert (moved, placed(owner, key="req:r1")) == (1, (mission, RANKS[subject]))
    later = placed(owner, key="req:r2")
    assert later == ((None, LinkRank.NONE) if subject == "request" else (mission, RANKS[subject]))
    assert list(verifying.differences(owner)) == []


@pytest.mark.parametrize("subject", NAMES)
def test_a_word_taken_back_lets_the_weaker_rules_decide(owner, mission, subject):
    record(owner, fact())
    say(owner, subject, mission)

    assert take_back(owner, subject) == 1

    assert placed(owner) == (None, LinkRank.NONE)
    assert MissionLink.objects.get().ended_at == NOW
    assert list(verifying.differences(owner)) == []


@pytest.mark.parametrize("order", [list(NAMES), list(reversed(NAMES))], ids=["down", "up"])
def test_the_stronger_word_counts_in_whatever_order_they_were_said(owner, order):
    missions = {subject: MissionFactory(owner=owner) for subject in NAMES}
    record(owner, fact())
    for subject in order:
        say(owner, subject, missions[subject])

    seen = []
    for subject in NAMES:
        seen.append(placed(owner))
        take_back(owner, subject)

    assert seen == [(missions[subject], RANKS[subject]) for subject in NAMES]
    assert placed(owner) == (None, LinkRank.NONE)


def test_a_new_word_replaces_the_old_one_and_keeps_it_closed(owner, mission):
    other = MissionFactory(owner=owner)
    record(owner, fact())
    say(owner, "project", other)

    say(owner, "project", mission)

    assert placed(owner) == (mission, LinkRank.PROJECT)
    assert MissionLink.objects.filter(ended_at=None).count() == 1
    assert MissionLink.objects.filter(ended_at=NOW).get().mission == other


@pytest.mark.parametrize(
    ("branch", "is_named"),
    [
        ("mission-{}", True),
        ("feature/mission-{}-gate", True),
        ("fix-#{}", True),
        ("#{}", True),
        ("permission-{}", False),
        ("mission-{}7", False),
        ("mission-x{}", False),
        ("{}", False),
        ("main", False),
    ],
)
def test_a_branch_may_name_its_mission(owner, mission, branch, is_named):
    record(owner, fact(branch=branch.format(mission.pk)))

    assert placed(owner) == ((mission, LinkRank.NAMED) if is_named else (None, LinkRank.NONE))


@pytest.mark.parametrize("number", ["0", "9" * 9, "9" * 10, "9" * 40])
def test_a_branch_that_names_no_mission_says_nothing(owner, number):
    record(owner, fact(branch=f"mission-{number}"))

    assert placed(owner) == (None, LinkRank.NONE)


def test_a_branch_cannot_name_the_mission_of_somebody_else(owner, stranger):
    foreign = MissionFactory(owner=stranger)

    record(owner, fact(branch=f"mission-{foreign.pk}"))

    assert placed(owner) == (None, LinkRank.NONE)


def test_branches_of_the_same_name_in_two_projects_are_two(owner, mission):
    record(owner, *many(2, project="-q"), fact(request_id="p", message_id="p"))

    assert say(owner, "branch", mission) == 1

    assert placed(owner, project="-p") == (mission, LinkRank.BRANCH)
    assert not UsageEvent.objects.filter(project="-q", mission=mission).exists()


def test_a_word_of_one_person_moves_nothing_of_another(owner, stranger, mission):
    record(owner, fact())
    record(stranger, fact())

    say(owner, "project", mission)

    assert placed(stranger) == (None, LinkRank.NONE)
    assert list(verifying.differences()) == []


@pytest.mark.parametrize(
    ("minutes", "is_assumed"), [(-1, False), (0, True), (29, True), (30, False), (600, False)]
)
def test_work_while_a_clock_ran_is_assumed_to_be_its(owner, mission, minutes, is_assumed):
    TimeEntryFactory(mission=mission, closed=True)

    record(owner, fact(at=AT + timedelta(minutes=minutes)))

    assert placed(owner) == ((mission, LinkRank.ASSUMED) if is_assumed else (None, 0))
    assert list(verifying.differences(owner)) == []


def test_work_while_a_clock_runs_is_assumed_to_be_its(owner, mission):
    timer.start(user=owner, mission=mission, now=AT)

    record(owner, fact(at=AT + timedelta(hours=3)))

    assert placed(owner) == (mission, LinkRank.ASSUMED)


@pytest.mark.parametrize("days", [1, 12, 40, 70])
def test_a_clock_that_ran_for_months_is_assumed_throughout(owner, mission, days):
    begun = AT - timedelta(days=70)
    over = {"started_at": begun, "ended_at": begun + timedelta(hours=2)}
    TimeEntryFactory(mission=MissionFactory(owner=owner), closed=True, **over)
    timer.start(user=owner, mission=mission, now=begun + timedelta(hours=3))

    record(owner, fact(at=begun + timedelta(days=days)))

    assert placed(owner) == (mission, LinkRank.ASSUMED)


def test_discarded_and_foreign_time_says_nothing(owner, stranger, mission):
    TimeEntryFactory(mission=mission, closed=True, discarded_at=NOW)
    TimeEntryFactory(mission=MissionFactory(owner=stranger), closed=True)

    record(owner, fact())

    assert placed(owner) == (None, LinkRank.NONE)


def test_any_word_is_stronger_than_what_is_assumed(owner, mission):
    TimeEntryFactory(mission=MissionFactory(owner=owner), closed=True)
    record(owner, fact())

    say(owner, "project", mission)

    assert placed(owner) == (mission, LinkRank.PROJECT)


def test_what_was_assigned_survives_a_repeated_import(owner, samples, mission):
    bring_in(owner, samples)
    say(owner, "request", mission, name=one(owner, message_id="m1").key)
    say(owner, "session", mission, name="sess-blk")
    before = list(UsageEvent.objects.order_by("id").values())
    owner.log_files.all().delete()

    account = bring_in(owner, samples)

    assert account.files_read == 7
    assert list(UsageEvent.objects.order_by("id").values()) == before
    assert UsageEvent.objects.filter(mission=mission).count() == 6


def test_a_word_said_while_an_import_runs_holds_for_its_next_batches(
    owner, projects, mission, monkeypatch
):
    monkeypatch.setattr(importing, "BATCH", 2)
    write(projects, "-p/s.jsonl", *[answer(f"m{n}", f"r{n}") for n in range(9)])
    batches = Import(owner, TOOL, now=NOW).run(projects)
    next(batches)

    say(owner, "project", mission)
    list(batches)

    assert UsageEvent.objects.filter(mission=mission, rank=LinkRank.PROJECT).count() == 9
    assert list(verifying.differences(owner)) == []
