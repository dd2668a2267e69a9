"""The worker: lets every agent think that is due, several at once, until it is stopped."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, close_old_connections
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from agents.living import cycle, inbox, leasing, opening, rollcall, scheduling
from agents.living.crew import Crew
from agents.living.cycle import Outcome
from agents.models import Agent, AgentLease, Run, RunOrigin

log = logging.getLogger(__name__)
POLL_SECONDS = 0.2
AWAY_SECONDS = 5.0
LEAVE_WITHIN = 8.0
MOST_AT_ONCE = 64
CLOCKWORK_SECONDS = 1.0


def name() -> str:
    """What tells this worker from any other that ever lived."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def due(now: datetime) -> QuerySet[Agent]:
    """Agents with something to do that nobody thinks for, first those that thought long ago."""
    waiting = inbox.due(now).values("agent_entity__agent")
    left = opening.open_runs().values("agent")
    answered = opening.answered_runs(now).order_by().values("agent")
    thought = Run.objects.filter(agent=OuterRef("pk"), origin=RunOrigin.OWN)
    held = AgentLease.objects.filter(agent=OuterRef("pk")).filter(
        (~Q(holder="") & Q(expires_at__gt=now)) | Q(resting_until__gt=now)
    )
    return (
        opening.may_think()
        .filter(~Exists(held), pk__in=waiting.union(left, answered))
        .annotate(thought_at=Subquery(thought.order_by("-started_at").values("started_at")[:1]))
        .order_by(F("thought_at").asc(nulls_first=True), "created_at", "pk")
    )


def run_once(
    *,
    holder: str,
    slug: str = "",
    clock: Callable[[], datetime] = timezone.now,
    is_stopping: Callable[[], bool] = lambda: False,
) -> list[Outcome]:
    """One cycle of every due agent, or of the one named SLUG; what came of each."""
    agents = due(clock())
    if slug:
        agents = agents.filter(slug=slug)
    found = []
    for agent_id in list(agents.values_list("pk", flat=True)):
        if is_stopping():
            break
        found.append(cycle.think(agent_id, holder=holder, clock=clock, is_stopping=is_stopping))
    return found


def run_until(stop: threading.Event, *, holder: str, slug: str = "", size: int) -> None:
    """Work in SIZE threads until STOP is set; what is half done goes on with the next worker."""
    crew = Crew(lambda agent_id: _think(agent_id, holder, stop.is_set), size=size)
    keeper = threading.Thread(target=_keep_alive, args=(stop, holder), daemon=True)
    keeper.start()
    looks_next = 0.0
    while not stop.is_set():
        pause = POLL_SECONDS
        try:
            if time.monotonic() >= looks_next:
                scheduling.clockwork(timezone.now())
                looks_next = time.monotonic() + CLOCKWORK_SECONDS
            if crew.free():
                crew.give(_due_ids(slug))
        except (OperationalError, InterfaceError) as error:
            log.warning("The database cannot be reached; trying again: %s", error)
            pause = AWAY_SECONDS
        close_old_connections()
        crew.wait(pause)
    _leave(crew, holder)
    keeper.join(POLL_SECONDS)


def _due_ids(slug: str) -> list[uuid.UUID]:
    agents = due(timezone.now())
    if slug:
        agents = agents.filter(slug=slug)
    return list(agents.values_list("pk", flat=True)[:MOST_AT_ONCE])


def _think(agent_id: uuid.UUID, holder: str, is_stopping: Callable[[], bool]) -> None:
    """Let an agent think once; when more waits for it, its turn comes after the others'."""
    try:
        cycle.think(agent_id, holder=holder, is_stopping=is_stopping)
    except (OperationalError, InterfaceError) as error:
        log.warning("The database cannot be reached; its run goes on later: %s", error)
    except Exception as error:
        log.exception("Thinking failed outside of a run: %s", type(error).__name__)
    finally:
        close_old_connections()


def _keep_alive(stop: threading.Event, holder: str) -> None:
    """Say that this worker lives and renew what it holds, however long a model or a tool
    takes to answer.
    """
    while not stop.is_set():
        try:
            now = timezone.now()
            rollcall.answer(holder, now=now)
            leasing.keep(holder, now=now)
        except (OperationalError, InterfaceError) as error:
            log.warning("Leases cannot be renewed; trying again: %s", error)
        close_old_connections()
        stop.wait(leasing.RENEWED_AFTER.total_seconds())
    try:
        rollcall.leave(holder)
    except (OperationalError, InterfaceError) as error:
        log.warning("It stays written down as a worker for a while: %s", error)


def _leave(crew: Crew, holder: str) -> None:
    """Give what is under way a moment to reach a border, then leave it to the next worker."""
    if crew.end(within=LEAVE_WITHIN):
        return
    try:
        leasing.leave(holder)
    except (OperationalError, InterfaceError) as error:
        log.warning("Leases could not be given back; they run out by themselves: %s", error)
