"""`python -m benchmarks.spans`: spans per second over OTLP/HTTP, committed, priced and summed.

Each figure is a run of its own against the real server: posts are made beforehand, clients send
theirs one after the other, and what was answered with 200 must be in the database at once.
"""

from __future__ import annotations

import argparse
import http.client
import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks import machine, table
from benchmarks.__main__ import configure

WORKERS = 2
REQUESTS, TOOLS = 5, 4
PER_TRACE = 1 + REQUESTS + TOOLS
BATCHES, CLIENTS = (100, 512), (1, 4)
ASKED, ANSWERED = "q" * 600, "a" * 400
HEAD = ["", "spans", "posts", "spans/s", "POST p50 ms", "p99 ms"]


@dataclass(frozen=True)
class Effort:
    """Spans of each figure, and of the warm-up before them."""

    spans: int
    warm_up: int


FULL, QUICK = Effort(20_000, 2_000), Effort(3_000, 1_000)


@dataclass
class Sent:
    """How long each post took, in seconds, and the statuses that were no 200."""

    taken: list[float] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)


def main() -> None:
    options = parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="devcraft-bench-") as folder:
        configure(Path(folder), options.database)
        print(report(Path(folder), options))


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m benchmarks.spans", description=__doc__)
    found.add_argument("--quick", action="store_true", help="fewer spans for each figure")
    found.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="postgres://…: make a database on this server, and drop it at the end",
    )
    return found


def report(folder: Path, options: argparse.Namespace) -> str:
    from benchmarks import stores  # models can be imported once configured
    from devcraft import clock

    effort = QUICK if options.quick else FULL
    commit, has_changes = machine.commit()
    changed = " with local changes" if has_changes else ""
    words = ["python -m benchmarks.spans", *(["--quick"] if options.quick else [])]
    words += ["--database postgres://…"] if options.database else []
    load = machine.load_average()
    server = stores.Postgres(options.database) if options.database else stores.Folder(folder)
    try:
        rows = list(figures(server.create("spans"), effort))
    finally:
        server.close()
    vendor = "PostgreSQL" if options.database else "SQLite"
    lines = [f"# Spans benchmark of {commit}{changed}, {clock.now():%Y-%m-%d}", ""]
    lines += [f"    {' '.join(words)}", "", f"Load average before the run: {load}.", ""]
    lines += [f"## {vendor}, {WORKERS} workers, protobuf", "", *table.table(HEAD, rows)]
    return "\n".join(lines)


def figures(store: Any, effort: Effort) -> Iterator[list[str]]:
    from django.core.management import call_command

    from benchmarks.server import serving
    from devcraft import accounts

    with store.in_use():
        call_command("migrate", verbosity=0, interactive=False)
        key = key_of(accounts.ensure_local_user())
        with serving(store, workers=WORKERS) as site:
            run(site.url, key, bodies(effort.warm_up, 100), 2)
            for batch in BATCHES:
                for clients in CLIENTS:
                    yield figure(site.url, key, batch, clients, effort.spans)


