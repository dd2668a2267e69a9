"""What the originals got wrong (spec/oasis §7.1–7.2, spec/missions-and-worlds §0.1)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from missions import board, desk, editing, lifecycle, maturation, queue, timer
from missions.acts import ActRefused
from missions.models import Profile, Status
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission(owner):
    return MissionFactory(owner=owner)


@pytest.fixture
def act(owner, clock):
    """Run an act for the owner at the clock's time and bring the mission up to date."""

    def run(verb, mission, **kwargs):
        verb(user=owner, mission=mission, now=clock.now, **kwargs)
        mission.refresh_from_db()
        return mission

    return run


def work(act, clock, mission, *, minutes):
    act(timer.start, mission)
    clock.forward(minutes=minutes)
    act(timer.pause, mission)


def test_a_reload_while_paused_counts_no_pause_as_work(act, clock, mission):
    """D2, bug 2."""
    work(act, clock, mission, minutes=10)
    clock.forward(hours=3)

    done = act(timer.complete, mission, valor=Decimal(1))

    assert done.actual_seconds == 600


def test_shelving_while_paused_counts_no_pause_as_work(act, clock, mission):
    """D3, bug 5."""
    work(act, clock, mission, minutes=10)
    clock.forward(hours=3)

    assert act(timer.shelve, mission).actual_seconds == 600


def test_pausing_by_switching_loses_no_time(act, clock, owner, mission):
    """D4, bug 1."""
    other = MissionFactory(owner=owner)
    act(timer.start, mission)
    clock.forward(minutes=10)
    act(timer.start, other)
    clock.forward(minutes=10)
    act(timer.start, mission)
    clock.forward(minutes=10)

    assert act(timer.complete, mission, valor=Decimal(1)).actual_seconds == 1200


def test_time_that_is_added_is_never_dropped(act, clock, mission):
    """D5, bug 4."""
    work(act, clock, mission, minutes=1)

    act(timer.log_offline, mission, seconds=1800, on=clock.now.date())

    assert mission.actual_seconds == 1860


def test_a_valor_of_zero_stays_zero(act, clock, mission):
    """D6, bug 7."""
    work(act, clock, mission, minutes=10)

    done = act(timer.complete, mission, valor=Decimal(0))

    assert (done.valor, done.score) == (0, 0)


def test_the_server_knows_that_a_time_box_is_over_with_no_tab_open(act, clock, owner):
    """D7."""
    mission = MissionFactory(owner=owner, horizon="fixed", target_seconds=600)
    act(timer.start, mission)
    clock.forward(minutes=15)

    running = desk.look(owner, now=clock.now).running

    assert running.overtime == 300


def test_carried_time_between_one_and_two_boxes_pauses_nothing(act, clock, owner):
    """Bug 6."""
    mission = MissionFactory(owner=owner, horizon="fixed", target_seconds=600)
    work(act, clock, mission, minutes=15)
    act(timer.shelve, mission)

    act(timer.start, mission)

    assert not mission.is_paused


def test_every_completion_scores_minutes_times_valor_times_priority(act, clock, owner):
    """D8, bug 9."""
    timed, offline = MissionFactory.create_batch(2, owner=owner)
    work(act, clock, timed, minutes=30)
    act(timer.complete, timed, valor=Decimal("1.5"))

    act(
        timer.log_offline,
        offline,
        seconds=1800,
        on=clock.now.date(),
        valor=Decimal("1.5"),
    )

    assert timed.score == offline.score == Decimal("45.0000")


def test_two_writers_of_notes_keep_both(owner, teammate, clock, mission):
    """D17, bug 10."""
    for author in (owner, teammate):
        editing.add_note(user=author, mission=mission, message=author.username, now=clock.now)

    assert set(mission.note_rows.values_list("message", flat=True)) == {"owner", "teammate"}


def test_completing_closes_the_open_pause(act, clock, mission):
    """Bug 3."""
    work(act, clock, mission, minutes=10)
    clock.forward(minutes=5)

    done = act(timer.complete, mission, valor=Decimal(1))

    assert (done.is_paused, done.paused_at, done.total_paused_ms) == (False, None, 0)


def test_starting_leaves_no_stale_pause_behind(act, clock, mission):
    """Bug 3."""
    work(act, clock, mission, minutes=10)
    clock.forward(minutes=5)

    assert act(timer.start, mission).paused_at is None


