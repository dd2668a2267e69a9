"""Heartbeats: what wakes an agent that nothing else woke for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from pydantic import ValidationError

from agents.living import inbox, opening
from agents.living.config.thinking import Heartbeat
from agents.models import Agent, EventType, InboxEvent, InboxStatus, Priority, Run, RunOrigin

LEAST = timedelta(minutes=5)
"""The shortest interval that a config may ask for."""
MOST_AT_ONCE = 50
OPEN = [InboxStatus.PENDING.value, InboxStatus.PROCESSING.value]


def beat(now: datetime) -> int:
    """Deliver a heartbeat to each agent whose interval passed without one; how many.

    The event is named for the moment since which nothing woke the agent, so that any number
    of workers deliver it once.
    """
    due = (
        agent
        for agent in _quiet(until=now - LEAST)
        if _is_due(agent.config_json["heartbeat"], vars(agent)["quiet_since"], now)
    )
    return sum(_deliver(agent, now) for agent in islice(due, MOST_AT_ONCE))


def _quiet(*, until: datetime) -> QuerySet[Agent]:
    """Agents with a heartbeat that had nothing to do UNTIL then, with `quiet_since`."""
    own = Run.objects.filter(agent=OuterRef("pk"), origin=RunOrigin.OWN)
    last = own.order_by("-started_at").values("started_at")[:1]
    waiting = InboxEvent.objects.filter(agent_entity__agent=OuterRef("pk"), status__in=OPEN)
    return (
        opening.may_think()
        .filter(config_json__heartbeat__enabled=True, entity__isnull=False)
        .filter(~Exists(waiting), ~Exists(own.filter(completed_at=None)))
        .annotate(quiet_since=Coalesce(Subquery(last), F("created_at")), entity_id=F("entity__pk"))
        .filter(quiet_since__lte=until)
        .order_by("pk")
    )


def _is_due(raw: object, quiet_since: datetime, now: datetime) -> bool:
    """Whether NOW is a moment for the heartbeat that RAW, a part of a config, describes."""
    try:
        wanted = Heartbeat.model_validate(raw)
    except ValidationError:
        return False
    is_time = now - quiet_since >= timedelta(minutes=wanted.interval_minutes)
    return is_time and is_active(wanted, now)


def is_active(wanted: Heartbeat, now: datetime) -> bool:
    """Whether NOW lies in the hours of WANTED on the clock of its zone."""
    hours = wanted.active_hours
    if hours is None:
        return True
    hour = now.astimezone(ZoneInfo(wanted.timezone)).hour
    if hours.start < hours.end:
        return hours.start <= hour < hours.end
    return hour >= hours.start or hour < hours.end


def _deliver(agent: Agent, now: datetime) -> bool:
    found = vars(agent)
    since: datetime = found["quiet_since"]
    return inbox.put(
        entity_id=found["entity_id"],
        event_id=f"heartbeat:{since.isoformat()}",
        event_type=EventType.HEARTBEAT,
        data={"quietSince": since.isoformat()},
        now=now,
        priority=Priority.OTHER,
    )
