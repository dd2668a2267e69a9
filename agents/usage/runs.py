"""Runs of a foreign agent: one per session, counted together with its facts."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import timedelta
from itertools import chain, count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Max, Min

from agents.models import Agent, Entity, EntityType, Run, RunOrigin, RunStatus, UsageEvent
from agents.usage.rows import Row, chunks
from devcraft import bulk
from devcraft.models import User

TOLD = (
    "id",
    "agent",
    "agent_entity",
    "owner",
    "origin",
    "status",
    "cycle_number",
    "session",
    "project",
    "branch",
    "started_at",
    "completed_at",
)
"""What the first request of a session tells of its run."""
COUNTED = (
    "step_count",
    "prompt_tokens",
    "completion_tokens",
    "started_at",
    "completed_at",
    "duration_ms",
)


def foreign_name(owner: User, tool: str) -> str:
    """What the agent is called that stands for TOOL of OWNER."""
    return f"{tool} ({owner.username})"


def is_foreign(agent: Agent, owner: User) -> bool:
    """Whether AGENT stands for a tool of OWNER; one that lives here has a slug."""
    return agent.owner_id == owner.pk and not agent.slug


def foreign_agent(owner: User, name: str) -> Agent:
    """The agent that stands for a tool of OWNER; it never runs here, and never is one that does."""
    called = foreign_name(owner, name)
    for full in chain([called], (f"{called} {number}" for number in count(2))):
        agent, is_new = Agent.objects.get_or_create(
            name=full, defaults={"owner": owner, "config_json": {"foreign": name}}
        )
        if is_new:
            Entity.objects.create(
                owner=owner, type=EntityType.AGENT, display_name=full, agent=agent
            )
        if is_foreign(agent, owner):
            return agent
    raise AssertionError("there is always another number")


class Runs:
    """The runs that a batch of facts belongs to."""

    def __init__(self, agent: Agent, origin: RunOrigin) -> None:
        self._agent = agent
        self._entity = Entity.objects.get(agent=agent)
        self._origin = origin
        self._ids: dict[str, uuid.UUID] = {}
        self._new: dict[str, Row] = {}
        self._held: dict[uuid.UUID, Run] = {}
        self._steps: dict[uuid.UUID, list[Row]] = {}
        self._lost: dict[uuid.UUID, list[Row]] = {}

    def know(self, sessions: set[str]) -> None:
        """Look the runs of SESSIONS up before facts are written."""
        unknown = sorted(sessions - self._ids.keys())
        for chunk in chunks(unknown):
            found = Run.objects.filter(
                owner=self._agent.owner, origin=self._origin, session__in=chunk
            )
            self._ids |= dict(found.values_list("session", "id"))

    def of(self, row: Row) -> uuid.UUID | None:
        if row.session not in self._ids:
            self._ids[row.session] = uuid.uuid4()
            self._new[row.session] = row
        return self._ids[row.session]

    def create_missing(self) -> None:
        """Write the runs of new sessions; before their facts, which name them."""
        made = [self._run_of(session, row) for session, row in self._new.items()]
        insert(made, TOLD)
        self._held |= {run.pk: run for run in made}
        self._new.clear()

    def _run_of(self, session: str, row: Row) -> Run:
        return Run(
            id=self._ids[session],
            agent=self._agent,
            agent_entity=self._entity,
            owner=self._agent.owner,
            origin=self._origin,
            status=RunStatus.COMPLETED,
            cycle_number=1,
            session=session,
            project=row.project,
            branch=row.branch,
            started_at=row.at,
            completed_at=row.at,
        )

    def add(self, row: Row) -> None:
        if row.run_id:
            self._steps.setdefault(row.run_id, []).append(row)

    def replace(self, before: Row, after: Row) -> None:
        if before.run_id and before.is_counted:
            self._lost.setdefault(before.run_id, []).append(before)
        if after.is_counted:
            self.add(after)

    def write(self) -> None:
        """Count the gathered facts in their runs."""
        touched = self._steps.keys() | self._lost.keys()
        earlier = touched - self._held.keys()
        runs = [run for run in self._held.values() if run.pk in touched]
        runs += Run.objects.select_for_update(of=("self",)).filter(pk__in=earlier)
        for run in runs:
            gained, lost = self._steps.get(run.pk, []), self._lost.get(run.pk, [])
            _count(run, gained, 1)
            _count(run, lost, -1)
            _stretch(run, gained, is_exact=bool(lost))
        save(runs, COUNTED)
        self._held.clear()
        self._steps.clear()
        self._lost.clear()


class Runless:
    """For facts that no run is known of."""

    def of(self, row: Row) -> uuid.UUID | None:
        return row.run_id

    def create_missing(self) -> None:
        """Nothing: there is no run."""

    def add(self, row: Row) -> None:
        """Nothing: there is no run."""

    def replace(self, before: Row, after: Row) -> None:
        """Nothing: there is no run."""

    def write(self) -> None:
        """Nothing: there is no run."""


def insert(runs: Sequence[Run], names: Collection[str]) -> None:
    """Like bulk_create, at half its time; the database fills the columns beside NAMES."""
    columns = _columns(names)
    stored = [_stored(run, columns) for run in runs]
    bulk.insert("runs", [str(field.column) for field in columns], stored)


def save(runs: Sequence[Run], names: Collection[str]) -> None:
    """Like bulk_update of NAMES, at a tenth of its time."""
    if not runs:
        return
    columns = _columns(names)
    steps = ", ".join(f'"{field.column}" = %s' for field in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE runs SET {steps} WHERE id = %s",  # noqa: S608 -- our own names
            [_stored(run, [*columns, Run._meta.pk]) for run in runs],
        )


def _columns(names: Collection[str]) -> list[Field[Any, Any]]:
    return [field for field in Run._meta.concrete_fields if field.name in names]


def _stored(run: Run, columns: Sequence[Field[Any, Any]]) -> list[Any]:
    """The values of COLUMNS as this database takes them."""
    database = connections[DEFAULT_DB_ALIAS]  # asked several times for each value
    return [field.get_db_prep_save(getattr(run, field.attname), database) for field in columns]


def _count(run: Run, found: list[Row], sign: int) -> None:
    run.step_count += sign * len(found)
    run.completion_tokens += sign * sum(row.output_tokens for row in found)
    run.prompt_tokens += sign * sum(_prompt(row) for row in found)


def _prompt(row: Row) -> int:
    """Document 3's prompt tokens: all input, cached or not."""
    written = row.cache_write_5m_tokens + row.cache_write_1h_tokens
    return row.input_tokens + row.cache_read_tokens + written


def _stretch(run: Run, gained: list[Row], *, is_exact: bool) -> None:
    """Let the run reach from its first to its last request; spans tell it themselves."""
    if run.origin == RunOrigin.OTLP:
        return
    if is_exact:
        counted = UsageEvent.objects.counted().filter(run=run)
        reach = counted.aggregate(first=Min("at"), last=Max("at"))
        run.started_at = reach["first"] or run.started_at
        run.completed_at = reach["last"] or run.completed_at
    else:
        moments = [row.at for row in gained]
        if run.step_count > len(gained):
            moments += [run.started_at, run.completed_at or run.started_at]
        run.started_at, run.completed_at = min(moments), max(moments)
    length = (run.completed_at or run.started_at) - run.started_at
    run.duration_ms = length // timedelta(milliseconds=1)
