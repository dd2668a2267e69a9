"""What was said in a space and what an agent did, written by the database itself."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models

from agents.models import (
    EventType,
    InboxEvent,
    InboxStatus,
    Run,
    RunStatus,
    SmartSpace,
    SmartSpaceMembership,
    SmartSpaceMessage,
    StopReason,
)
from benchmarks.residents import Resident

Column = tuple[str, list[Any]]
"""What is written, in terms of n from 1 on, and its parameters."""


def talk(one: Resident, count: int, *, now: datetime) -> None:
    """COUNT messages by turns of person and agent, a second apart; all of them were seen."""
    insert(
        SmartSpaceMessage,
        count,
        id=_id(_prefix()),
        smart_space_id=_is(one.space.pk),
        entity_id=_by_turns(one.entity.pk, one.person.pk),
        role=_by_turns("assistant", "user"),
        content=("'Message number ' || n || ', in a few plain words.'", []),
        seq=("n", []),
        created_at=_rising(now, count),
    )
    newest = SmartSpaceMessage.objects.get(smart_space=one.space, seq=count)
    SmartSpace.objects.filter(pk=one.space.pk).update(last_seq=count)
    SmartSpaceMembership.objects.filter(smart_space=one.space).update(
        last_seen_seq=count, last_seen_message_id=newest.pk
    )


def work(one: Resident, count: int, *, now: datetime) -> None:
    """COUNT runs that are over, and the event that woke each."""
    runs, moment = _id(_prefix()), _rising(now, count)
    insert(
        Run,
        count,
        id=runs,
        agent_id=_is(one.agent.pk),
        agent_entity_id=_is(one.entity.pk),
        owner_id=_is(one.agent.owner_id),
        status=_is(RunStatus.COMPLETED.value),
        stop_reason=_is(StopReason.END_TURN.value),
        trigger_type=_is(EventType.SERVICE.value),
        cycle_number=("n", []),
        started_at=moment,
        completed_at=moment,
    )
    insert(
        InboxEvent,
        count,
        id=_id(_prefix()),
        run_id=runs,
        agent_entity_id=_is(one.entity.pk),
        event_id=("'past:' || n", []),
        event_type=_is(EventType.SERVICE.value),
        data=("""'{"serviceName": "bench", "payload": null}'""", []),
        status=_is(InboxStatus.PROCESSED.value),
        sequence=("n", []),
        created_at=moment,
        available_at=moment,
        processed_at=moment,
    )


def insert(model: type[models.Model], count: int, **columns: Column) -> None:
    """Write COUNT rows in one statement, in the order of n."""
    written = ", ".join(text for text, _ in columns.values())
    numbers = (
        f"generate_series(1, {count}) AS numbers(n)"
        if connection.vendor == "postgresql"
        else "(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
        f" WHERE n < {count}) SELECT n FROM numbers)"
    )
    statement = (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
        f" SELECT {written} FROM {numbers} ORDER BY n"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _, values in columns.values() for value in values])


def _is(value: Any) -> Column:
    return "%s", [_adapted(value)]


def _by_turns(even: Any, odd: Any) -> Column:
    return "CASE n & 1 WHEN 0 THEN %s ELSE %s END", [_adapted(even), _adapted(odd)]


def _rising(now: datetime, count: int) -> Column:
    """A moment a second after the one before, the last at NOW."""
    first = connection.ops.adapt_datetimefield_value(now - timedelta(seconds=count))
    if connection.vendor == "postgresql":
        return "%s + n * interval '1 second'", [first]
    return "datetime(%s, '+' || n || ' seconds')", [first]


def _id(prefix: str) -> Column:
    if connection.vendor == "postgresql":
        return f"('{prefix}' || lpad(to_hex(n), 24, '0'))::uuid", []
    return f"printf('{prefix}%%024x', n)", []


def _prefix() -> str:
    return secrets.token_hex(4)


def _adapted(value: Any) -> Any:
    is_key = isinstance(value, uuid.UUID)
    return models.UUIDField().get_db_prep_value(value, connection) if is_key else value
