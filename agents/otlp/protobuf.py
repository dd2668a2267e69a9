"""Posts in protobuf as records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from agents.otlp.records import Attributes, Decoded, Event, Log, Point, Source, Span
from agents.otlp.refusing import Rejected, Unacceptable
from agents.otlp.values import SPAN_BYTES, TRACE_BYTES, hex_id

ERROR = 2
DELTA = 1
MONOTONIC = ("sum", "gauge")
NO_MESSAGE = "The body is no OTLP message in protobuf."


def spans(body: bytes) -> Decoded:
    """Raises Unacceptable."""
    found = Decoded()
    for group in _parsed(ExportTraceServiceRequest, body).resource_spans:
        for scoped in group.scope_spans:
            _gather(found, "span", _span, _source(group, scoped), scoped.spans)
    return found


def logs(body: bytes) -> Decoded:
    """Raises Unacceptable."""
    found = Decoded()
    for group in _parsed(ExportLogsServiceRequest, body).resource_logs:
        for scoped in group.scope_logs:
            _gather(found, "log record", _log, _source(group, scoped), scoped.log_records)
    return found


def points(body: bytes) -> Decoded:
    """Raises Unacceptable."""
    found = Decoded()
    for group in _parsed(ExportMetricsServiceRequest, body).resource_metrics:
        for scoped in group.scope_metrics:
            source = _source(group, scoped)
            for metric in scoped.metrics:
                found.items += _points(source, metric)
    return found


def _parsed(kind: Callable[[], Any], body: bytes) -> Any:
    message = kind()
    try:
        message.ParseFromString(body)
    except DecodeError as error:
        raise Unacceptable(400, NO_MESSAGE) from error
    return message


def _source(group: Any, scoped: Any) -> Source:
    resource = _attributes(group.resource.attributes)
    return Source(resource, scoped.scope.name, scoped.scope.version)


def _gather(
    found: Decoded,
    word: str,
    build: Callable[[Source, Any], Any],
    source: Source,
    rows: Iterable[Any],
) -> None:
    for row in rows:
        try:
            found.items.append(build(source, row))
        except Rejected as error:
            found.rejected.append(f"{word} {row.span_id.hex()[:16] or 'without id'}: {error}")


def _span(source: Source, row: Any) -> Span:
    return Span(
        source,
        hex_id(row.trace_id, name="traceId", size=TRACE_BYTES),
        hex_id(row.span_id, name="spanId", size=SPAN_BYTES),
        hex_id(row.parent_span_id, name="parentSpanId", size=SPAN_BYTES, may_lack=True),
        row.name,
        row.start_time_unix_nano,
        row.end_time_unix_nano,
        _attributes(row.attributes),
        [Event(event.name, _attributes(event.attributes)) for event in row.events],
        row.status.code == ERROR,
        row.status.message,
    )


def _log(source: Source, row: Any) -> Log:
    attributes = _attributes(row.attributes)
    return Log(
        source,
        hex_id(row.trace_id, name="traceId", size=TRACE_BYTES, may_lack=True),
        hex_id(row.span_id, name="spanId", size=SPAN_BYTES, may_lack=True),
        row.event_name or str(attributes.get("event.name") or ""),
        row.time_unix_nano or row.observed_time_unix_nano,
        _value(row.body),
        attributes,
    )


def _points(source: Source, metric: Any) -> list[Point]:
    """Numbers of sums and gauges; of a histogram its sum."""
    kind = metric.WhichOneof("data")
    if kind not in (*MONOTONIC, "histogram", "exponential_histogram"):
        return []
    content = getattr(metric, kind)
    is_delta = kind != "gauge" and content.aggregation_temporality == DELTA
    return [
        Point(
            source,
            metric.name,
            row.start_time_unix_nano,
            row.time_unix_nano,
            row.sum if kind not in MONOTONIC else getattr(row, row.WhichOneof("value") or "as_int"),
            _attributes(row.attributes),
            is_delta,
        )
        for row in content.data_points
    ]


def _attributes(pairs: Iterable[Any]) -> Attributes:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: Any) -> Any:
    if said := value.string_value:
        return said
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    content = getattr(value, kind)
    if kind == "array_value":
        return [_value(one) for one in content.values]
    if kind == "kvlist_value":
        return _attributes(content.values)
    if kind == "bytes_value":
        return content.hex()
    return content
