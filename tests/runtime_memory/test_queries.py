"""The five minimum queries of document 2."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from runtime_memory import queries
from tests.factories import runtime_memory as factories
from tests.factories.runtime_memory import (
    MORNING,
    ApprovalFactory,
    DecisionFactory,
    DeployOutcomeFactory,
    ProposalFactory,
    SessionFactory,
    SkillFactory,
    TaskEventFactory,
    TurnFactory,
    ValidationFactory,
    WorkflowRunFactory,
    WorkflowStepFactory,
    approved,
    promoted,
    validated,
)

pytestmark = pytest.mark.django_db
KINDS = {
    "behavior": (factories.BehaviorProfileFactory, queries.active_behavior),
    "personality": (factories.PersonalityProfileFactory, queries.active_personality),
}
BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)


def day(month, number=1):
    return datetime(2026, month, number, tzinfo=UTC)


@pytest.fixture(params=KINDS)
def profiles(request):
    """Functions that publish a version and ask which one is active."""
    make, ask = KINDS[request.param]

    def publish(version, start, end=None, *, recorded=BEGINNING, name="tom", key=None):
        given = {"id": key} if key else {}
        make(
            profile_name=name,
            version=version,
            effective_from=start,
            effective_to=end,
            created_at=recorded,
            **given,
        )

    def active(at, known=None, name="tom"):
        found = ask(name, at=at, known=known)
        return found and found.version

    return publish, active


def test_nothing_is_active_before_anything_was_published(profiles):
    assert profiles[1](day(4)) is None


@pytest.mark.parametrize(("make", "ask"), KINDS.values(), ids=KINDS)
def test_for_a_person_only_what_they_see_is_active(owner, stranger, make, ask):
    shared = make(effective_from=day(1))
    theirs = make(effective_from=day(2), owner=stranger)

    assert ask("tom", at=day(3), user=owner) == shared
    assert ask("tom", at=day(3), user=stranger) == theirs
    assert ask("tom", at=day(3)) == theirs


def test_windows_are_half_open(profiles):
    publish, active = profiles
    publish(1, day(1), day(2))
    publish(2, day(2))

    tick = timedelta(milliseconds=1)
    assert [active(day(2) - tick), active(day(2)), active(day(1) - tick)] == [1, 2, None]


def test_in_a_gap_there_is_none(profiles):
    publish, active = profiles
    publish(1, day(1), day(2))
    publish(2, day(4))

    assert [active(day(3)), active(day(4))] == [None, 2]


def test_of_two_that_overlap_the_later_beginning_wins(profiles):
    publish, active = profiles
    publish(2, day(1))
    publish(1, day(3))

    assert [active(day(2)), active(day(4))] == [2, 1]


def test_what_is_scheduled_is_not_active_yet(profiles):
    publish, active = profiles
    publish(1, day(1))
    publish(2, day(11))

    assert active(day(5)) == 1


def test_of_one_beginning_the_higher_version_wins(profiles):
    publish, active = profiles
    publish(2, day(1), key="a")
    publish(1, day(1), key="b")

    assert active(day(2)) == 2


def test_a_version_recorded_later_was_not_known_before(profiles):
    publish, active = profiles
    publish(1, day(1))
    publish(4, day(2), recorded=day(11))

    assert [active(day(2)), active(day(2), known=day(3)), active(day(2), known=day(11))] == [
        4,
        1,
        4,
    ]


def test_names_do_not_mix(profiles):
    publish, active = profiles
    publish(1, day(1), name="oxide")

    assert [active(day(2)), active(day(2), name="oxide")] == [None, 1]


def test_moments_with_another_offset_are_the_same_moments(profiles):
    publish, active = profiles
    publish(1, day(2).astimezone(timezone(timedelta(hours=5))))

    assert [active(day(2).astimezone(timezone(timedelta(hours=-9)))), active(day(1, 31))] == [
        1,
        None,
    ]


def test_a_session_is_replayed_by_number():
    session = SessionFactory()
    turns = [TurnFactory(session=session, created_at=MORNING - timedelta(n)) for n in range(3)]

    replay = queries.session_replay(session.pk)

    assert (replay.session, replay.turns, replay.gaps) == (session, turns, [])


def test_a_replay_may_be_read_in_pages():
    session = SessionFactory()
    turns = [TurnFactory(session=session) for _ in range(5)]

    replay = queries.session_replay(session.pk, after=1, limit=2)

    assert (replay.turns, replay.gaps) == (turns[2:4], [])


def test_a_session_may_be_empty_or_not_there():
    assert queries.session_replay(SessionFactory().pk).turns == []
    assert queries.session_replay("nobody") is None


def test_gaps_of_an_imported_session_are_reported():
    session = SessionFactory(imported=True)
    for number in (1, 2, 5):
        TurnFactory(session=session, imported=True, turn_index=number)

    assert queries.session_replay(session.pk).gaps == [queries.Gap(0, 0), queries.Gap(3, 4)]


def test_a_gap_is_told_by_its_ends_however_wide_it_is():
    session = SessionFactory(imported=True)
    TurnFactory(session=session, imported=True, turn_index=2_000_000_000)

    gaps = queries.session_replay(session.pk).gaps

    assert [(str(gap), gap.count) for gap in gaps] == [("0 to 1999999999", 2_000_000_000)]


def test_a_run_is_replayed_with_its_events_in_place():
    run = WorkflowRunFactory()
    steps = [WorkflowStepFactory(workflow_run=run, started_at=at(n)) for n in (0, 10)]
    inner = TaskEventFactory(workflow_run=run, step=steps[0], created_at=at(3))
    middle = TaskEventFactory(workflow_run=run, created_at=at(5))
    last = [TaskEventFactory(workflow_run=run, created_at=at(20)) for _ in range(3)]

    replay = queries.workflow_replay(run.pk)

    assert [(one.step, one.events) for one in replay.steps] == [(steps[0], [inner]), (steps[1], [])]
    assert replay.events == [middle, *last]
    assert replay.timeline == [replay.steps[0], middle, replay.steps[1], *last]
    assert (replay.orphans, replay.gaps, replay.backwards) == ([], [], [])


def at(seconds):
    return MORNING + timedelta(seconds=seconds)


def test_orphans_and_gaps_are_flagged():
    run = WorkflowRunFactory(imported=True)
    step = WorkflowStepFactory(workflow_run=run, imported=True, step_index=2)
    other = WorkflowStepFactory(workflow_run__imported=True, imported=True)
    orphans = [
        TaskEventFactory(workflow_run=None, step=step, imported=True),
        TaskEventFactory(workflow_run=run, step=other, imported=True),
    ]
    stray = TaskEventFactory(workflow_run=None, imported=True)

    replay = queries.workflow_replay(run.pk)

    assert (replay.orphans, replay.gaps, replay.events) == (orphans, [queries.Gap(0, 1)], [])
    assert list(queries.stray_events()) == [stray]


def test_a_clock_that_was_set_back_is_flagged():
    run = WorkflowRunFactory()
    late = TaskEventFactory(workflow_run=run, created_at=at(60))
    early = TaskEventFactory(workflow_run=run, created_at=at(0))

    replay = queries.workflow_replay(run.pk)

    assert (replay.events, replay.backwards) == ([early, late], [early])
    assert queries.workflow_replay("nobody") is None


def test_the_whole_tree_is_reached_from_every_part_of_it():
    proposal = promoted()
    skill = proposal.skill
    second = ProposalFactory(skill=skill, created_at=at(5))
    parts = [skill, proposal, second]
    parts += [one.get() for one in (proposal.validations, proposal.approvals, proposal.deploys)]

    for part in parts:
        tree = queries.lineage(part.pk)
        assert tree.skill == skill
        assert [one.proposal for one in tree.proposals] == [proposal, second]
        assert tree.proposals[1].missing == ["validation", "approval", "deploy outcome"]


def test_a_lineage_holds_all_children_in_the_order_they_came():
    proposal = approved()
    approvals = [proposal.approvals.get(), *(ApprovalFactory(proposal=proposal) for _ in range(2))]
    deploys = [
        DeployOutcomeFactory(proposal=proposal, status="failed", deployed_at=at(9)),
        DeployOutcomeFactory(proposal=proposal, deployed_at=at(5)),
    ]
    decisions = [proposal.decisions.get(), DecisionFactory(proposal=proposal)]

    tree = queries.proposal_lineage(proposal.pk)

    assert (tree.approvals, tree.deploys, tree.decisions) == (approvals, deploys, decisions)
    assert (len(tree.validations), tree.missing) == (1, [])


def test_children_of_other_proposals_stay_out():
    first, second = validated(), validated()
    ValidationFactory(proposal=second)

    assert len(queries.proposal_lineage(first.pk).validations) == 1
    assert queries.lineage(SkillFactory().pk).proposals == []
    assert (queries.lineage("nobody"), queries.proposal_lineage("nobody")) == (None, None)


def test_a_lineage_costs_the_same_however_many_proposals_there_are(django_assert_num_queries):
    skill = SkillFactory()
    for _ in range(5):
        ProposalFactory(skill=skill)

    with django_assert_num_queries(6):
        queries.lineage(skill.pk)

    assert len(queries.lineage(skill.pk).proposals) == 5
