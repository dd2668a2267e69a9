"""Foreign runs: one per trace, or per session where there is none; whose they are, how long.

A trace has one root span. Until it comes its run is told by whatever came first.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

from agents.models import Agent, Entity, Run, RunOrigin, RunStatus
from agents.models.runs import LOGGED
from agents.otlp.names import AGENT
from agents.otlp.nodes import Node
from agents.usage import runs
from devcraft.models import User

SPACE = uuid.UUID("5f0d9c1e-3f27-4c57-9a55-0a5f2c6d7e11")
"""Names of runs and steps are drawn from here, so that any order of posts gives the same."""
BY_SESSION = "session:"
MOST_AGENTS = 200
NAMELESS = "OpenTelemetry"
MOST_NAME = 60


def run_id(owner: User, run: str) -> uuid.UUID:
    return _named(f"{owner.pk}/{run}")


@lru_cache(maxsize=1024)
def _named(name: str) -> uuid.UUID:
    return uuid.uuid5(SPACE, name)


class ForeignRuns:
    """The runs that the nodes of one post belong to; call inside the ledger's transaction."""

    def __init__(self, owner: User, nodes: Iterable[Node]) -> None:
        self._owner = owner
        self._nodes: dict[str, list[Node]] = {}
        for node in nodes:
            self._nodes.setdefault(node.run, []).append(node)
        self.ids = self._known_sessions()
        for run in self._nodes:
            self.ids.setdefault(run, run_id(owner, run))
        self.runs: dict[uuid.UUID, Run] = {
            run.pk: run
            for run in Run.objects.select_for_update(of=("self",)).filter(
                pk__in=set(self.ids.values())
            )
        }
        self.fresh: set[uuid.UUID] = set()
        """Runs that nobody told of before."""
        self._agents: dict[str, tuple[Agent, Entity]] = {}
        self.renamed: list[tuple[uuid.UUID, str, str]] = []
        """Runs whose session became known now: run, what it was called, what it is called."""

    def _known_sessions(self) -> dict[str, uuid.UUID]:
        """Runs of session logs that tell of the same sessions."""
        sessions = {
            run.removeprefix(BY_SESSION): run for run in self._nodes if run.startswith(BY_SESSION)
        }
        found = Run.objects.filter(owner=self._owner, origin__in=LOGGED, session__in=sessions)
        return {sessions[session]: pk for session, pk in found.values_list("session", "pk")}

    def write(self) -> None:
        """Make the runs that are missing, and let the others tell what is new of them."""
        made, changed = [], []
        for run, nodes in self._nodes.items():
            known = self.runs.get(self.ids[run])
            if known is None:
                self.runs[self.ids[run]] = fresh = self._made(run, nodes)
                made.append(fresh)
                self.fresh.add(fresh.pk)
            elif known.origin == RunOrigin.OTLP and self._follow(known, run, nodes):
                changed.append(known)
        runs.insert(made, MADE)
        runs.save(changed, FOLLOWED)

    def _made(self, run: str, nodes: Sequence[Node]) -> Run:
        teller = _teller(nodes)
        agent, entity = self._agent(_called(teller, nodes))
        begin, end = _reach(nodes)
        return Run(
            id=self.ids[run],
            agent=agent,
            agent_entity=entity,
            owner=self._owner,
            origin=RunOrigin.OTLP,
            status=_status(nodes),
            error=_error(nodes),
            cycle_number=1,
            trigger_payload=_resource(nodes),
            session=_session(run, nodes),
            project=_project(teller, nodes),
            branch=teller.read.branch,
            started_at=begin,
            completed_at=end,
            duration_ms=(end - begin) // timedelta(milliseconds=1),
        )

    def _follow(self, known: Run, run: str, nodes: Sequence[Node]) -> bool:
        """Let KNOWN tell what NODES add; whether that is anything."""
        before = _told(known)
        begin, end = _reach(nodes)
        known.started_at = min(known.started_at, begin)
        known.completed_at = max(known.completed_at or end, end)
        length = known.completed_at - known.started_at
        known.duration_ms = length // timedelta(milliseconds=1)
        self._rename(known, _session(run, nodes), run)
        root = next((node for node in nodes if node.is_root), None)
        if root is not None and not run.startswith(BY_SESSION):
            self._take_over(known, root, nodes)
        return _told(known) != before

    def _rename(self, known: Run, session: str, run: str) -> None:
        if known.session == run and session != run:
            self.renamed.append((known.pk, known.session, session))
            known.session = session

    def _take_over(self, known: Run, root: Node, nodes: Sequence[Node]) -> None:
        """Let the root, which came after others, say whose run it is and how it ended."""
        known.agent, known.agent_entity = self._agent(_called(root, nodes))
        known.status, known.error = root.status, root.error
        known.trigger_payload = _resource(nodes) or known.trigger_payload
        known.project = root.read.project or known.project
        known.branch = root.read.branch or known.branch

    def _agent(self, name: str) -> tuple[Agent, Entity]:
        if name not in self._agents:
            self._agents[name] = self._found(name)
        return self._agents[name]

    def _found(self, name: str) -> tuple[Agent, Entity]:
        called = runs.foreign_name(self._owner, name)
        known = Agent.objects.filter(name=called).select_related("entity").first()
        if known is not None and runs.is_foreign(known, self._owner):
            return known, known.entity
        mine = Agent.objects.filter(owner=self._owner, slug="").count()
        if name != NAMELESS and (known is not None or mine >= MOST_AGENTS):
            return self._found(NAMELESS)
        made = runs.foreign_agent(self._owner, name)
        return made, made.entity


