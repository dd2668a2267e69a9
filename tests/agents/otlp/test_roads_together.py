"""One request told by a session log, an event, a span and a metric point is one fact."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest

from agents.models import RunStep, UsageEvent
from agents.usage import verifying
from tests.agents import codex
from tests.agents.facts import fact, record
from tests.agents.logs import write
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


def by_codex_log(owner, sender, folder):
    at = "2026-11-18T08:00:02.000Z"
    write(
        folder,
        "2026/11/18/rollout-2026-11-18T08-00-00-cx-conv.jsonl",
        codex.meta("cx-conv", at="2026-11-18T08:00:00.000Z"),
        codex.line("turn_context", {"cwd": "/srv/u/app", "model": "gpt-5.2-codex"}, at),
        codex.counted((10_000, 7_500, 1_250, 640), at=at),
    )
    codex.bring_in(owner, folder)


def by_codex_event(owner, sender, folder):
    post(sender, fixture("codex", "logs"), "logs")


@pytest.mark.parametrize("roads", list(permutations([by_codex_log, by_codex_event])))
def test_a_codex_answer_told_by_its_session_log_and_by_telemetry_is_one_request(
    owner, sender, tmp_path, roads
):
    for road in (*roads, *roads):
        road(owner, sender, tmp_path)

    event = UsageEvent.objects.visible_to(owner).get()
    assert set(event.roads.split(",")) == {"log", "event"}
    assert (event.road, event.session, event.model) == ("log", "cx-conv", "gpt-5.2-codex")
    assert codex.figures(owner) == [(2_500, 7_500, 1_250, 640)]
    assert event.cost_pico == 23_187_500_000
    assert list(verifying.differences()) == []
