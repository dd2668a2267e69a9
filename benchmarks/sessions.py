"""Runs of the sessions in a ledger that is filled: one each, as an import would make them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction

from agents.models import Entity, Run, RunOrigin, RunStatus
from agents.usage.runs import foreign_agent
from benchmarks.ledger import IN_A_SESSION
from devcraft.models import User

CHUNK = 5_000
BY_SESSION = (
    "SELECT session, MIN(at), MAX(at), MIN(project), SUM(output_tokens)"
    " FROM agents_usageevent WHERE owner_id = %s GROUP BY session"
)


def fill(owner: User) -> None:
    """A run for every session of OWNER, and its requests led to it."""
    agent = foreign_agent(owner, "claude-code")
    entity = Entity.objects.get(agent=agent)
    chunk: list[Run] = []
    for session, first, last, project, output in _sessions(owner):
        chunk.append(
            Run(
                agent=agent,
                agent_entity=entity,
                owner=owner,
                origin=RunOrigin.CLAUDE_CODE,
                status=RunStatus.COMPLETED,
                session=session,
                project=project,
                branch="main",
                step_count=IN_A_SESSION,
                completion_tokens=output,
                duration_ms=(last - first) // timedelta(milliseconds=1),
                started_at=first,
                completed_at=last,
            )
        )
        if len(chunk) == CHUNK:
            _write(chunk)
            chunk = []
    _write(chunk)
    _lead(owner)


@transaction.atomic
def _write(chunk: list[Run]) -> None:
    Run.objects.bulk_create(chunk)


def _sessions(owner: User) -> Iterator[tuple[str, datetime, datetime, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(BY_SESSION, [owner.pk])
        rows = cursor.fetchall()
    for session, first, last, project, output in rows:
        yield session, _moment(first), _moment(last), project, int(output)


def _lead(owner: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE agents_usageevent SET run_id = (SELECT runs.id FROM runs WHERE"
            " runs.owner_id = agents_usageevent.owner_id"
            " AND runs.session = agents_usageevent.session) WHERE owner_id = %s",
            [owner.pk],
        )


def _moment(value: datetime | str) -> datetime:
    return datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value
