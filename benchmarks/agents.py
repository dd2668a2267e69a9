"""`python -m benchmarks.agents`: think cycles, waiting messages, long memories, long chats."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.__main__ import configure

Part = tuple[str, list[str], Iterator[list[str]]]
"""A title, the head of a table and its rows."""
EMBEDDED_GOAL_MS, SERVER_GOAL_MS = 500, 200


@dataclass(frozen=True)
class Effort:
    """Messages whose waiting is measured, rounds, rows of the large desk, cycles of one worker,
    seconds without work.
    """

    alone: int
    beside: int
    rounds: int
    messages: int
    past: int
    cycles: int
    idle: int


FULL = Effort(200, 100, 20, 1_000_000, 100_000, 1_000, 30)
QUICK = Effort(20, 20, 5, 20_000, 5_000, 200, 5)


def main() -> None:
    options = parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="devcraft-bench-") as folder:
        configure(Path(folder), options.database)
        print(measured(Path(folder), options))


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m benchmarks.agents", description=__doc__)
    found.add_argument("--quick", action="store_true", help="a few of the rows and rounds")
    found.add_argument(
        "--only", action="append", choices=PARTS, help="one part; may be given again"
    )
    found.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="postgres://…: make the databases on this server, and drop them at the end",
    )
    return found


def command(options: argparse.Namespace) -> str:
    """What was asked for, without the address of a database."""
    words = ["python -m benchmarks.agents", *(f"--only {part}" for part in options.only or ())]
    words += ["--quick"] if options.quick else []
    return " ".join([*words, *(["--database postgres://…"] if options.database else [])])


def measured(folder: Path, options: argparse.Namespace) -> str:
    from benchmarks import stores  # models can be imported once configured

    is_server = bool(options.database)
    server = stores.Postgres(options.database) if is_server else stores.Folder(folder)
    effort = QUICK if options.quick else FULL
    try:
        return report(Desks(server, effort, is_server=is_server), options)
    finally:
        server.close()


def report(desks: Desks, options: argparse.Namespace) -> str:
    from benchmarks import machine, run, table
    from devcraft import clock

    load = machine.load_average()
    commit, has_changes = machine.commit()
    changed = " with local changes" if has_changes else ""
    with desks.of("main") as (_, store):
        facts = "; ".join(f"{k} {v}" for k, v in machine.machine(store.connection).items())
    lines = [f"# Agents benchmark of {commit}{changed}, {clock.now():%Y-%m-%d}", ""]
    lines += [f"    {command(options)}", "", f"{facts}."]
    lines += [f"Load average before the run: {load}."]
    for part in options.only or PARTS:
        with run.told(part):
            title, head, rows = PARTS[part](desks)
            lines += ["", f"## {title}", "", *table.table(head, list(rows))]
    return "\n".join(lines)


@dataclass
class Desks:
    """Databases by name, each made and migrated when it is first asked for."""

    server: Any
    effort: Effort
    is_server: bool
    made: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def of(self, name: str) -> Iterator[tuple[Any, Any]]:
        """Use the desk called NAME: its person, and where it is stored."""
        from django.core.management import call_command

        from devcraft import accounts

        is_new = name not in self.made
        store = self.made.setdefault(name, None) or self.server.create(name)
        self.made[name] = store
        with store.in_use():
            if is_new:
                call_command("migrate", verbosity=0, interactive=False)
            yield accounts.ensure_local_user(), store


def cycle_part(desks: Desks) -> Part:
    head = ["", "workers", "cycles", "cycles/s", "CPU ms each"]
    return "Think cycles of two steps and one call, scripted", head, cycles(desks)


def cycles(desks: Desks) -> Iterator[list[str]]:
    from benchmarks import thinking

    with desks.of("main") as (user, store):
        yield from thinking.rates(user, store)


def wait_part(desks: Desks) -> Part:
    goal = SERVER_GOAL_MS if desks.is_server else EMBEDDED_GOAL_MS
    head = ["beside", "messages", "p50 ms", "p99 ms", "longest", f"p50 ≤ {goal}"]
    return "From a committed message to its run, one worker", head, waits(desks, goal)


def waits(desks: Desks, goal: int) -> Iterator[list[str]]:
    from benchmarks import thinking

    alone, beside = desks.effort.alone, desks.effort.beside
    with desks.of("main") as (user, store):
        yield from thinking.waiting(user, store, most_ms=goal, alone=alone, beside=beside)


def mind_part(desks: Desks) -> Part:
    from benchmarks import minds

    title = f"Consciousness: median ms of {desks.effort.rounds}"
    head = ["", f"{minds.SMALL:,} tokens", f"{minds.LARGE:,}", "ratio"]
    return title, head, remembered(desks)


def remembered(desks: Desks) -> Iterator[list[str]]:
    from benchmarks import minds

    with desks.of("main") as (user, _):
        yield from minds.rows(user, desks.effort.rounds)


def page_part(desks: Desks) -> Part:
    size = desks.effort
    title = "Pages: median ms, by turns on 1,000 messages, runs and events and on"
    head = ["", "1,000", "large", "CPU ratio", "ratio", "≤ 1.5"]
    return f"{title} {size.messages:,} messages, {size.past:,} runs", head, pages(desks)


def pages(desks: Desks) -> Iterator[list[str]]:
    from benchmarks import chats

    found = []
    sizes = {"main": chats.Size(1_000, 1_000)}
    sizes["large"] = chats.Size(desks.effort.messages, desks.effort.past)
    for name, size in sizes.items():
        with desks.of(name) as (user, store):
            found.append(chats.desk(user, store, size))
    yield from chats.compared((found[0], found[1]), desks.effort.rounds)


def memory_part(desks: Desks) -> Part:
    from benchmarks import thinking

    head = ["cycles", "MB after a fifth", "MB at the end", f"+ ≤ {thinking.FLAT_GOAL_MB:.0f}"]
    return "Memory of one worker", head, memory(desks)


def memory(desks: Desks) -> Iterator[list[str]]:
    from benchmarks import thinking

    with desks.of("main") as (user, store):
        yield from thinking.memory(user, store, cycles=desks.effort.cycles)


def idle_part(desks: Desks) -> Part:
    from benchmarks import thinking

    head = ["agents asleep", "s", "% of a core", f"≤ {thinking.IDLE_GOAL:.0f}"]
    return "One worker with nothing to do", head, idle(desks)


def idle(desks: Desks) -> Iterator[list[str]]:
    from benchmarks import thinking

    with desks.of("main") as (user, store):
        yield from thinking.idle(user, store, seconds=desks.effort.idle)


PARTS: dict[str, Callable[[Desks], Part]] = {
    "cycles": cycle_part,
    "waits": wait_part,
    "mind": mind_part,
    "pages": page_part,
    "memory": memory_part,
    "idle": idle_part,
}


if __name__ == "__main__":
    main()