FOLLOWED = [
    "agent",
    "agent_entity",
    "status",
    "error",
    "trigger_payload",
    "session",
    "project",
    "branch",
    "started_at",
    "completed_at",
    "duration_ms",
]
MADE = [*FOLLOWED, "id", "owner", "origin", "cycle_number"]
_told = attrgetter(
    *(field.attname for field in Run._meta.concrete_fields if field.name in FOLLOWED)
)


def _teller(nodes: Sequence[Node]) -> Node:
    """Who tells of the run: its root, else an agent within it, else who began first."""
    return min(nodes, key=lambda node: (not node.is_root, node.read.kind != AGENT, node.begin))


def _called(teller: Node, nodes: Sequence[Node]) -> str:
    """A tool has its own name; else it is the agent's, the service's, or the emitter's."""
    if teller.read.emitter.is_tool:
        return teller.read.emitter.name
    name = teller.read.agent or _first(nodes, "agent") or teller.read.service
    return (name or teller.read.emitter.name or NAMELESS)[:MOST_NAME]


def _project(teller: Node, nodes: Sequence[Node]) -> str:
    """What is said of the project; a program of one's own is one itself."""
    service = "" if teller.read.emitter.is_tool else teller.read.service
    return _first(nodes, "project") or service


def _first(nodes: Sequence[Node], field: str) -> str:
    return next((said for node in nodes if (said := getattr(node.read, field))), "")


def _session(run: str, nodes: Sequence[Node]) -> str:
    """What groups the run with others; the trace itself while nobody says a session."""
    return _first(nodes, "session") or run.removeprefix(BY_SESSION)


def _reach(nodes: Sequence[Node]) -> tuple[Any, Any]:
    return min(node.begin for node in nodes), max(node.end for node in nodes)


def _status(nodes: Sequence[Node]) -> str:
    failed = any(node.is_root and node.is_error and node.trace_id for node in nodes)
    return RunStatus.FAILED.value if failed else RunStatus.COMPLETED.value


def _error(nodes: Sequence[Node]) -> str:
    return next((node.error for node in nodes if node.is_root and node.trace_id), "")


def _resource(nodes: Sequence[Node]) -> dict[str, Any] | None:
    return next((node.resource for node in nodes if node.resource), None)