@pytest.mark.parametrize(
    ("fields", "score"),
    [({"valor": Decimal(2)}, "20.0000"), ({"urgency": Decimal(10)}, "20.0000")],
)
def test_editing_the_factors_of_a_done_mission_corrects_its_score(
    act, clock, owner, mission, fields, score
):
    """Bug 7."""
    work(act, clock, mission, minutes=10)
    act(timer.complete, mission, valor=Decimal(1))

    editing.edit(
        user=owner,
        mission=mission,
        base_revision=mission.revision,
        fields=fields,
        now=clock.now,
    )

    mission.refresh_from_db()
    kinds = list(mission.score_entries.order_by("sequence").values_list("kind", flat=True))
    assert mission.score == Decimal(score)
    assert kinds == ["completion", "correction"]
    assert Profile.objects.get(owner=owner).total_xp == 20


def test_a_later_result_does_not_erase_the_first(owner, clock, mission):
    """Bug 11."""
    for score in (60, 95):
        maturation.record_result(
            user=owner, mission=mission, kind="review", score=score, verdict="", now=clock.now
        )

    results = [line.body["reviewerScore"] for line in mission.history_entries.order_by("sequence")]
    assert results == [60, 95]


@pytest.mark.parametrize("level", [3, 5, 8])
def test_a_bump_never_lowers_a_level(owner, clock, level):
    """Bug 12."""
    mission = MissionFactory(owner=owner, ripe=True, maturity_level=level)

    with pytest.raises(ActRefused, match="already"):
        maturation.answer(user=owner, mission=mission, answer=bump(), now=clock.now)

    mission.refresh_from_db()
    assert mission.maturity_level == level


def test_a_done_mission_cannot_be_bumped(owner, clock):
    """Bug 12."""
    mission = MissionFactory(owner=owner, ripe=True, done=True)

    with pytest.raises(ActRefused, match="not open"):
        maturation.answer(user=owner, mission=mission, answer=bump(), now=clock.now)


def bump(**changes):
    fields = {"is_bump": True, "verdict": "accept", "rating": 8.0, "message": "yes"} | changes
    return maturation.Answer(**fields)


def test_a_confidence_and_a_rating_of_zero_are_kept(owner, clock):
    """Bug 13."""
    mission = MissionFactory(owner=owner, ripe=True)
    enrichment = maturation.Enrichment("split", "no", 0.0, {})
    maturation.enrich(mission=mission, enrichment=enrichment, now=clock.now)

    maturation.answer(user=owner, mission=mission, answer=bump(rating=0.0), now=clock.now)

    asked, answered = mission.history_entries.order_by("sequence")
    assert asked.body["silicondevConfidence"] == 0.0
    assert answered.body["rating"] == 0.0


def test_the_queue_stays_on_the_board_behind_many_unqueued_missions(owner):
    """Bug 15."""
    MissionFactory.create_batch(150, owner=owner)
    queued = MissionFactory(owner=owner, queue_position=1)

    column = next(column for column in board.columns(owner) if column.key == "queue")

    assert column.missions == [queued]


def test_a_started_mission_leaves_the_queue_and_does_not_jump_back_in(act, clock, owner, mission):
    """Bug 19."""
    queue.add(user=owner, mission=mission, now=clock.now)
    work(act, clock, mission, minutes=5)

    act(timer.shelve, mission)

    assert mission.queue_position is None


def test_a_done_mission_holds_no_place_in_the_queue(act, clock, owner, mission):
    """Bug 19."""
    queue.add(user=owner, mission=mission, now=clock.now)

    act(timer.log_offline, mission, seconds=60, on=clock.now.date(), valor=Decimal(1))

    assert mission.queue_position is None


def test_throwing_away_can_be_undone(act, mission):
    """Bug 20."""
    act(lifecycle.trash, mission)

    act(lifecycle.put_back, mission)

    assert not mission.is_in_trash


def test_archiving_removes_no_points(act, clock, owner, mission):
    """spec/oasis §2.11."""
    work(act, clock, mission, minutes=10)
    act(timer.complete, mission, valor=Decimal(1))

    act(lifecycle.archive, mission)

    assert (mission.status, mission.score) == (Status.ARCHIVED, 10)
    assert owner.local_days.get().score == 10


def test_pauses_of_a_month_fit_the_column(act, clock, mission):
    """spec/oasis §1.1: 24.8 days of pause overflowed the original's integer."""
    work(act, clock, mission, minutes=1)
    clock.forward(days=40)

    act(timer.start, mission)

    assert mission.total_paused_ms == timedelta(days=40).total_seconds() * 1000
