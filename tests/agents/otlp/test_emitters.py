"""What each instrumentation sends comes out as the same kind of run and request."""

from __future__ import annotations

import pytest

from agents.models import Run, RunStep, TelemetryPost, UsageEvent
from agents.usage import verifying
from tests.agents.otlp.sending import billed, fixture, post

pytestmark = pytest.mark.django_db
SONNET, M = "claude-sonnet-4-5-20250929", "gpt-4o-2024-08-06"
TRACES = {
    "semconv-current": (
        ["agent", "model", "tool", "model"],
        "Forecaster",
        "conv-current",
        [
            ("anthropic", SONNET, "msg:msg_current_1", (300, 800, 100, 0, 90, 40)),
            ("anthropic", "claude-sonnet-4-5", "msg:msg_current_2", (1000, 0, 0, 0, 60, 0)),
        ],
    ),
    "semconv-1.41": (
        ["model"],
        "forecaster",
        "conv-141",
        [("anthropic", "claude-sonnet-4-5", "msg:msg_141", (500, 3000, 1500, 0, 200, 0))],
    ),
    "semconv-1.36": (
        ["model"],
        "legacy-app",
        f"{3:032x}",
        [("openai", "gpt-4o-mini-2024-07-18", "req:chatcmpl-136", (300, 0, 0, 0, 45, 0))],
    ),
    "openinference": (
        ["agent", "model", "tool", "other"],
        "Librarian",
        "oi-session",
        [("openai", M, f"span:{4:032x}:{2:016x}", (476, 1024, 0, 0, 120, 20))],
    ),
    "openllmetry": (
        ["agent", "model"],
        "joke",
        "tl-session",
        [("openai", M, "req:chatcmpl-tl", (272, 128, 0, 0, 80, 0))],
    ),
    "pydantic-ai": (
        ["agent", "model", "tool"],
        "helper",
        "pai-conv",
        [("openai", "gpt-5.2-2025-12-11", "req:resp_pai_1", (388, 512, 0, 0, 70, 30))],
    ),
    "litellm": (
        ["other", "model", "other"],
        "litellm",
        f"{7:032x}",
        [("openai", M, "req:chatcmpl-lite", (250, 0, 0, 0, 25, 0))],
    ),
    "vercel-ai": (
        ["agent", "model", "tool"],
        "summarise",
        "vc-session",
        [("openai", M, "req:chatcmpl-vc", (444, 256, 0, 0, 60, 0))],
    ),
    "langsmith": (
        ["other", "model"],
        "graph-app",
        "ls-session",
        [
            (
                "anthropic",
                "claude-haiku-4-5-20251001",
                f"span:{9:032x}:{2:016x}",
                (640, 0, 0, 0, 32, 0),
            )
        ],
    ),
    "claude-code": (
        ["agent", "model", "tool", "other", "other"],
        "claude-code",
        "cc-traced",
        [("anthropic", SONNET, "req:req_cc_traced", (3, 12000, 800, 0, 150, 0))],
    ),
}
LOGS = {
    "claude-code": (
        ["other", "model", "tool", "model"],
        "cc-session",
        [("anthropic", SONNET, "req:req_cc_1", (1000, 5000, 2000, 0, 300, 0))],
    ),
    "codex": (
        ["other", "model", "tool"],
        "cx-conv",
        [("openai", "gpt-5.2-codex", (2500, 7500, 0, 0, 1250, 640))],
    ),
    "gemini-cli": (
        ["other", "model", "tool"],
        "gm-session",
        [("google", "gemini-2.5-pro", (4000, 8000, 0, 0, 770, 420))],
    ),
}


@pytest.mark.parametrize("name", TRACES)
def test_spans_become_one_run_with_its_requests(owner, sender, name):
    kinds, agent, session, requests = TRACES[name]

    assert post(sender, fixture(name)).status_code == 200

    run = Run.objects.get()
    steps = RunStep.objects.filter(run=run).order_by("started_at", "span_id")
    assert [step.kind for step in steps] == kinds
    assert (run.agent.name, run.session) == (f"{agent} (owner)", session)
    assert billed(owner) == requests
    assert list(verifying.differences()) == []


@pytest.mark.parametrize("name", LOGS)
def test_events_become_one_run_of_their_session(owner, sender, name):
    kinds, session, requests = LOGS[name]

    assert post(sender, fixture(name, "logs"), "logs").status_code == 200

    run = Run.objects.get()
    steps = RunStep.objects.filter(run=run).order_by("number")
    assert [step.kind for step in steps] == kinds
    assert (run.agent.name, run.session) == (f"{name} (owner)", session)
    told = billed(owner)
    assert [one if len(requests[0]) == 4 else (*one[:2], one[3]) for one in told] == requests
    assert list(verifying.differences()) == []


def test_what_claude_code_states_counts_and_names_its_mission(owner, sender):
    post(sender, fixture("claude-code", "logs"), "logs")

    event = UsageEvent.objects.get()

    assert (event.cost_pico, event.cost_source) == (16_500_000_000, "provided")
    assert (event.branch, event.road, event.seen_via) == ("mission-7", "event", "claude-code")
    failed = RunStep.objects.filter(status="failed").order_by("number")
    assert [(one.kind, one.error) for one in failed] == [
        ("tool", "exit code 1"),
        ("model", "overloaded"),
    ]


def test_metrics_count_until_the_events_of_their_session_come(owner, sender):
    post(sender, fixture("claude-code", "metrics"), "metrics")
    alone = [(figures[3], event.cost_pico) for figures, event in _with_events(owner)]

    post(sender, fixture("claude-code", "logs"), "logs")

    assert alone == [((1200, 5000, 2000, 0, 320, 0), 17_500_000_000)]
    assert [one[2] for one in billed(owner)] == ["req:req_cc_1"]
    assert list(verifying.differences()) == []


def _with_events(owner):
    return zip(
        billed(owner), UsageEvent.objects.visible_to(owner).order_by("at", "id"), strict=True
    )


def test_metrics_after_the_events_add_nothing(owner, sender):
    post(sender, fixture("claude-code", "logs"), "logs")
    before = billed(owner)

    post(sender, fixture("claude-code", "metrics"), "metrics")

    assert billed(owner) == before
    assert TelemetryPost.objects.filter(signal="metrics").get().ignored == {
        "metric claude_code.session.count": 1,
        "metric claude_code.active_time.total": 1,
    }


def test_texts_are_kept_whatever_they_are_called(sender):
    for name in ("semconv-1.41", "semconv-1.36", "openinference", "openllmetry", "vercel-ai"):
        post(sender, fixture(name))

    asked = RunStep.objects.filter(kind="model").order_by("trace_id")

    told = [(step.payload["input"], step.payload["text"]) for step in asked]
    expected = [
        ("Hello", "Hi!"),
        ("Say hi", "hi"),
        ("leave policy", "25 days"),
        ("A joke about cats", "A cat…"),
        ("user", "Short."),
    ]
    assert [(a in b, c in d) for (a, c), (b, d) in zip(expected, told, strict=True)] == [
        (True, True)
    ] * 5
