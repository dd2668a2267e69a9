"""One request told by a session log, an event, a span and a metric point is one fact."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest

from agents.models import RunStep, UsageEvent
from agents.usage import verifying
from tests.agents.facts import fact, record
from tests.agents.otlp.sending import NOON, fixture, post, span, traces

pytestmark = pytest.mark.django_db
TRACED = {
    "span__type": "llm_request",
    "model": "claude-sonnet-4-5-20250929",
    "gen_ai__system": "anthropic",
    "session__id": "cc-session",
    "request_id": "req_cc_1",
    "input_tokens": 1000,
    "output_tokens": 299,
    "cache_read_tokens": 5000,
    "cache_creation_tokens": 2000,
}
LOGGED = {
    "request_id": "req_cc_1",
    "message_id": "msg_cc_1",
    "session": "cc-session",
    "model": "claude-sonnet-4-5-20250929",
    "at": datetime(2026, 11, 18, 8, 0, 2, tzinfo=UTC),
    "input_tokens": 1000,
    "cache_read_tokens": 5000,
    "cache_write_5m_tokens": 2000,
    "output_tokens": 300,
}


def by_log(owner, sender):
    record(owner, fact(**LOGGED), now=NOON)


def by_event(owner, sender):
    post(sender, fixture("claude-code", "logs"), "logs")


def by_span(owner, sender):
    post(sender, traces(span(1, ms=2400, **TRACED), scope="com.anthropic.claude_code.tracing"))


def by_metric(owner, sender):
    post(sender, fixture("claude-code", "metrics"), "metrics")


ROADS = {"log": by_log, "event": by_event, "span": by_span, "metric": by_metric}


@pytest.mark.parametrize("order", list(permutations(ROADS))[::4])
def test_any_order_of_the_roads_gives_one_request(owner, sender, order):
    for road in order:
        ROADS[road](owner, sender)

    event = UsageEvent.objects.visible_to(owner).get()
    assert (event.request_id, event.message_id) == ("req_cc_1", "msg_cc_1")
    assert (event.road, event.output_tokens) == ("log", 300)
    assert {"log", "event", "span"} <= set(event.roads.split(","))
    assert list(verifying.differences()) == []


def test_the_better_road_leaves_the_run_of_its_trace(owner, sender):
    by_span(owner, sender)
    by_event(owner, sender)

    event = UsageEvent.objects.visible_to(owner).get()

    assert (event.road, event.output_tokens) == ("event", 300)
    assert event.run.steps.get().span_id == event.span_id
    assert RunStep.objects.filter(kind="model").exclude(run=event.run).exists()
    assert list(verifying.differences()) == []
