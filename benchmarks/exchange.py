"""`python -m benchmarks.exchange`: files of time out and in: first byte, whole file, memory."""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks import machine, table
from benchmarks.__main__ import configure
from benchmarks.usage import made

MB = 1_000_000
SMALL = 10_000
LARGE = 100_000
QUICK = 20_000
FIRST_BYTE_GOAL_MS = 200
FLAT_GOAL = 1.5
MISSIONS = 200
FILES = ("entries.csv", "entries.json")


def main() -> None:
    options = parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="devcraft-bench-") as folder:
        configure(Path(folder), "")
        print("\n".join(report(Path(folder), QUICK if options.quick else LARGE, options)))


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m benchmarks.exchange", description=__doc__)
    found.add_argument("--quick", action="store_true", help=f"{QUICK:,} entries at most")
    return found


def report(folder: Path, large: int, options: argparse.Namespace) -> Iterator[str]:
    from devcraft import clock  # models can be imported once configured

    commit, has_changes = machine.commit()
    changed = " with local changes" if has_changes else ""
    yield f"# Benchmark of files of {commit}{changed}, {clock.now():%Y-%m-%d}"
    yield ""
    yield f"    python -m benchmarks.exchange{' --quick' if options.quick else ''}"
    yield ""
    yield f"Load average before the run: {machine.load_average()}."
    out, brought = measured(folder, large)
    yield from section(f"Out: at most {FIRST_BYTE_GOAL_MS} ms, memory at most × {FLAT_GOAL}", out)
    yield from section("In: one transaction per batch, as the commands do", brought)


def section(title: str, rows: list[list[str]]) -> Iterator[str]:
    yield from ("", f"## {title}", "", *table.table(rows[0], rows[1:]))


def measured(folder: Path, large: int) -> tuple[list[list[str]], list[list[str]]]:
    """Each size on a desk of its own, and brought in on another; all in one database."""
    from django.test import Client

    from devcraft.models import User
    from devcraft.views.sign_in import MODEL_BACKEND

    out = [["file", "entries", "first byte ms", "whole s", "MB", "peak MB", "holds"]]
    brought = [["file", "rows", "s", "rows/s", "again s"]]
    peaks: dict[str, float] = {}
    with made(folder, "files"):
        for size in (SMALL, large):
            user = User.objects.create_user(f"filled-{size}")
            fill(user, size)
            client = Client(SERVER_NAME="localhost")
            client.force_login(user, backend=MODEL_BACKEND)
            for name in FILES:
                row, peak = read(client, name, size, peaks.get(name))
                peaks.setdefault(name, peak)
                out.append(row)
            text = b"".join(client.get("/missions/files/entries.json").streaming_content)
            brought.append(bring(User.objects.create_user(f"empty-{size}"), text, size))
    return out, brought


def fill(user: Any, count: int) -> None:
    """COUNT closed entries of ten minutes, one behind the other, on MISSIONS missions."""
    from devcraft import clock
    from missions import timekeeping
    from missions.models import CloseReason, Mission, TimeEntry

    begin = clock.now() - timedelta(minutes=11 * count)
    missions = Mission.objects.bulk_create(
        Mission(owner=user, name=f"=Mission {number}", stretch=2) for number in range(MISSIONS)
    )
    entries = [
        TimeEntry(
            owner=user,
            mission=missions[number % MISSIONS],
            started_at=begin + timedelta(minutes=11 * number),
            ended_at=begin + timedelta(minutes=11 * number + 10),
            close_reason=CloseReason.SHELVE,
            zone=user.zone,
        )
        for number in range(count)
    ]
    TimeEntry.objects.bulk_create(entries, batch_size=2000)
    timekeeping.count_all(user, entries)


def read(client: Any, name: str, size: int, flat: float | None) -> tuple[list[str], float]:
    """One file: its row, and the most memory that it took beyond what was there."""
    client.get("/missions/files/")
    begun = time.perf_counter()
    stream = iter(client.get(f"/missions/files/{name}").streaming_content)
    head = [next(stream), next(stream)]
    first = 1000 * (time.perf_counter() - begun)
    total = sum(map(len, chain(head, stream)))
    whole = time.perf_counter() - begun
    tracemalloc.start()
    for _ in client.get(f"/missions/files/{name}").streaming_content:
        pass
    peak = tracemalloc.get_traced_memory()[1] / MB
    tracemalloc.stop()
    holds = first <= FIRST_BYTE_GOAL_MS and (flat is None or peak <= FLAT_GOAL * flat)
    figures = [f"{size:,}", f"{first:.0f}", f"{whole:.1f}", f"{total / MB:.1f}", f"{peak:.1f}"]
    return [name, *figures, "yes" if holds else "NO"], peak


def bring(user: Any, text: bytes, size: int) -> list[str]:
    """The same file into an empty desk, and once more."""
    taken = [_bring(user, text, size, kind) for kind in ("created", "unchanged")]
    return [
        "entries.json",
        f"{size:,}",
        f"{taken[0]:.1f}",
        f"{size / taken[0]:,.0f}",
        f"{taken[1]:.1f}",
    ]


def _bring(user: Any, text: bytes, size: int, outcome: str) -> float:
    from devcraft import clock
    from missions.exchange import bringing
    from missions.exchange.bringing import Import
    from missions.exchange.options import Options
    from missions.models import FileKind

    options = Options(zone=user.zone)
    wanted = Import(user, FileKind.DEVCRAFT, io.BytesIO(text), "entries.json", options)
    writer = wanted.writer(now=clock.now())
    begun = time.perf_counter()
    for _ in bringing.steps(wanted, writer):
        pass
    taken = time.perf_counter() - begun
    (counts,) = writer.source.report.tables.values()
    if getattr(counts, outcome) != size:
        sys.exit(f"Of {size} rows {getattr(counts, outcome)} were {outcome}.")
    return taken


if __name__ == "__main__":
    main()
