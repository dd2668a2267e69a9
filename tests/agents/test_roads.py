"""One request on several roads is one fact, told by the best of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.models import Road, Run, UsageEvent, UsageRevision
from agents.usage import verifying
from agents.usage.roads import gathered
from tests.agents.facts import AT, fact, record
from tests.agents.logs import one, totals

pytestmark = pytest.mark.django_db
BARE = {"message_id": "", "session": "s", "project": "", "branch": "", "path": ""}
SPAN = {"trace_id": "5b8efff798038103d269b633813fc60c", "span_id": "eee19b7ec3c1b174"}


def event(**changes):
    """What a log event tells: the request, no message."""
    return fact(**BARE | {"road": "event", "provided_pico": 9} | changes)


def span(**changes):
    return fact(**BARE | SPAN | {"road": "span"} | changes)


def point(**changes):
    """A metric point over the minute before AT."""
    told = {"request_id": "", "road": "metric", "since": AT - timedelta(minutes=1)}
    return fact(**BARE | told | changes)


def test_roads_are_gathered_the_best_first():
    assert gathered("span", "log,metric", "event", "span") == "log,event,span,metric"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_a_line_an_event_and_a_span_of_one_request_are_one_fact(owner, order):
    copies = (fact(), event(output_tokens=999), span(output_tokens=9999))
    for which in order:
        record(owner, copies[which])

    told = one(owner)
    assert (told.road, told.roads, told.output_tokens) == ("log", "log,event,span", 100)
    assert told.road_list == ["Session log", "Log event", "Span"]
    assert (told.message_id, told.project, told.span_id) == ("m1", "-p", SPAN["span_id"])
    assert list(verifying.differences()) == []


def test_a_better_road_replaces_the_figures_and_leaves_a_revision(owner):
    record(owner, span(output_tokens=9999))
    record(owner, event())

    told, revision = one(owner), UsageRevision.objects.get()
    assert (told.road, told.output_tokens, told.provided_pico) == ("event", 100, 9)
    assert revision.reason == "A better road told of this request: log event."
    assert (revision.before["road"], revision.after["road"]) == ("span", "event")
    assert revision.before["output_tokens"] == 9999


def test_a_lower_road_leaves_nothing_but_its_mark(owner):
    record(owner, event())
    before = totals(owner)
    outcome = record(owner, span(output_tokens=9999))

    assert (len(outcome.marked), outcome.known, totals(owner)) == (1, 1, before)
    assert one(owner).roads == "event,span"
    assert not UsageRevision.objects.exists()


@pytest.mark.parametrize("turned", [False, True])
def test_a_span_without_a_request_joins_the_event_that_names_both(owner, turned):
    copies = [span(request_id=""), event(**SPAN)]
    for copy in reversed(copies) if turned else copies:
        record(owner, copy)

    assert (one(owner).key, one(owner).roads) == ("req:r1", "event,span")
    assert list(verifying.differences()) == []


def test_two_facts_that_turn_out_to_be_one_request_count_once(owner):
    record(owner, fact())
    record(owner, span(request_id="", output_tokens=7))
    assert UsageEvent.objects.counted().count() == 2

    record(owner, event(**SPAN))

    told = UsageEvent.objects.counted().get()
    assert (told.key, told.roads, told.output_tokens) == ("req:r1", "log,event,span", 100)
    assert UsageRevision.objects.get().reason.startswith("Another fact turned out to be")
    assert list(verifying.differences()) == []
    record(owner, span(request_id="", output_tokens=7))
    assert UsageEvent.objects.count() == 2


@pytest.mark.parametrize("turned", [False, True])
def test_the_answer_of_a_side_conversation_is_known_by_its_request_too(owner, turned):
    copies = [fact(is_sidechain=True), event()]
    for copy in reversed(copies) if turned else copies:
        record(owner, copy)

    assert (one(owner).key, one(owner).roads) == ("side:m1", "log,event")


def test_a_span_that_knows_the_message_alone_is_its_request(owner):
    record(owner, span(request_id="", message_id="m1"))
    record(owner, fact())

    assert (one(owner).key, one(owner).roads) == ("req:r1", "log,span")


@pytest.mark.parametrize("turned", [False, True])
def test_a_metric_point_steps_back_before_what_is_told_one_by_one(owner, turned):
    copies = [point(), span()]
    for copy in reversed(copies) if turned else copies:
        record(owner, copy)

    assert UsageEvent.objects.counted().get().road == Road.SPAN
    assert list(verifying.differences()) == []


def test_a_metric_point_counts_where_nothing_else_was_told(owner):
    record(owner, point())
    record(owner, span(session="t"), span(request_id="r2", span_id="2" * 16, at=AT.replace(hour=1)))

    assert UsageEvent.objects.counted().filter(road=Road.METRIC).count() == 1
    assert UsageEvent.objects.visible_to(owner).count() == 3


def test_a_metric_point_that_stepped_back_stays_back(owner):
    record(owner, point())
    record(owner, event())
    record(owner, point(output_tokens=10**6))

    assert UsageEvent.objects.counted().get().road == Road.EVENT
    assert [revision.after["is_counted"] for revision in UsageRevision.objects.all()] == [False]


def test_a_metric_point_without_a_session_is_compared_by_source_and_model(owner):
    record(owner, point(session=""))
    record(owner, event(model="another"))
    assert UsageEvent.objects.counted().count() == 2
    record(owner, event(request_id="r2"))

    assert set(UsageEvent.objects.counted().values_list("road", flat=True)) == {"event"}


def test_runs_follow_the_road_that_counts(owner):
    record(owner, span(session="trace", output_tokens=7))
    record(owner, fact(session="s"))

    assert dict(Run.objects.values_list("session", "step_count")) == {"s": 1, "trace": 0}
    assert list(verifying.differences()) == []
