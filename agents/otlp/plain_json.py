"""Posts in OTLP's JSON as records: ids in hex or base64, large numbers as text or number.

Not protobuf's own JSON mapping, which knows ids in base64 alone and refuses unknown fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson

from agents.otlp.records import Attributes, Decoded, Event, Log, Point, Source, Span
from agents.otlp.refusing import Rejected, Unacceptable
from agents.otlp.values import DEEPEST, SPAN_BYTES, TRACE_BYTES, bytes_of_id, hex_id, whole

ERRORS = (2, "STATUS_CODE_ERROR")
DELTAS = (1, "AGGREGATION_TEMPORALITY_DELTA")
KINDS = ("sum", "gauge", "histogram", "exponentialHistogram")


def spans(body: bytes) -> Decoded:
    """Raises Unacceptable."""
    return _decoded(body, "resourceSpans", "scopeSpans", "spans", "span", _one(_span))


def logs(body: bytes) -> Decoded:
    """Raises Unacceptable."""
    return _decoded(body, "resourceLogs", "scopeLogs", "logRecords", "log record", _one(_log))


def points(body: bytes) -> Decoded:
    """Raises Unacceptable."""
    return _decoded(body, "resourceMetrics", "scopeMetrics", "metrics", "metric", _points)


def _decoded(
    body: bytes,
    groups: str,
    scopes: str,
    rows: str,
    word: str,
    build: Callable[[Source, dict[str, Any]], list[Any]],
) -> Decoded:
    found = Decoded()
    for group in _objects(_parsed(body), groups):
        for scoped in _objects(group, scopes):
            source = _source(group, scoped)
            for row in _objects(scoped, rows):
                try:
                    found.items += build(source, row)
                except Rejected as error:
                    found.rejected.append(f"{word} {_called(row)}: {error}")
    return found


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Unacceptable(400, "The body is no JSON.") from error
    if not isinstance(content, dict):
        raise Unacceptable(400, "The body must be a JSON object.")
    return content


def _objects(holder: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    found = holder.get(name)
    if found is None:
        return
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unacceptable(400, f"{name} must be a list of objects.")
    yield from found


def _called(row: dict[str, Any]) -> str:
    """What to call ROW in a sentence about it."""
    named = row.get("spanId") or row.get("name")
    return named[:60] if isinstance(named, str) else "without id"


def _source(group: dict[str, Any], scoped: dict[str, Any]) -> Source:
    resource, scope = _object(group.get("resource")), _object(scoped.get("scope"))
    try:
        attributes = _attributes(resource.get("attributes"))
    except Rejected as error:
        raise Unacceptable(400, f"resource: {error}.") from error
    return Source(attributes, _text(scope.get("name")), _text(scope.get("version")))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _one(
    build: Callable[[Source, dict[str, Any]], Any],
) -> Callable[[Source, dict[str, Any]], list[Any]]:
    return lambda source, row: [build(source, row)]


def _span(source: Source, row: dict[str, Any]) -> Span:
    status = _object(row.get("status"))
    return Span(
        source,
        _id(row, "traceId", TRACE_BYTES),
        _id(row, "spanId", SPAN_BYTES),
        _id(row, "parentSpanId", SPAN_BYTES, may_lack=True),
        _text(row.get("name")),
        whole(row.get("startTimeUnixNano"), name="startTimeUnixNano"),
        whole(row.get("endTimeUnixNano"), name="endTimeUnixNano"),
        _attributes(row.get("attributes")),
        [_event(event) for event in _list(row.get("events"), "events")],
        status.get("code") in ERRORS,
        _text(status.get("message")),
    )


def _event(row: Any) -> Event:
    content = _object(row)
    return Event(_text(content.get("name")), _attributes(content.get("attributes")))


def _log(source: Source, row: dict[str, Any]) -> Log:
    attributes = _attributes(row.get("attributes"))
    at = whole(row.get("timeUnixNano"), name="timeUnixNano")
    return Log(
        source,
        _id(row, "traceId", TRACE_BYTES, may_lack=True),
        _id(row, "spanId", SPAN_BYTES, may_lack=True),
        _text(row.get("eventName")) or _text(attributes.get("event.name")),
        at or whole(row.get("observedTimeUnixNano"), name="observedTimeUnixNano"),
        _value(row.get("body"), 0),
        attributes,
    )


def _points(source: Source, row: dict[str, Any]) -> list[Point]:
    kind = next((one for one in KINDS if isinstance(row.get(one), dict)), None)
    if kind is None:
        return []
    content = row[kind]
    is_delta = kind != "gauge" and content.get("aggregationTemporality") in DELTAS
    return [
        _point(source, _text(row.get("name")), _object(one), is_delta)
        for one in _list(content.get("dataPoints"), "dataPoints")
    ]


def _point(source: Source, name: str, row: dict[str, Any], is_delta: bool) -> Point:  # noqa: FBT001 -- a record's field
    value = row.get("asDouble", row.get("sum", 0))
    if "asInt" in row:
        value = whole(row["asInt"], name="asInt")
    if type(value) not in (int, float):
        raise Rejected("asDouble must be a number")
    return Point(
        source,
        name,
        whole(row.get("startTimeUnixNano"), name="startTimeUnixNano"),
        whole(row.get("timeUnixNano"), name="timeUnixNano"),
        value,
        _attributes(row.get("attributes")),
        is_delta,
    )


def _id(row: dict[str, Any], name: str, size: int, *, may_lack: bool = False) -> str:
    raw = bytes_of_id(row.get(name), name=name, size=size)
    return hex_id(raw, name=name, size=size, may_lack=may_lack)


def _list(value: Any, name: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Rejected(f"{name} must be a list")
    return value


def _attributes(pairs: Any, depth: int = 0) -> Attributes:
    found = {}
    for pair in _list(pairs, "attributes"):
        key = pair.get("key") if isinstance(pair, dict) else None
        if not isinstance(key, str):
            raise Rejected("attributes must be a list of keys and values")
        found[key] = _value(pair.get("value"), depth)
    return found


def _value(value: Any, depth: int) -> Any:
    """A value such as {"intValue": "3"}; one without a known kind is none."""
    if not isinstance(value, dict):
        return None
    if depth > DEEPEST:
        raise Rejected("attributes lie too deep")
    for name, read in SIMPLE.items():
        if name in value:
            return read(value[name])
    if isinstance(held := value.get("arrayValue"), dict):
        return [_value(one, depth + 1) for one in _list(held.get("values"), "values")]
    if isinstance(held := value.get("kvlistValue"), dict):
        return _attributes(held.get("values"), depth + 1)
    return None


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float) else _text(value)


SIMPLE: dict[str, Callable[[Any], Any]] = {
    "stringValue": _text,
    "intValue": lambda value: whole(value, name="intValue"),
    "doubleValue": _number,
    "boolValue": lambda value: value is True,
    "bytesValue": _text,
}
