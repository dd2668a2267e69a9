"""`python -m benchmarks.reports`: reports, lists of time, journal and search, and time as CSV."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import machine, table
from benchmarks.__main__ import configure

DEEP = 90_000


def main() -> None:
    options = parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="devcraft-bench-") as folder:
        configure(Path(folder), options.database)
        print(report(Path(folder), options))


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m benchmarks.reports", description=__doc__)
    found.add_argument(
        "--quick", action="store_true", help="a tenth of the large desk and fewer requests"
    )
    found.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="postgres://…: make the two databases on this server, and drop them at the end",
    )
    return found


def report(folder: Path, options: argparse.Namespace) -> str:
    from benchmarks import (
        files,
        fill,
        journals,
        run,
        stores,
    )  # models can be imported once configured
    from benchmarks.plan import Plan
    from benchmarks.visitor import Visitor
    from devcraft import clock

    effort = run.QUICK if options.quick else run.FULL
    now, load = clock.now(), machine.load_average()
    server = stores.Postgres(options.database) if options.database else stores.Folder(folder)
    try:
        plans = [Plan(size, now) for size in effort.sizes]
        desks = [run.filled(server, plan) for plan in plans]
        with run.told("checking the small desk"), desks[0].in_use():
            fill.check()
        for plan, desk in zip(plans, desks, strict=True):
            with run.told(f"writing the journal of the {plan.size.name} desk"), desk.in_use():
                journals.write(plan)
        visitors = [Visitor(plan, desk) for plan, desk in zip(plans, desks, strict=True)]
        found = measured(visitors, effort, command(options), load)
        with run.told("files"):
            return "\n".join([table.markdown(found), *files.section(visitors)])
    finally:
        server.close()


def measured(visitors: list[Any], effort: Any, said: str, load: float) -> Any:
    """The figures of every page, as `table` prints them."""
    from benchmarks import pages, run
    from benchmarks.results import Report

    plan, desk = visitors[0].plan, visitors[0].store
    commit, has_local_changes = machine.commit()
    found = Report(
        said,
        commit,
        has_local_changes,
        f"{plan.now:%Y-%m-%d}",
        machine.machine(desk.connection),
        load,
        {size.name: asdict(size) for size in effort.sizes},
        effort.rounds,
    )
    for page in chosen(plan.now.date()):
        with run.told(page.name):
            found.pages.append(pages.measure(page, visitors, rounds=effort.rounds))
    return found


def chosen(today: Any) -> list[Any]:
    """The pages; the month and the week are the last full ones, alike on both desks."""
    from benchmarks import pages, texts

    month = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    year, week, _ = (today - timedelta(days=7)).isocalendar()
    return [
        pages.Page("report-week", pages.fixed(f"/reports/?week={year}-W{week:02}")),
        pages.Page("report-month", pages.fixed(f"/reports/?month={month}")),
        pages.Page("year-minutes", pages.fixed("/reports/year/")),
        pages.Page("year-score", pages.fixed("/reports/year/?show=score")),
        pages.Page("estimates", pages.fixed("/reports/estimates/")),
        pages.Page("honesty-month", pages.fixed(f"/reports/honesty/?month={month}")),
        pages.Page("day", pages.yesterday),
        pages.Page("time-list", pages.fixed("/time/")),
        pages.Page("time-deep", deep),
        pages.Page("journal", pages.fixed("/journal/")),
        pages.Page("journal-rare", pages.fixed(f"/journal/?q={texts.RARE_WORD}")),
        pages.Page("journal-common", pages.fixed(f"/journal/?q={texts.COMMON_WORD}")),
        pages.Page("search-rare", pages.fixed(f"/search/?q={texts.RARE_WORD}")),
        pages.Page("search-common", pages.fixed(f"/search/?q={texts.COMMON_WORD}")),
        pages.Page("settings", pages.fixed("/settings/")),
    ]


def deep(visitor: Any) -> str:
    """The page of time entries that begins DEEP entries down, or halfway down a shorter list."""
    from devcraft import keyset
    from missions.models import TimeEntry

    order = keyset.Order("started_at")
    with visitor.store.in_use():
        rows = TimeEntry.objects.filter(started_at__isnull=False).order_by("-started_at", "-id")
        place = min(DEEP, visitor.plan.size.entries // 2)
        at = rows.values_list("started_at", flat=True)[place]
        older = keyset.paginate(
            [rows.filter(started_at__lte=at)], order=order, before="", after="", size=50
        ).older
    return f"/time/?{urlencode({'after': older})}"


def command(options: argparse.Namespace) -> str:
    words = ["python -m benchmarks.reports", *(["--quick"] if options.quick else [])]
    return " ".join([*words, *(["--database postgres://…"] if options.database else [])])


if __name__ == "__main__":
    main()