def figure(site: str, key: str, batch: int, clients: int, spans: int) -> list[str]:
    """One line of the report; ends the program when a span is missing or not priced."""
    posts = bodies(spans, batch)
    before = counts()
    begun = time.perf_counter()
    sent = run(site, key, posts, clients)
    wall = time.perf_counter() - begun
    steps, requests = (after - known for after, known in zip(counts(), before, strict=True))
    whole = spans // PER_TRACE * PER_TRACE
    if sent.failed or (steps, requests) != (whole, whole // PER_TRACE * REQUESTS):
        sys.exit(f"{steps} steps and {requests} priced requests; answers: {sent.failed[:5]}.")
    ranked = sorted(sent.taken)
    name = f"batches of {batch}, {clients} client{'s' if clients > 1 else ''}"
    return [
        name,
        f"{steps:,}",
        str(len(posts)),
        f"{steps / wall:,.0f}",
        f"{1000 * statistics.median(ranked):.1f}",
        f"{1000 * ranked[int(len(ranked) * 0.99)]:.1f}",
    ]


def counts() -> tuple[int, int]:
    """Steps and priced requests that the database shows, and that the totals count."""
    from django.db.models import Sum

    from agents.models import RunStep, UsageTotal

    totals = UsageTotal.objects.filter(kind="all")
    summed = totals.aggregate(all=Sum("requests"), unpriced=Sum("unpriced"))
    return RunStep.objects.count(), (summed["all"] or 0) - (summed["unpriced"] or 0)


def key_of(owner: Any) -> str:
    from devcraft import clock, keys

    return keys.issue(owner=owner, name="bench", scopes=["telemetry:write"], now=clock.now()).text


def run(site: str, key: str, posts: list[bytes], clients: int) -> Sent:
    """Send POSTS by CLIENTS at once, each over one connection."""
    sent, waiting = Sent(), list(reversed(posts))
    threads = [
        threading.Thread(target=send, args=(site, key, waiting, sent)) for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sent


def send(site: str, key: str, waiting: list[bytes], sent: Sent) -> None:
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=60)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-protobuf"}
    while True:
        try:
            body = waiting.pop()
        except IndexError:
            return
        begun = time.perf_counter()
        connection.request("POST", "/otlp/v1/traces", body, headers)
        response = connection.getresponse()
        response.read()
        sent.taken.append(time.perf_counter() - begun)
        if response.status != 200:
            sent.failed.append(response.status)


def bodies(spans: int, batch: int) -> list[bytes]:
    """Posts of BATCH spans each: agents with their requests and tools, as they ended."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    found = []
    rows = [row for _ in range(spans // PER_TRACE) for row in trace()]
    for begin in range(0, len(rows), batch):
        request = ExportTraceServiceRequest()
        group = request.resource_spans.add()
        attribute(group.resource, "service.name", "bench")
        group.scope_spans.add().spans.extend(rows[begin : begin + batch])
        found.append(request.SerializeToString())
    return found


def trace() -> Iterator[Any]:
    trace_id, root = secrets.token_bytes(16), secrets.token_bytes(8)
    operations = ["chat", "execute_tool"] * TOOLS + ["chat"] * (REQUESTS - TOOLS)
    for operation in operations:
        yield span(trace_id, secrets.token_bytes(8), root, operation)
    yield span(trace_id, root, b"", "invoke_agent")


def span(trace_id: bytes, span_id: bytes, parent: bytes, operation: str) -> Any:
    from opentelemetry.proto.trace.v1.trace_pb2 import Span

    now = time.time_ns()
    row = Span(trace_id=trace_id, span_id=span_id, parent_span_id=parent, name=operation)
    row.start_time_unix_nano, row.end_time_unix_nano = now, now + 10**8
    attributes = {"gen_ai.operation.name": operation, "gen_ai.agent.name": "bench"}
    attributes["gen_ai.conversation.id"] = trace_id.hex()[:8]
    if operation == "chat":
        attributes |= {
            "gen_ai.provider.name": "anthropic",
            "gen_ai.request.model": "claude-sonnet-4-5",
            "gen_ai.response.id": f"msg_{span_id.hex()}",
            "gen_ai.input.messages": ASKED,
            "gen_ai.output.messages": ANSWERED,
        }
    elif operation == "execute_tool":
        attributes |= {"gen_ai.tool.name": "read", "gen_ai.tool.call.arguments": ASKED}
    for name, value in attributes.items():
        attribute(row, name, value)
    if operation == "chat":
        for name, count in (("input_tokens", 1200), ("output_tokens", 90)):
            row.attributes.add(key=f"gen_ai.usage.{name}").value.int_value = count
    return row


def attribute(holder: Any, name: str, value: str) -> None:
    holder.attributes.add(key=name).value.string_value = value


if __name__ == "__main__":
    main()
