"""Steps and their parents, in whatever order the spans come."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from django.db import connection

from agents.models import RunStep
from agents.otlp.nodes import Node
from agents.usage.rows import as_stored, chunks

Place = tuple[uuid.UUID, str]
"""A run and a span in it."""
HIGHEST = 200
"""Spans that lie deeper count as a circle."""
JOIN = (
    "UPDATE run_steps SET parent_id = %s"
    " WHERE run_id = %s AND parent_span_id = %s AND parent_id IS NULL"
    " AND NOT (parent_span_id = '')"
)


@lru_cache(maxsize=4096)
def step_id(run: uuid.UUID, own: str) -> uuid.UUID:
    return uuid.uuid5(run, own)


class Parents:
    """The spans that NODES name as parents, and those that earlier steps wait for.

    EARLIER are the runs that had steps before. Spans that are their own ancestors are nobody's
    parents.
    """

    def __init__(
        self,
        nodes: Collection[Node],
        runs: Mapping[str, uuid.UUID],
        *,
        earlier: Collection[uuid.UUID],
    ) -> None:
        above = {(runs[node.run], node.span_id or node.own): node.parent_span_id for node in nodes}
        spans = {(runs[node.run], node.span_id) for node in nodes if node.span_id}
        wanted = {(run, parent) for (run, _), parent in above.items() if parent}
        waited_for = _waited_for({place for place in spans if place[0] in earlier})
        absent = {place for place in wanted - spans if place[0] in earlier}
        known = (wanted & spans) | _stored(absent) | waited_for
        ancestry = Ancestry(above, is_deep=bool(waited_for))
        self._known = {place for place in known if not ancestry.is_circle(place)}
        self._waited_for = waited_for

    def of(self, run: uuid.UUID, node: Node) -> uuid.UUID | None:
        """The step that NODE of RUN lies below, if it is known."""
        place = run, node.parent_span_id
        return step_id(*place) if place in self._known else None

    def join(self, places: Iterable[Place]) -> None:
        """Give stored steps that wait for a parent theirs; PLACES are others that they name."""
        _, stored_id = as_stored()
        values = [
            (stored_id(step_id(run, span)), stored_id(run), span)
            for run, span in sorted(self._known & self._waited_for.union(places), key=str)
        ]
        if values:
            with connection.cursor() as cursor:
                cursor.executemany(JOIN, values)


class Ancestry:
    """Who names whom as parent: the spans of a post and, if it may matter, stored ones."""

    def __init__(self, above: dict[Place, str], *, is_deep: bool) -> None:
        self._above = above
        self._is_deep = is_deep

    def is_circle(self, start: Place) -> bool:
        run, span = start
        for _ in range(HIGHEST):
            span = self._parent(run, span)
            if not span:
                return False
            if span == start[1]:
                return True
        return True

    def _parent(self, run: uuid.UUID, span: str) -> str:
        if (run, span) not in self._above and self._is_deep:
            found = RunStep.objects.filter(pk=step_id(run, span)).values_list("parent_span_id")
            self._above[run, span] = found[0][0] if found else ""
        return self._above.get((run, span), "")


def _stored(places: set[Place]) -> set[Place]:
    """Those of PLACES whose step came with an earlier post."""
    ids = [step_id(run, span) for run, span in places]
    return {
        place
        for chunk in chunks(ids)
        for place in RunStep.objects.filter(pk__in=chunk).values_list("run_id", "span_id")
    }


def _waited_for(spans: set[Place]) -> set[Place]:
    """Those of SPANS that earlier steps name as their parent."""
    if not spans:
        return set()
    waiting = RunStep.objects.filter(
        run__in={run for run, _ in spans}, parent=None, parent_span_id__gt=""
    )
    return set(waiting.values_list("run_id", "parent_span_id")) & spans
