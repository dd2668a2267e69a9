"""`python -m benchmarks.usage`: importing session logs, and billing pages over their ledger."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import logs, machine, table, together
from benchmarks.__main__ import configure
from benchmarks.logs import Truth

MIB = 1024 * 1024
ROUNDS = 20
MOST_RATIO = 1.5


Part = tuple[str, list[str], Iterator[list[str]]]
"""A title, the head of a table and its rows."""


@dataclass(frozen=True)
class Effort:
    """Bytes of logs to import, and requests of the large ledgers."""

    logs: int
    ledger: int
    boards: int


FULL = Effort(300 * MIB, 5_000_000, 10_000_000)
QUICK = Effort(30 * MIB, 500_000, 500_000)
FEW = 10_000
BOARDS = {
    "/billing/?period=quarter": 60,
    "/billing/block/": 60,
    "/billing/sessions/?period=quarter": 60,
    "/billing/models/?period=quarter": 60,
    "/billing/by/branch/?period=quarter": 60,
    "/billing/tools/?period=quarter": 60,
    "/billing/requests/?period=quarter": 60,
    "/runs/": 40,
    "/runs/?model=claude-opus-4-5&period=quarter": 40,
}
"""Pages and the most milliseconds that they may take with the large ledger."""
PAGES = ("/billing/?period=quarter", "/billing/requests/?period=quarter", "/")


def main() -> None:
    options = parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="devcraft-bench-") as folder:
        configure(Path(folder), "")
        print(report(Path(folder), command(options), options))


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m benchmarks.usage", description=__doc__)
    found.add_argument("--quick", action="store_true", help="a tenth of the logs and of the ledger")
    found.add_argument(
        "--only", action="append", choices=PARTS, help="one part; may be given again"
    )
    return found


def command(options: argparse.Namespace) -> str:
    words = ["python -m benchmarks.usage", *(f"--only {part}" for part in options.only or ())]
    return " ".join([*words, *(["--quick"] if options.quick else [])])


def report(folder: Path, command: str, options: argparse.Namespace) -> str:
    from devcraft import clock  # models can be imported once configured

    effort = QUICK if options.quick else FULL
    truth = logs.write(folder / "projects", size=effort.logs, end=clock.now())
    commit, has_changes = machine.commit()
    changed = " with local changes" if has_changes else ""
    lines = [f"# Usage benchmark of {commit}{changed}, {clock.now():%Y-%m-%d}", ""]
    lines += [f"    {command}", "", f"Load average before the run: {machine.load_average()}.", ""]
    lines += [
        f"Logs: {truth.bytes / MIB:,.0f} MiB, {truth.files} files, {truth.requests:,} requests."
    ]
    for part in options.only or PARTS:
        title, head, rows = PARTS[part](folder, truth, effort)
        lines += ["", f"## {title}", "", *table.table(head, list(rows))]
    return "\n".join(lines)


def imports(folder: Path, truth: Truth) -> Iterator[list[str]]:
    """Cold, and again with nothing new, each in a process of its own."""
    with made(folder, "import") as environment:
        for name, expected in (("cold", truth.requests), ("nothing new", 0)):
            printed, peak = together.watched(in_process(folder, environment))
            found = json.loads(printed)
            if found["requests"] != expected:
                sys.exit(f"The {name} import added {found['requests']}, not {expected} requests.")
            yield [
                name,
                f"{found['wall']:.2f}",
                f"{found['cpu']:.2f}",
                f"{found['reader_cpu']:.2f}",
                f"{found['peak_mb']:.0f}",
                f"{found['reader_peak_mb']:.0f}",
                f"{peak:.0f}",
                f"{found['requests']:,}",
            ]


def timers(folder: Path) -> Iterator[list[str]]:
    """A person starts and pauses a mission, alone and while an import writes."""
    with made(folder, "timers") as environment:
        quiet = started(lambda number: number < 200)
        running = in_process(folder, environment)
        busy = started(lambda _: running.poll() is None)
        running.communicate()
    for name, found in (("alone", quiet), ("during the import", busy)):
        ranked = sorted(found)
        yield [
            name,
            str(len(ranked)),
            f"{1000 * statistics.median(ranked):.1f}",
            f"{1000 * ranked[int(len(ranked) * 0.99)]:.1f}",
            f"{1000 * ranked[-1]:.1f}",
        ]


def started(goes_on: Callable[[int], bool]) -> list[float]:
    from devcraft import accounts, clock
    from missions import editing, timer

    user = accounts.ensure_local_user()
    mission = editing.create(owner=user, name="Measured", now=clock.now())
    taken: list[float] = []
    while goes_on(len(taken)):
        begun = time.perf_counter()
        timer.start(user=user, mission=mission, now=clock.now())
        taken.append(time.perf_counter() - begun)
        timer.pause(user=user, mission=mission, now=clock.now())
        time.sleep(0.005)
    return taken


def pages(folder: Path, large: int) -> Iterator[list[str]]:
    """Ninety days of 58,000 requests, without and with years of others before them."""
    counts = (58_000, large)
    small_times, large_times = (page_times(folder, count, 58_000, PAGES) for count in counts)
    for path in PAGES:
        small, big = (statistics.median(times[path]) for times in (small_times, large_times))
        yield [path, f"{1000 * small:.1f}", f"{1000 * big:.1f}", f"{big / small:.2f}"]


def boards(folder: Path, large: int) -> Iterator[list[str]]:
    """Ninety days of 10,000 requests and their runs, without and with years before them."""
    small_times, large_times = (
        page_times(folder, count, FEW, BOARDS, has_runs=True) for count in (FEW, large)
    )
    for path, most in BOARDS.items():
        small, big = (statistics.median(times[path]) for times in (small_times, large_times))
        ratio = big / small
        holds = "yes" if 1000 * big <= most and ratio <= MOST_RATIO else "no"
        figures = [f"{1000 * small:.1f}", f"{1000 * big:.1f}", f"{ratio:.2f}"]
        yield [path, *figures, f"{most}", holds]


def page_times(
    folder: Path, count: int, recent: int, paths: Iterable[str], *, has_runs: bool = False
) -> dict[str, list[float]]:
    from django.test import Client

    from benchmarks import ledger, sessions
    from devcraft import accounts, clock
    from devcraft.views.sign_in import MODEL_BACKEND

    with made(folder, f"pages-{count}-{recent}"):
        user = accounts.ensure_local_user()
        ledger.fill(user, count, recent=recent, now=clock.now(), days=timedelta(days=90))
        if has_runs:
            sessions.fill(user)
        client = Client(SERVER_NAME="localhost")
        client.force_login(user, backend=MODEL_BACKEND)
        found: dict[str, list[float]] = {}
        for path in paths:
            client.get(path)
            found[path] = [timed(client, path) for _ in range(ROUNDS)]
        return found


def timed(client: Any, path: str) -> float:
    begun = time.perf_counter()
    response = client.get(path)
    if response.status_code != 200:
        sys.exit(f"{path} answered {response.status_code}.")
    return time.perf_counter() - begun


def import_part(folder: Path, truth: Truth, _: Effort) -> Part:
    head = ["", "wall s", "CPU s", "reader's CPU s", "peak MB", "reader's MB", "together"]
    head += ["requests"]
    return "Import", head, imports(folder, truth)


def timer_part(folder: Path, _: Truth, __: Effort) -> Part:
    head = ["", "starts", "p50", "p99", "longest"]
    return "Starting a timer, in ms", head, timers(folder)


def page_part(folder: Path, _: Truth, effort: Effort) -> Part:
    head = ["", "58,000 requests", f"{effort.ledger:,}", "ratio"]
    title = f"Pages: median server time of {ROUNDS} warm requests, in ms"
    return title, head, pages(folder, effort.ledger)


def board_part(folder: Path, _: Truth, effort: Effort) -> Part:
    head = ["", f"{FEW:,} requests", f"{effort.boards:,}", "ratio", "at most", "holds"]
    title = f"Billing and runs: median server time of {ROUNDS} warm requests, in ms"
    return title, head, boards(folder, effort.boards)


PARTS = {"import": import_part, "timers": timer_part, "pages": page_part, "boards": board_part}


def in_process(folder: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.importing", str(folder / "projects")]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


@contextmanager
def made(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """A fresh database that this process uses meanwhile; its children find it by what is given."""
    from django.core.management import call_command

    from benchmarks import stores
    from devcraft import accounts

    store = stores.Folder(folder).create(name)
    with store.in_use():
        call_command("migrate", verbosity=0, interactive=False)
        accounts.ensure_local_user()
        yield os.environ | {"DATABASE_URL": store.url}


if __name__ == "__main__":
    main()
