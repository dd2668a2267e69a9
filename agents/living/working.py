"""The worker: lets every agent think that is due, one after the other, until it is stopped."""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, close_old_connections
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agents.living import cycle, inbox, opening
from agents.living.cycle import Outcome
from agents.models import Agent, AgentLease

log = logging.getLogger(__name__)
POLL_SECONDS = 0.5
AWAY_SECONDS = 5.0


def name() -> str:
    """What tells this worker from any other that ever lived."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def due(now: datetime) -> QuerySet[Agent]:
    """Agents with something to do that nobody thinks for, longest waiting agents first."""
    waiting = inbox.due(now).filter(agent_entity__agent=OuterRef("pk"))
    left = opening.open_runs().filter(agent=OuterRef("pk"))
    held = AgentLease.objects.filter(agent=OuterRef("pk")).filter(
        (~Q(holder="") & Q(expires_at__gt=now)) | Q(resting_until__gt=now)
    )
    return (
        opening.may_think()
        .filter(~Exists(held))
        .filter(Exists(waiting) | Exists(left))
        .order_by("created_at", "pk")
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


def run_until(stop: threading.Event, *, holder: str, slug: str = "") -> None:
    """Work until STOP is set; what is half done then goes on with the next worker."""
    while not stop.is_set():
        pause = POLL_SECONDS
        try:
            close_old_connections()
            if run_once(holder=holder, slug=slug, is_stopping=stop.is_set):
                pause = 0
        except (OperationalError, InterfaceError) as error:
            log.warning("The database cannot be reached; trying again: %s", error)
            pause = AWAY_SECONDS
        stop.wait(pause)
