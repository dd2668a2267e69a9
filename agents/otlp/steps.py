"""Nodes as steps of their runs: written once per span, joined to parents whenever those come."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.db.models import Max

from agents.models import RunStep
from agents.otlp import joining
from agents.otlp.joining import Parents
from agents.otlp.nodes import Node
from agents.usage.rows import as_stored, chunks
from devcraft import bulk

COLUMNS = (
    "id",
    "run_id",
    "number",
    "kind",
    "name",
    "status",
    "trace_id",
    "span_id",
    "parent_span_id",
    "model",
    "finish_reason",
    "started_at",
    "ended_at",
    "duration_ms",
    "payload",
    "tier",
    "request_digest",
    "error",
    "parent_id",
)
FIXED = ("id", "run_id", "number", "parent_id")
"""What a step is when it comes, and stays when its span is sent again."""
RENEWED = tuple(name for name in COLUMNS if name not in FIXED)
RENEW = f"UPDATE run_steps SET {', '.join(f'{name} = %s' for name in RENEWED)} WHERE id = %s"  # noqa: S608 -- our own names


def write(
    nodes: Iterable[Node], runs: Mapping[str, uuid.UUID], *, fresh_runs: Collection[uuid.UUID]
) -> None:
    """Write the steps of NODES, whose runs have the ids RUNS, and join them to their parents.

    FRESH_RUNS have no steps yet.
    """
    last: dict[uuid.UUID, Node] = {}
    for node in nodes:
        if node.is_step:
            last[joining.step_id(runs[node.run], node.own)] = node
    if not last:
        return
    earlier = {runs[node.run] for node in last.values()}.difference(fresh_runs)
    known = _known([pk for pk, node in last.items() if runs[node.run] in earlier])
    fresh, again = [], []
    numbers = _numbers(earlier)
    parents = Parents(last.values(), runs, earlier=earlier)
    moment, stored_id = as_stored()
    for pk, node in sorted(last.items(), key=lambda pair: pair[1].begin):
        told = _told(node, moment)
        if pk in known:
            again.append((*told, stored_id(pk)))
            continue
        run = runs[node.run]
        numbers[run] = numbers.get(run, 0) + 1
        parent = parents.of(run, node)
        place = stored_id(pk), stored_id(run), numbers[run]
        fresh.append((*place, *told, parent and stored_id(parent)))
    bulk.insert("run_steps", COLUMNS, fresh)
    if again:
        with connection.cursor() as cursor:
            cursor.executemany(RENEW, again)
    renewed = [last[pk] for pk in known]
    parents.join((runs[node.run], node.parent_span_id) for node in renewed)


def _numbers(runs: set[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The last number in each run."""
    if not runs:
        return {}
    found = RunStep.objects.filter(run__in=runs).order_by().values_list("run")
    return dict(found.annotate(last=Max("number")))


def _known(ids: list[uuid.UUID]) -> set[uuid.UUID]:
    return {
        pk
        for chunk in chunks(ids)
        for pk in RunStep.objects.filter(pk__in=chunk).values_list("pk", flat=True)
    }


def _told(node: Node, moment: Callable[[datetime], Any]) -> tuple[Any, ...]:
    """The values of RENEWED."""
    took = node.end - node.begin
    return (
        node.read.kind,
        node.name,
        node.status,
        node.trace_id,
        node.span_id,
        node.parent_span_id,
        node.read.model,
        node.read.finish,
        moment(node.begin),
        moment(node.end),
        took.days * 86_400_000 + took.seconds * 1000 + took.microseconds // 1000,
        orjson.dumps(node.payload, option=orjson.OPT_NON_STR_KEYS).decode(),
        "",
        "",
        node.error,
    )
