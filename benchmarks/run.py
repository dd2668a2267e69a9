"""One run: make the desks, measure what was asked for, put the figures together."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from benchmarks import acts, fill, load, machine, pages
from benchmarks.plan import Plan, Size
from benchmarks.results import LoadSetting, Report
from benchmarks.server import WORKERS
from benchmarks.stores import Server, Store
from benchmarks.visitor import Visitor
from devcraft import clock

SMALL = Size("small", missions=1_000, entries=10_000)
LARGE = Size("large", missions=100_000, entries=1_000_000)
QUICK_LARGE = Size("large", missions=10_000, entries=100_000)
PARTS = {
    "pages": [page.name for page in pages.PAGES],
    "acts": ["acts"],
    "load": [f"load-{page}" for page in load.PATHS],
}


@dataclass(frozen=True)
class Effort:
    sizes: tuple[Size, Size]
    rounds: int
    load_seconds: int


FULL = Effort((SMALL, LARGE), rounds=30, load_seconds=5)
QUICK = Effort((SMALL, QUICK_LARGE), rounds=10, load_seconds=1)


def chosen(only: list[str]) -> set[str]:
    """The names to measure; a part stands for all in it. Raises KeyError for another word."""
    every = {name: {name} for names in PARTS.values() for name in names}
    every |= {part: set(names) for part, names in PARTS.items()}
    return set().union(*(every[word] for word in only or PARTS))


def run(server: Server, *, effort: Effort, names: set[str], command: str) -> Report:
    now, load_before = clock.now(), machine.load_average()
    plans = [Plan(size, now) for size in effort.sizes]
    stores = [filled(server, plan) for plan in plans]
    with told("checking the small desk"), stores[0].in_use():
        fill.check()
    commit, has_local_changes = machine.commit()
    report = Report(
        command,
        commit,
        has_local_changes,
        f"{now:%Y-%m-%d}",
        machine.machine(stores[0].connection),
        load_before,
        {size.name: asdict(size) for size in effort.sizes},
        effort.rounds,
    )
    _pages(report, plans, stores, names)
    _acts(report, server, plans, stores, names)
    _load(report, plans, stores, names, seconds=effort.load_seconds)
    return report


def filled(server: Server, plan: Plan) -> Store:
    store = server.create(plan.size.name)
    with told(f"filling the {plan.size.name} desk"), store.in_use():
        fill.fill(plan)
    return store


def _pages(report: Report, plans: list[Plan], stores: list[Store], names: set[str]) -> None:
    wanted = [page for page in pages.PAGES if page.name in names]
    if not wanted:
        return
    visitors = [Visitor(plan, store) for plan, store in zip(plans, stores, strict=True)]
    for page in wanted:
        with told(page.name):
            report.pages.append(pages.measure(page, visitors, rounds=report.rounds))


def _acts(
    report: Report, server: Server, plans: list[Plan], stores: list[Store], names: set[str]
) -> None:
    if "acts" not in names:
        return
    with told("acts"):
        copies = [server.copy(store) for store in stores]
        visitors = [Visitor(plan, copy) for plan, copy in zip(plans, copies, strict=True)]
        report.acts = acts.measure(visitors, rounds=report.rounds)


def _load(
    report: Report, plans: list[Plan], stores: list[Store], names: set[str], *, seconds: int
) -> None:
    wanted = [page for page in load.PATHS if f"load-{page}" in names]
    if not wanted:
        return
    report.load_setting = LoadSetting(load.tool(), WORKERS, load.CONNECTIONS, seconds)
    for plan, store in zip(plans, stores, strict=True):
        store.connection.close()
        with told(f"load on the {plan.size.name} desk"):
            report.load += load.measure(store, plan.size, wanted, seconds=seconds)


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say on the error stream what is going on, and how long it took."""
    print(f"{what} …", end=" ", file=sys.stderr, flush=True)
    begun = time.perf_counter()
    yield
    print(f"{time.perf_counter() - begun:.1f} s", file=sys.stderr)
