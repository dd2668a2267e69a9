"""Steps as a tree, whatever order they came in. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from agents.models import RunStep


def ordered(rows: Sequence[RunStep]) -> Iterator[tuple[RunStep, int]]:
    """Each of ROWS with its depth: parents before their children, siblings by their begin.

    One whose parent is elsewhere begins at 0, and so does one that is its own forebear.
    """
    known = {row.pk for row in rows}
    children: dict[Any, list[RunStep]] = {}
    for row in sorted(rows, key=lambda row: (row.started_at, row.number)):
        parent = row.parent_id if row.parent_id in known else None
        children.setdefault(parent, []).append(row)
    seen: set[Any] = set()
    roots = children.get(None, [])
    for start in [*roots, *(row for row in rows if row.parent_id in known)]:
        stack = [(start, 0)]
        while stack:
            row, depth = stack.pop()
            if row.pk in seen:
                continue
            seen.add(row.pk)
            yield row, depth
            stack += [(child, depth + 1) for child in reversed(children.get(row.pk, []))]
