from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from agents.models import CostSource, LinkRank, MissionLink, Run, UsageEvent, UsageRevision
from agents.usage import linking, rows, verifying
from tests.agents.facts import AT, fact, many, record
from tests.agents.logs import NOW, OPUS, one, totals
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


def by_hand(owner, event, mission):
    linking.link(owner=owner, subject="request", name=event.key, mission=mission, now=NOW)


def test_a_request_is_written_once_however_often_it_is_told(owner):
    record(owner, fact(), fact(offset=9))
    outcome = record(owner, fact(), fact(path="-z/s.jsonl"))

    assert UsageEvent.objects.count() == 1
    assert (outcome.added, outcome.changed, outcome.known) == ([], [], 1)


def test_a_streamed_answer_that_goes_on_leaves_a_revision(owner):
    record(owner, fact(output_tokens=1))
    record(owner, fact(output_tokens=300, offset=9))

    revision = UsageRevision.objects.get(event=one(owner))
    assert revision.reason == "The log went on with the same answer."
    assert (revision.before["output_tokens"], revision.after["output_tokens"]) == (1, 300)
    assert revision.before["cost_pico"] == 3015 * 10**6
    assert revision.after["cost_pico"] == 7500 * 10**6


def test_a_shorter_copy_that_comes_later_changes_nothing(owner):
    record(owner, fact(output_tokens=300))
    before = totals(owner)

    record(owner, fact(output_tokens=1, offset=9))

    assert totals(owner) == before
    assert UsageRevision.objects.count() == 0


def test_a_copy_in_an_earlier_file_takes_the_request_to_its_session(owner):
    record(owner, fact(session="t", path="-p/t.jsonl"))
    record(owner, fact(session="s", path="-p/s.jsonl"))

    assert one(owner).session == "s"
    assert UsageRevision.objects.get().reason.startswith("Another log holds a copy")
    assert dict(Run.objects.values_list("session", "step_count")) == {"s": 1, "t": 0}
    assert list(verifying.differences(owner)) == []


def test_a_side_answer_makes_room_for_its_main_one(owner):
    record(owner, fact(is_sidechain=True, request_id="side", cache_read_tokens=50_000))
    record(owner, fact())

    event = one(owner)
    assert (event.key, event.is_sidechain, event.cache_read_tokens) == ("req:r1", False, 0)
    revision = UsageRevision.objects.get(event=event)
    assert revision.reason == "The main answer of a side conversation was found."
    assert (revision.before["key"], revision.after["key"]) == ("side:m1", "req:r1")
    assert list(verifying.differences(owner)) == []


def test_a_side_answer_that_comes_after_its_main_one_is_known(owner):
    record(owner, fact())
    outcome = record(owner, fact(is_sidechain=True, request_id="side"))

    assert (outcome.known, UsageEvent.objects.count()) == (1, 1)


def test_two_requests_with_one_message_both_replace_the_one_side_answer(owner):
    record(owner, fact(is_sidechain=True))
    record(owner, fact(request_id="a"), fact(request_id="b"))

    keys = UsageEvent.objects.order_by("key").values_list("key", flat=True)
    assert list(keys) == ["req:a", "req:b"]
    assert list(verifying.differences(owner)) == []


def test_what_a_person_assigned_stays_when_the_answer_goes_on(owner):
    mission = MissionFactory(owner=owner)
    record(owner, fact(output_tokens=1))
    by_hand(owner, one(owner), mission)

    record(owner, fact(output_tokens=300, offset=9))

    assert (one(owner).mission, one(owner).rank) == (mission, LinkRank.REQUEST)


def test_what_a_person_assigned_stays_when_the_main_answer_is_found(owner):
    mission = MissionFactory(owner=owner)
    record(owner, fact(is_sidechain=True))
    by_hand(owner, one(owner), mission)

    record(owner, fact())

    assert (one(owner).mission, one(owner).rank) == (mission, LinkRank.REQUEST)
    assert MissionLink.objects.get(ended_at=None).name == one(owner).key
    linking.unlink(owner=owner, subject="request", name=one(owner).key, now=NOW)
    assert one(owner).mission is None


@pytest.mark.parametrize(
    ("changes", "source", "pico"),
    [
        ({}, CostSource.BOOK, 4500 * 10**6),
        ({"provided_pico": 7}, CostSource.PROVIDED, 7),
        ({"provided_pico": 0}, CostSource.PROVIDED, 0),
        ({"model": "<synthetic>"}, CostSource.FREE, 0),
        ({"model": "<synthetic>", "provided_pico": 9}, CostSource.FREE, 0),
        ({"model": "mystery-model-9"}, CostSource.UNKNOWN, None),
        ({"model": "mystery-model-9", "provided_pico": 7}, CostSource.PROVIDED, 7),
        ({"speed": "fast"}, CostSource.UNKNOWN, None),
        ({"speed": "fast", "model": OPUS}, CostSource.BOOK, 45_000 * 10**6),
        ({"provider": "nobody"}, CostSource.UNKNOWN, None),
    ],
)
def test_a_cost_is_known_from_a_source_or_said_to_be_unknown(owner, changes, source, pico):
    record(owner, fact(**changes))

    assert (one(owner).cost_source, one(owner).cost_pico) == (source, pico)


def test_a_run_reaches_from_its_first_to_its_last_request_whatever_comes_first(owner):
    hours = [5, 1, 9, 3]
    for hour in hours:
        record(owner, fact(request_id=f"r{hour}", message_id=f"m{hour}", at=AT.replace(hour=hour)))

    run = Run.objects.get()
    assert (run.started_at.hour, run.completed_at.hour) == (1, 9)
    assert (run.duration_ms, run.step_count) == (8 * 3_600_000, 4)


def test_a_run_shrinks_when_its_last_request_belongs_elsewhere(owner):
    late = {"request_id": "r2", "message_id": "m2", "at": AT.replace(hour=11)}
    record(owner, fact(session="t", path="-p/t.jsonl"))
    record(owner, fact(session="t", path="-p/t.jsonl", **late))
    record(owner, fact(session="a", path="-p/a.jsonl", **late))

    run = Run.objects.get(session="t")
    assert (run.step_count, run.completed_at, run.duration_ms) == (1, AT, 0)


def test_more_requests_than_one_statement_takes_are_compared(owner):
    record(owner, *many(700))

    outcome = record(owner, *many(900, output_tokens=200))

    assert (len(outcome.changed), len(outcome.added)) == (700, 200)
    assert UsageRevision.objects.count() == 700
    assert list(verifying.differences(owner)) == []


def test_a_refused_request_is_not_taken_for_a_known_one(owner):
    with pytest.raises(IntegrityError, match="usageevent_tokens_not_negative"):
        record(owner, fact(), fact(request_id="r2", message_id="m2", input_tokens=-1))


ZONES = st.sampled_from(
    [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))]
)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=ZONES))
def test_a_moment_is_written_as_django_writes_it_to_sqlite(at):
    written = connection.ops.adapt_datetimefield_value(at)

    assert rows.moment_text(at) == written or connection.vendor != "sqlite"
