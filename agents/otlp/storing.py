"""Posts into the database: runs, steps and facts in one transaction, then the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from agents.otlp import accounts, billing, events, patience, points, steps, tracing
from agents.otlp.accounts import Account, Arrival
from agents.otlp.emitters import emitter_of
from agents.otlp.foreign import ForeignRuns
from agents.otlp.nodes import Node
from agents.otlp.points import Sums
from agents.otlp.records import Decoded, Log, Point, Span
from agents.otlp.refusing import Rejected, Unacceptable
from agents.usage import linking

MOST_ITEMS = 20_000
TOO_MANY = f"More than {MOST_ITEMS:,} items in one post; send smaller batches."


def store(arrival: Arrival, decoded: Decoded) -> Account:
    """Write what DECODED holds and account for it. Raises Unacceptable."""
    if len(decoded.items) > MOST_ITEMS:
        raise Unacceptable(413, TOO_MANY)
    begun = time.monotonic()
    account = Account(rejected=decoded.rejected)
    write = WRITERS[arrival.signal](arrival, decoded.items, account)
    with patience.in_turn():
        linking.lock(arrival.owner)
        write()
        took = round((time.monotonic() - begun) * 1000)
        accounts.keep(arrival, account, took_ms=took)
    return account


def refuse(arrival: Arrival, status: int, sentence: str) -> None:
    """Remember a refused post."""
    with patience.in_turn():
        accounts.keep_refused(arrival, status, sentence)


Writer = Callable[[], None]


def _traces(arrival: Arrival, spans: Sequence[Span], account: Account) -> Writer:
    def build(span: Span) -> Node | None:
        account.look(span.attributes)
        account.newest_ns = max(account.newest_ns, span.end_ns)
        return tracing.node_of(span, now=arrival.at)

    nodes = _nodes(spans, build, lambda span: f"span {span.span_id}", account)
    return _node_writer(arrival, nodes, account)


def _logs(arrival: Arrival, logs: Sequence[Log], account: Account) -> Writer:
    def build(log: Log) -> Node | None:
        account.newest_ns = max(account.newest_ns, log.at_ns)
        node = events.node_of(log, now=arrival.at)
        if node is None:
            account.ignore(f"event {log.name or events.name_of(log) or 'without a name'}")
            account.sources[emitter_of(log.source, log.attributes).name] += 1
        else:
            account.look(log.attributes)
        return node

    nodes = _nodes(logs, build, lambda log: f"log record {log.name}", account)
    return _node_writer(arrival, nodes, account)


def _nodes(
    items: Iterable[Any],
    build: Callable[[Any], Node | None],
    called: Callable[[Any], str],
    account: Account,
) -> list[Node]:
    nodes = []
    for item in items:
        try:
            node = build(item)
        except Rejected as error:
            account.rejected.append(f"{called(item)}: {error}")
            continue
        account.read[node.read.kind if node else "ignored"] += 1
        if node:
            account.sources[node.read.emitter.name] += 1
            nodes.append(node)
    return nodes


def _node_writer(arrival: Arrival, nodes: list[Node], account: Account) -> Writer:
    found = billing.priced_nodes(nodes, billing.book())
    account.requests = len(found)

    def write() -> None:
        if not nodes:
            return
        runs = ForeignRuns(arrival.owner, nodes)
        runs.write()
        steps.write(nodes, runs.ids, fresh_runs=runs.fresh)
        billing.record(arrival.owner, runs, found, now=arrival.at)

    return write


def _metrics(arrival: Arrival, found: Sequence[Point], account: Account) -> Writer:
    known = [point for point in found if points.is_known(point)]
    for point in found:
        account.newest_ns = max(account.newest_ns, point.at_ns)
        account.sources[emitter_of(point.source, point.attributes).name] += 1
        if not points.is_known(point):
            account.read["ignored"] += 1
            account.ignore(f"metric {point.metric}")

    def write() -> None:
        sums = Sums(arrival.owner, now=arrival.at)
        sums.know(known)
        for point in known:
            try:
                sums.add(point)
                account.read["point"] += 1
            except Rejected as error:
                account.rejected.append(f"data point: {error}")
        facts = sums.facts()
        account.requests = len(facts)
        billing.record_points(arrival.owner, facts, billing.book(), now=arrival.at)
        sums.write()

    return write


WRITERS: dict[str, Callable[[Arrival, Sequence[Any], Account], Writer]] = {
    "traces": _traces,
    "logs": _logs,
    "metrics": _metrics,
}
