"""Time out as CSV on a small and on a large desk: the first byte, and what 100,000 rows take."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from typing import Any

from benchmarks import table
from benchmarks.results import GOAL
from benchmarks.visitor import Visitor

PATH = "/missions/files/entries.csv"
MOST_ROWS = 100_000
ROUNDS = 5
MB = 1_000_000


def section(visitors: list[Visitor]) -> Iterator[str]:
    """The figures of both desks with their ratios, as Markdown."""
    head = ["", "first byte ms", "rows", "s", "rows/s", "peak MB"]
    found = [measured(visitor) for visitor in visitors]
    rows = [row for row, _, _ in found]
    (_, first, peak), (_, last, most) = found
    ratios = [last / first, most / peak]
    rows.append(["ratio", f"{ratios[0]:.2f}", "", "", "", f"{ratios[1]:.2f}"])
    verdict = ["yes" if ratio <= GOAL else "NO" for ratio in ratios]
    rows.append([f"≤ {GOAL}", verdict[0], "", "", "", verdict[1]])
    yield from ("", f"## Time as CSV, {MOST_ROWS:,} rows at most", "", *table.table(head, rows))


def measured(visitor: Visitor) -> tuple[list[str], float, float]:
    """A row of the table, milliseconds to the first byte, and the peak of memory in MB."""
    with visitor.store.in_use():
        first = statistics.median(first_byte(visitor) for _ in range(ROUNDS))
        begun = time.perf_counter()
        count = read(visitor)
        taken = time.perf_counter() - begun
        tracemalloc.start()
        read(visitor)
        peak = tracemalloc.get_traced_memory()[1] / MB
        tracemalloc.stop()
    figures = [f"{first:.0f}", f"{count:,}", f"{taken:.1f}", f"{count / taken:,.0f}", f"{peak:.1f}"]
    return [visitor.plan.size.name, *figures], first, peak


def first_byte(visitor: Visitor) -> float:
    begun = time.perf_counter()
    pieces(visitor, 2)
    return 1000 * (time.perf_counter() - begun)


def pieces(visitor: Visitor, count: int) -> list[bytes]:
    """The first COUNT pieces: the head of the table, then rows."""
    response: Any = visitor.client.get(PATH)
    found = list(islice(response.streaming_content, count))
    response.close()
    return found


def read(visitor: Visitor) -> int:
    """Let rows go by until there are enough; how many."""
    response: Any = visitor.client.get(PATH)
    count = -1
    for piece in response.streaming_content:
        count += piece.count(b"\n")
        if count >= MOST_ROWS:
            break
    response.close()
    return count
