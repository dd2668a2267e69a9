"""Sample sessions with their turns, and workflow runs with steps and events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from devcraft.models import User
from runtime_memory.store import RuntimeMemoryStore as store

PACE = timedelta(seconds=40)


@dataclass(frozen=True)
class Talk:
    """A session that began so many hours ago; it is open while END is empty."""

    actor: str
    channel: str
    hours_ago: int
    end: str
    turns: tuple[tuple[str, str], ...]


TALKS = (
    Talk("tom", "cli", 50, "completed", (
        ("system", "You are Tom. You look after the gates and never touch a private branch."),
        ("user", "The gate stutters when it opens for the first time. Why?"),
        ("assistant", "The shaders compile on first sight. I measure it before I change anything."),
        ("tool", "first open: 412 ms\nsecond open: 9 ms"),
        ("assistant", "Warming the shaders while the hall loads would hide the 400 ms."),
        ("user", "Good. Write it down as something you know, and propose the change."),
    )),
    Talk("tom", "telegram", 27, "failed", (
        ("user", "Move the upload test to the night run."),
        ("assistant", "The test runner does not answer; I stop here and keep the session."),
    )),
    Talk("oxide", "api", 2, "", (
        ("user", "What waits for an approval?"),
        ("assistant", "A calmer tone for Tom, and a patch that still needs security."),
    )),
)  # fmt: skip


def fill(owner: User, *, now: datetime) -> None:
    for talk in TALKS:
        session = _talk(owner, talk, now - timedelta(hours=talk.hours_ago))
        if talk is TALKS[0]:
            _failed_run(session, now - timedelta(hours=talk.hours_ago, minutes=-2))
        if talk.end:
            end = now - timedelta(hours=talk.hours_ago - 1)
            store.end_session(session_id=session, status=talk.end, now=end)
    _running_run(owner, now - timedelta(minutes=25))


def _talk(owner: User, talk: Talk, at: datetime) -> str:
    session = store.start_session(
        actor=talk.actor, channel=talk.channel, metadata={"sample": True}, owner=owner, now=at
    )
    for role, content in talk.turns:
        at += PACE
        store.append_turn(
            session_id=session.pk,
            role=role,
            content=content,
            token_count=len(content) // 4,
            now=at,
        )
    return session.pk


def _failed_run(session: str, at: datetime) -> None:
    """Measures, warms, and fails on the phone."""
    run = store.start_run(
        workflow_name="warm the gate",
        trigger_source="manual",
        initiated_by="tom",
        context={"branch": "gate-warm-up"},
        session_id=session,
        now=at,
    )
    _step(run.pk, "measure", "succeeded", at + PACE, {"first_open_ms": 412})
    _step(run.pk, "warm shaders", "succeeded", at + 4 * PACE, {"first_open_ms": 31})
    failed = _step(run.pk, "open on the phone", "failed", at + 8 * PACE, {"exit_code": 1})
    store.append_event(
        event_type="error",
        event_level="high",
        message="The phone ran out of memory while it warmed 214 shaders.",
        payload={"shaders": 214, "limit_mb": 512},
        step_id=failed,
        now=at + 10 * PACE,
    )
    store.append_event(
        event_type="info",
        event_level="low",
        message="The branch was left as it is.",
        run_id=run.pk,
        now=at + 11 * PACE,
    )
    store.end_run(run_id=run.pk, status="failed", context={"kept": True}, now=at + 12 * PACE)


def _running_run(owner: User, at: datetime) -> None:
    """The nightly check, in its second step."""
    run = store.start_run(
        workflow_name="nightly check",
        trigger_source="cron",
        initiated_by="scheduler",
        context={"suite": "all"},
        owner=owner,
        now=at,
    )
    _step(run.pk, "install", "succeeded", at + PACE, {"packages": 61})
    step = store.start_step(run_id=run.pk, step_name="run the tests", now=at + 4 * PACE)
    store.append_event(
        event_type="warn",
        event_level="medium",
        message="The upload test was slow: 48 s of 60 s allowed.",
        payload={"seconds": 48},
        step_id=step.pk,
        now=at + 9 * PACE,
    )


def _step(run: str, name: str, status: str, at: datetime, details: dict[str, int]) -> str:
    """A step that took two paces; its id."""
    step = store.start_step(run_id=run, step_name=name, now=at)
    store.end_step(step_id=step.pk, status=status, details=details, now=at + 2 * PACE)
    return step.pk
