"""`python -m benchmarks.memory`: appending to the runtime memory, reading and searching it."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import machine, table
from benchmarks.__main__ import configure

SMALL = 1_000
FLAT_GOAL_MB = 8
Part = tuple[str, list[str], Iterator[list[str]]]
"""A title, the head of a table and its rows."""


@dataclass(frozen=True)
class Effort:
    """Rows to append, turns of the long session, and rows of the large memories."""

    appended: int
    replayed: int
    middle: int
    large: int
    rounds: int


FULL = Effort(100_000, 10_000, 100_000, 1_000_000, rounds=30)
QUICK = Effort(2_000, 1_000, 20_000, 40_000, rounds=10)


def main() -> None:
    options = parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="devcraft-bench-") as folder:
        configure(Path(folder), "")
        print(report(Path(folder), options))


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    found.add_argument("--quick", action="store_true", help="a few of the rows")
    found.add_argument(
        "--only", action="append", choices=PARTS, help="one part; may be given again"
    )
    return found


def report(folder: Path, options: argparse.Namespace) -> str:
    from devcraft import clock  # models can be imported once configured

    memories = Memories(folder, QUICK if options.quick else FULL)
    commit, has_changes = machine.commit()
    changed = " with local changes" if has_changes else ""
    lines = [f"# Memory benchmark of {commit}{changed}, {clock.now():%Y-%m-%d}", ""]
    lines += [f"    {command(options)}", ""]
    lines += [f"Load average before the run: {machine.load_average()}."]
    for part in options.only or PARTS:
        title, head, rows = PARTS[part](memories)
        lines += ["", f"## {title}", "", *table.table(head, list(rows))]
    return "\n".join(lines)


def command(options: argparse.Namespace) -> str:
    words = ["python -m benchmarks.memory", *(f"--only {part}" for part in options.only or ())]
    return " ".join([*words, *(["--quick"] if options.quick else [])])


@dataclass
class Memories:
    """Databases by their rows, each filled when it is first asked for."""

    folder: Path
    effort: Effort
    made: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def of(self, count: int, *, is_governed_only: bool = False) -> Iterator[dict[str, Any]]:
        """Use the memory of COUNT rows; what acts in it needs is given: user, now and url."""
        from benchmarks import remembered, run
        from devcraft import accounts, clock

        name = f"memory-{count}{'-governed' if is_governed_only else ''}"
        is_new = name not in self.made
        store = self.made.get(name) or self._created(name)
        with store.in_use():
            user, now = accounts.ensure_local_user(), clock.now()
            if is_new and count:
                with remembered.indexed_at_the_end():
                    with run.told(f"{count:,} governed rows and their lines"):
                        remembered.govern(user, count, now)
                    if not is_governed_only:
                        with run.told(f"{count:,} sessions and turns"):
                            remembered.converse(user, count, now)
            yield {"user": user, "now": now, "url": store.url}

    def _created(self, name: str) -> Any:
        from django.core.management import call_command

        from benchmarks import stores

        server = stores.Folder(self.folder)
        if "empty" not in self.made:
            self.made["empty"] = server.create("empty")
            with self.made["empty"].in_use():
                call_command("migrate", verbosity=0, interactive=False)
                self.made["empty"].connection.close()
        self.made[name] = server.create(name)
        shutil.copyfile(self.made["empty"].name, self.made[name].name)
        return self.made[name]


def append_part(memories: Memories) -> Part:
    head = ["", "rows", "rows/s", "first tenth", "last tenth", "CPU ms each"]
    return "Appending through the store", head, appends(memories)


def appends(memories: Memories) -> Iterator[list[str]]:
    from benchmarks import recalling

    with memories.of(0) as given:
        yield from recalling.appends(given["user"], memories.effort.appended, given["now"])


def replay_part(memories: Memories) -> Part:
    title = f"Replaying a session of {memories.effort.replayed:,} turns: median ms a page"
    return title, ["", "ms", "ratio", "≤ 1.5"], replays(memories)


def replays(memories: Memories) -> Iterator[list[str]]:
    from benchmarks import recalling

    with memories.of(0) as given:
        yield from recalling.replays(given["user"], memories.effort.replayed, given["now"])


def page_part(memories: Memories) -> Part:
    head = ["", f"{SMALL:,} rows", f"{memories.effort.large:,}", "CPU ratio", "ratio", "≤ 1.5"]
    return "Pages: median ms, by turns on both", head, pages(memories)


def pages(memories: Memories) -> Iterator[list[str]]:
    from benchmarks import recalling
    from benchmarks.galleries import goal

    visitors = {}
    for count in (SMALL, memories.effort.large):
        with memories.of(count) as given:
            visitors[count] = recalling.visitor(given["user"])
    for name in recalling.pages(SMALL):
        found: dict[int, list[tuple[float, float]]] = {count: [] for count in visitors}
        for count in [*visitors] * (memories.effort.rounds + 1):
            with memories.of(count):
                path = recalling.pages(count)[name]
                found[count].append(recalling.taken(visitors[count], path))
        (small, small_cpu), (large, large_cpu) = (
            [statistics.median(column) for column in zip(*rounds[1:], strict=True)]
            for rounds in found.values()
        )
        cells = [f"{small:.1f}", f"{large:.1f}", f"{large_cpu / small_cpu:.2f}"]
        ratio = large / small
        yield [name, *cells, f"{ratio:.2f}", goal(ratio, recalling.RATIO_GOAL)]


def verify_part(memories: Memories) -> Part:
    head = ["lines", "rows/s", "s", "MB at the peak", "beyond the start", f"± {FLAT_GOAL_MB}"]
    return "Verifying the audit chain and its rows", head, verifications(memories)


def verifications(memories: Memories) -> Iterator[list[str]]:
    grown = []
    for count in (memories.effort.middle, memories.effort.large):
        is_small = count == memories.effort.middle
        with memories.of(count, is_governed_only=is_small) as given:
            found = verified(given["url"])
        if found["findings"] or found["lines"] != count:
            sys.exit(f"verify_memory found {found}")
        grown.append(found["grown_mb"])
        yield [
            f"{count:,}",
            f"{count / found['seconds']:,.0f}",
            f"{found['seconds']:.1f}",
            f"{found['peak_mb']:.0f}",
            f"{found['grown_mb']:.1f}",
            "yes" if grown[-1] - grown[0] <= FLAT_GOAL_MB else "NO",
        ]


def verified(url: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.verification"]
    environment = os.environ | {"DATABASE_URL": url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def search_part(memories: Memories) -> Part:
    title = f"Searching {memories.effort.large:,} turns: the first page of 20"
    return title, ["", "found in ms", "page p50", "p95", "CPU p50", "p50 ≤ 50"], searches(memories)


def searches(memories: Memories) -> Iterator[list[str]]:
    from benchmarks import recalling

    with memories.of(memories.effort.large) as given:
        yield from recalling.searches(given["user"], memories.effort.rounds)


def erase_part(memories: Memories) -> Part:
    title = f"Erasing sessions of 20 turns among {memories.effort.large:,}"
    return title, ["", "median ms", "longest"], erasures(memories)


def erasures(memories: Memories) -> Iterator[list[str]]:
    from benchmarks import recalling

    with memories.of(memories.effort.large) as given:
        yield recalling.erasures(given["user"], given["now"])


PARTS: dict[str, Callable[[Memories], Part]] = {
    "append": append_part,
    "replay": replay_part,
    "pages": page_part,
    "verify": verify_part,
    "search": search_part,
    "erase": erase_part,
}


if __name__ == "__main__":
    main()
