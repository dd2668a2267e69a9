"""Prints a report as Markdown tables, which read well on a terminal too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.results import Comparison, Report


def markdown(report: Report) -> str:
    return "\n".join(lines(report))


def lines(report: Report) -> Iterator[str]:
    changed = " with local changes" if report.has_local_changes else ""
    yield f"# Benchmark of {report.commit}{changed}, {report.date}"
    yield ""
    yield f"    {report.command}"
    yield ""
    yield "; ".join(f"{name} {value}" for name, value in report.machine.items()) + "."
    yield f"Load average before the run: {report.load_average_before}."
    for name, size in report.sizes.items():
        yield f"The {name} desk: {size['missions']:,} missions, {size['entries']:,} time entries."
    if report.pages:
        yield from section("Pages", report.pages, report)
    if report.acts:
        yield from section("Acts", report.acts, report)
    if report.load:
        yield from load(report)


def section(title: str, found: Sequence[Comparison], report: Report) -> Iterator[str]:
    is_sized = any(row.large.kilobytes for row in found)
    yield ""
    yield f"## {title}: server time of {report.rounds} warm requests each, in ms"
    yield ""
    head = ["", "queries", "median small", "large", "p95 small", "large", "CPU ratio", "ratio"]
    head += [f"≤ {report.goal}"] + (["kB small", "large"] if is_sized else [])
    yield from table(head, [cells(row, is_sized=is_sized) for row in found])


def cells(row: Comparison, *, is_sized: bool) -> list[str]:
    small, large = row.small, row.large
    same = small.queries == large.queries
    found = [
        row.name,
        f"{small.queries}" if same else f"{small.queries} / {large.queries}",
        f"{small.median_ms:.2f}",
        f"{large.median_ms:.2f}",
        f"{small.p95_ms:.2f}",
        f"{large.p95_ms:.2f}",
        f"{row.cpu_ratio:.2f}",
        f"{row.ratio:.2f}",
        "yes" if row.meets_goal else "NO",
    ]
    return found + ([f"{small.kilobytes:.1f}", f"{large.kilobytes:.1f}"] if is_sized else [])


def load(report: Report) -> Iterator[str]:
    setting = report.load_setting
    if setting is None:
        return
    yield ""
    yield (
        f"## The real server under load: {setting.workers} workers, {setting.connections}"
        f" connections, {setting.seconds} s each, by {setting.tool} on the same machine"
    )
    yield ""
    rows = [
        [
            row.page,
            row.desk,
            f"{row.requests_per_second:,.0f}",
            f"{row.p50_ms:.1f}",
            f"{row.p99_ms:.1f}",
            str(row.failed),
        ]
        for row in report.load
    ]
    yield from table(["", "desk", "requests/s", "p50 ms", "p99 ms", "failed"], rows)


def table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    """The first column to the left, figures to the right."""
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    yield line(head, widths)
    yield (
        "|"
        + "|".join(
            "-" * (width + 2) if place == 0 else "-" * (width + 1) + ":"
            for place, width in enumerate(widths)
        )
        + "|"
    )
    for row in rows:
        yield line(row, widths)


def line(row: list[str], widths: list[int]) -> str:
    texts = [
        text.ljust(width) if place == 0 else text.rjust(width)
        for place, (text, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "| " + " | ".join(texts) + " |"
