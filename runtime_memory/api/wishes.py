"""What `/lineage/runs` is asked for by its address. Nothing bad is passed over in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import QueryDict

from devcraft.refusing import Refused
from runtime_memory import canonical, moments
from runtime_memory.api import spoken
from runtime_memory.models import TriggerSource, WorkflowRun, WorkflowStatus

LIMIT, MOST = 20, 200
NAMES = ("limit", "order", "cursor", "status", "triggerSource", "startedAfter", "startedBefore")
SIGNER = signing.Signer(salt="runtime_memory.lineage")
NUMBER = re.compile("[1-9][0-9]{0,2}")


@dataclass(frozen=True)
class Wish:
    """A page of runs: `position` is the run after which it begins, by its moment and id."""

    limit: int
    order: str
    cursor: str | None
    position: tuple[datetime, str] | None
    status: str | None
    trigger_source: str | None
    started_after: datetime | None
    started_before: datetime | None

    @property
    def is_descending(self) -> bool:
        return self.order == "desc"

    def as_filters(self) -> dict[str, Any]:
        after, before = self.started_after, self.started_before
        return {
            "order": self.order,
            "cursor": self.cursor,
            "status": self.status,
            "triggerSource": self.trigger_source,
            "startedAfter": moments.written(after) if after else None,
            "startedBefore": moments.written(before) if before else None,
        }


def read(query: QueryDict) -> Wish:
    """What QUERY wishes for. Raises Refused, naming the parameter."""
    given = {name: _once(query, name) for name in query}
    cursor = given.get("cursor")
    return Wish(
        limit=_limit(given),
        order=_word(given, "order", ("asc", "desc")) or "desc",
        cursor=cursor,
        position=None if cursor is None else _position(cursor),
        status=_word(given, "status", WorkflowStatus.values),
        trigger_source=_word(given, "triggerSource", TriggerSource.values),
        started_after=_moment(given, "startedAfter"),
        started_before=_moment(given, "startedBefore"),
    )


def cursor_of(run: WorkflowRun) -> str:
    """The place of RUN, as the original writes it, and a signature."""
    return SIGNER.sign(f"{moments.written(run.started_at)}|{run.pk}")


def _once(query: QueryDict, name: str) -> str:
    if name not in NAMES:
        rule = f"is not known here; known are {', '.join(NAMES)}"
        raise Refused(spoken.name(name, default="a parameter"), rule)
    values = query.getlist(name)
    if len(values) != 1:
        raise Refused(name, "may be given once")
    return values[0].strip()


def _limit(given: dict[str, str]) -> int:
    value = given.get("limit", str(LIMIT))
    if not NUMBER.fullmatch(value) or int(value) > MOST:
        raise Refused("limit", f"must be a whole number from 1 to {MOST}")
    return int(value)


def _word(given: dict[str, str], name: str, words: Iterable[str]) -> str | None:
    return canonical.choice(given[name].lower(), words, field=name) if name in given else None


def _moment(given: dict[str, str], name: str) -> datetime | None:
    return spoken.moment(given[name], field=name) if name in given else None


def _position(cursor: str) -> tuple[datetime, str]:
    try:
        started_at, _, key = SIGNER.unsign(cursor).partition("|")
        return moments.read(started_at), key
    except (signing.BadSignature, ValueError) as error:
        raise Refused("cursor", "must be the nextCursor of an answer of this list") from error
