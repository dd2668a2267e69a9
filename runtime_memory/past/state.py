"""What was known then as one canonical text, hashed as it is read, never held whole.

The text is an object of one list per table, in the order in which rows were recorded. Every
entry holds the digest of the row as it is read now, so a row that was tampered with shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Model

from devcraft.models import User
from runtime_memory.canonical import canonical
from runtime_memory.digests import content_digest, row_digest
from runtime_memory.models import (
    Approval,
    BehaviorProfile,
    DeployOutcome,
    PersonalityProfile,
    PolicyProfile,
    Profile,
    Proposal,
    Skill,
    Validation,
)
from runtime_memory.past import knowing, restoring
from runtime_memory.past.then import Then

CHUNK = 200
MOST_LISTED = 50
TOLD: tuple[type[Model], ...] = (
    *(Skill, Proposal, Validation, Approval, DeployOutcome),
    *(BehaviorProfile, PersonalityProfile, PolicyProfile),
)
Entry = dict[str, Any]


class TooMuch(Exception):
    """More rows than were allowed to be read."""


@dataclass
class State:
    """`counts` by table and by status or state, `applying` the first profiles, `digest`."""

    digest: str = ""
    rows: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    applying: list[Profile] = field(default_factory=list)

    @property
    def totals(self) -> list[tuple[str, int, dict[str, int]]]:
        """Table, rows, and rows by status or state."""
        return [
            (table, sum(counts.values()), {name: n for name, n in counts.items() if name})
            for table, counts in self.counts.items()
        ]


def entry(row: Model) -> Entry:
    """What ROW, restored, adds to the state."""
    said: Entry = {"id": row.pk, "row": row_digest(row)}
    if isinstance(row, Skill):
        return said | {"state": row.state}
    if isinstance(row, Proposal):
        is_lost = vars(row).get("is_content_lost", False)
        content = row.content_digest if is_lost else content_digest(row)
        return said | {"status": row.status, "content": content}
    return said


def digest_of(tables: dict[str, Iterable[Entry]]) -> str:
    """SHA-256 of the canonical JSON of TABLES, whose entries are read once, in order."""
    total = hashlib.sha256(b"{")
    for place, name in enumerate(sorted(tables)):
        head = canonical(name, field="table")
        total.update(f"{',' if place else ''}{head}:[".encode())
        for number, one in enumerate(tables[name]):
            total.update(f"{',' if number else ''}{canonical(one, field=name)}".encode())
        total.update(b"]")
    total.update(b"}")
    return total.hexdigest()


def whole(user: User, then: Then, *, most: int | None = None) -> State:
    """All that USER may see. Raises TooMuch past MOST rows. Eight queries."""
    state = State()
    tables: dict[str, Iterable[Entry]] = {
        model._meta.db_table: _entries(state, model, user, then, most) for model in TOLD
    }
    state.digest = digest_of(tables)
    return state


def _entries(
    state: State, model: type[Model], user: User, then: Then, most: int | None
) -> Iterator[Entry]:
    counted = state.counts.setdefault(model._meta.db_table, {})
    for row in _rows(model, user, then):
        state.rows += 1
        if most is not None and state.rows > most:
            raise TooMuch
        kind = str(getattr(row, "status", "") or getattr(row, "state", ""))
        counted[kind] = counted.get(kind, 0) + 1
        if isinstance(row, Profile) and len(state.applying) < MOST_LISTED:
            state.applying.append(row)
        yield entry(row)


def _rows(model: type[Model], user: User, then: Then) -> Iterator[Model]:
    if issubclass(model, Profile):
        return _winners(model, user, then)
    if model is Skill:
        skills = knowing.skills(Skill.objects.visible_to(user), then)
        return map(restoring.restored_skill, _in_order(skills))
    mine = Proposal.objects.visible_to(user)
    if model is Proposal:
        return restoring.restored(_in_order(knowing.proposals(mine, then)), then)
    leaves = model._default_manager.filter(proposal__in=mine.values("pk"))
    return _in_order(knowing.happened(leaves, then))


def _winners(model: type[Profile], user: User, then: Then) -> Iterator[Profile]:
    rows = model._default_manager.all().visible_to(user)
    found = knowing.applying(rows, then).iterator(chunk_size=CHUNK)
    for _, versions in groupby(found, key=lambda row: row.profile_name):
        yield next(versions)


def _in_order(rows: Any) -> Iterator[Any]:
    found: Iterator[Any] = rows.order_by("sequence", "pk").iterator(chunk_size=CHUNK)
    return found
