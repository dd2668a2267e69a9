"""Sums of the ledger as differences: gathered per transaction, added in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from operator import add, attrgetter
from typing import Any, NamedTuple

from agents.models import LinkRank, TotalKind
from agents.usage.facts import HOUR, OWN
from agents.usage.rows import Row
from devcraft import bulk

FIGURES = (
    "requests",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
    "cost_pico",
    "unpriced",
)
UNASSIGNED = ""
"""The subject of a mission total for requests without a mission."""


def link_subject(rank: int) -> str:
    """Assigned, assumed or unassigned: what a request's RANK comes to."""
    if rank == LinkRank.NONE:
        return "unassigned"
    return "assumed" if rank == LinkRank.ASSUMED else "assigned"


LONGEST = 400
"""Letters of a total's subject; a branch's name beyond them is cut."""


def branch_subject(project: str, branch: str) -> str:
    """A branch together with its project; all work outside any branch is one subject."""
    return f"{project}\n{branch}"[:LONGEST] if branch else ""


def actor_subject(seen_via: str, project: str) -> str:
    """Who was at work: an agent of this site by its slug (own/scout), or a foreign tool."""
    return f"{OWN}/{project}" if seen_via == OWN else seen_via


class Group(NamedTuple):
    """What rows share that go into the same totals."""

    slot: str
    model: str
    project: str
    branch: str
    session: str
    mission_id: int | None
    rank: int
    provider: str
    seen_via: str


GROUP_OF = attrgetter(*Group._fields)


def subjects_of(group: Group) -> list[tuple[str, str]]:
    """Kind and subject of every total that counts the rows of GROUP."""
    mission = UNASSIGNED if group.mission_id is None else str(group.mission_id)
    found = [
        (TotalKind.ALL.value, ""),
        (TotalKind.MODEL.value, group.model),
        (TotalKind.PROJECT.value, group.project),
        (TotalKind.SESSION.value, group.session),
        (TotalKind.AGENT.value, group.seen_via),
        (TotalKind.MISSION.value, mission),
        (TotalKind.LINK.value, link_subject(group.rank)),
        (TotalKind.PROVIDER.value, group.provider),
        (TotalKind.BRANCH.value, branch_subject(group.project, group.branch)),
        (TotalKind.ACTOR.value, actor_subject(group.seen_via, group.project)),
    ]
    if group.rank == LinkRank.ASSUMED:
        found.append((TotalKind.ASSUMED.value, mission))
    return found


def figures_of(row: Row) -> list[int]:
    """FIGURES of one row."""
    return [
        1,
        *TOKENS_OF(row),
        row.cost_pico or 0,
        int(row.cost_pico is None),
    ]


TOKENS_OF = attrgetter(*(name for name in FIGURES if name.endswith("_tokens")))


class Tally:
    """What a transaction adds to (or takes from) the totals of one owner.

    Rows that are not counted are passed over.
    """

    def __init__(self) -> None:
        self._groups: dict[tuple[Any, ...], list[int]] = {}

    def add(self, row: Row) -> None:
        if row.is_counted:
            _into(self._groups, GROUP_OF(row), figures_of(row))

    def remove(self, row: Row) -> None:
        if row.is_counted:
            _into(self._groups, GROUP_OF(row), [-figure for figure in figures_of(row)])

    def write(self, owner_id: int) -> None:
        """Add the differences to the stored rows; call inside the facts' transaction."""
        slots: dict[tuple[str, str, str], list[int]] = {}
        hours: dict[tuple[str, str, str, str], list[int]] = {}
        for shared, figures in self._groups.items():
            group = Group(*shared)
            for kind, subject in subjects_of(group):
                _into(slots, (kind, subject, group.slot), figures)
            hour = group.slot[:HOUR], group.seen_via, group.provider, group.model
            _into(hours, hour, figures)
        _add("agents_usagetotal", owner_id, ("kind", "subject", "slot"), slots)
        _add("agents_tokenburn", owner_id, ("window", "source", "provider", "model"), hours)


def _into(sums: dict[Any, list[int]], place: Any, figures: list[int]) -> None:
    known = sums.get(place)
    sums[place] = figures if known is None else list(map(add, known, figures))


def _add(table: str, owner_id: int, place: tuple[str, ...], sums: Mapping[Any, list[int]]) -> None:
    """Upserts in order of their places, so that two writers cannot deadlock."""
    target = ", ".join(f'"{name}"' for name in ("owner_id", *place))
    steps = ", ".join(f'"{name}" = {table}."{name}" + excluded."{name}"' for name in FIGURES)
    rows = [(owner_id, *where, *sums[where]) for where in sorted(sums) if any(sums[where])]
    bulk.insert(
        table,
        ("owner_id", *place, *FIGURES),
        rows,
        conflict=f"ON CONFLICT ({target}) DO UPDATE SET {steps}",
    )
