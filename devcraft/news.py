"""What happened for a person since a moment, for browsers that may tell it outside the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from agents.living.spaces import asking
from agents.models import NoticeKind, Run, RunStatus
from agents.usage.budgets import noticing
from devcraft.models import User
from missions.desk import Desk
from missions.models import Mission
from missions.models.time import SUSPECT_SECONDS

LONG = timedelta(minutes=5)
LATE = timedelta(minutes=2)
"""How long after its end a run may come to be known."""
OLDEST = timedelta(hours=12)
LONGEST_RUN = timedelta(days=1)
MOST = 4
"""Pieces of one kind, and pieces that are told at once."""


@dataclass(frozen=True)
class Piece:
    """One thing to tell; browsers show no two of the same tag."""

    at: datetime
    tag: str
    title: str
    body: str
    address: str


def since(user: User, desk: Desk, moment: datetime) -> list[Piece]:
    """What USER has switched on and what came from MOMENT on, oldest first; the end of what is
    too much is counted in one piece.
    """
    begin = min(max(moment, desk.now - OLDEST), desk.now)
    chosen = [tell for switch, tell in KINDS.items() if getattr(desk.profile, switch)]
    found = sorted(
        (piece for tell in chosen for piece in tell(user, desk, begin)), key=lambda one: one.at
    )
    if len(found) <= MOST:
        return found
    kept, rest = found[: MOST - 1], found[MOST - 1 :]
    words = f"{len(rest)} more things happened, the last: {rest[-1].title}."
    return [*kept, Piece(rest[-1].at, "rest", "And more", words, reverse("waiting"))]


def _questions(user: User, desk: Desk, moment: datetime) -> Iterator[Piece]:
    for question in asking.waiting_for(user, now=desk.now).filter(created_at__gte=moment)[:MOST]:
        card = asking.Card(question, None)
        asks = "wants an approval" if card.is_approval else "asks you something"
        name = question.agent_entity.display_name or "An agent"
        tag = f"question-{question.pk}"
        yield Piece(question.created_at, tag, f"{name} {asks}", card.title, reverse("waiting"))
    waiting = Mission.objects.awaiting_answer().filter(owner=user, awaiting_answer_at__gte=moment)
    for mission in waiting.order_by("awaiting_answer_at", "id")[:MOST]:
        at = mission.awaiting_answer_at or moment
        address = f"{reverse('missions:mission_history', args=[mission.pk])}#answer"
        tag = f"answer-{mission.pk}-{int(at.timestamp())}"
        yield Piece(at, tag, "A mission waits for your answer", mission.name, address)


def _budgets(user: User, desk: Desk, moment: datetime) -> Iterator[Piece]:
    for notice in noticing.unseen(user).filter(at__gte=moment)[:MOST]:
        is_spent = notice.kind == NoticeKind.SPENT
        title = "A budget is spent" if is_spent else "A budget is close to its limit"
        yield Piece(notice.at, f"budget-{notice.pk}", title, notice.words, reverse("waiting"))


def _quiet_clock(user: User, desk: Desk, moment: datetime) -> Iterator[Piece]:
    running = desk.running
    if running is None:
        return
    mission, entry, address = running.mission, running.entry, running.mission.get_absolute_url()
    forgotten_at = entry.begun + timedelta(seconds=SUSPECT_SECONDS)
    if running.is_suspect and forgotten_at >= moment:
        body = f"The clock of “{mission.name}” has run for ten hours. Was it forgotten?"
        yield Piece(forgotten_at, f"forgotten-{entry.pk}", "Still running?", body, address)
    if running.quiet is None:
        return
    asked_at = running.last.at + timedelta(minutes=desk.profile.quiet_minutes)
    if asked_at >= moment:
        sign = f"Last sign of work on “{mission.name}” {timezone.localtime(running.last.at):%H:%M}."
        tag = f"quiet-{entry.pk}-{int(asked_at.timestamp())}"
        yield Piece(asked_at, tag, "Is this clock still yours?", sign, address)


def _long_runs(user: User, desk: Desk, moment: datetime) -> Iterator[Piece]:
    ended = Run.objects.filter(owner=user, completed_at__gt=moment - LATE)
    long = ended.filter(
        started_at__gt=moment - LONGEST_RUN, started_at__lte=F("completed_at") - LONG
    )
    for run in long.select_related("agent").order_by("-started_at", "-pk")[:MOST]:
        ends = "failed" if run.status == RunStatus.FAILED else "is done"
        at = run.completed_at or moment
        minutes = int((at - run.started_at).total_seconds() // 60)
        body = " · ".join(part for part in (f"{minutes} minutes", run.project, run.branch) if part)
        address = reverse("agents:run_detail", args=[run.pk])
        yield Piece(at, f"run-{run.pk}", f"{run.agent.name} {ends}", body, address)


KINDS: dict[str, Callable[[User, Desk, datetime], Iterator[Piece]]] = {
    "tells_questions": _questions,
    "tells_budgets": _budgets,
    "tells_quiet_clock": _quiet_clock,
    "tells_long_runs": _long_runs,
}
