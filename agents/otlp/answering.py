"""What a sender is told: in the encoding it spoke, all taken, some rejected, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from agents.otlp import plain_json, protobuf
from agents.otlp.bodies import Encoding
from agents.otlp.records import Decoded

MOST_TOLD = 10
INVALID, UNAUTHENTICATED, EXHAUSTED, UNAVAILABLE = 3, 16, 8, 14
CODES = {401: UNAUTHENTICATED, 403: 7, 413: EXHAUSTED, 429: EXHAUSTED, 503: UNAVAILABLE}
"""gRPC's codes of HTTP's statuses; others are INVALID."""


@dataclass(frozen=True)
class Signal:
    """One of the three kinds of post: how it is decoded and answered."""

    name: str
    message: Any
    counted: str
    module_part: str

    def decode(self, body: bytes, encoding: Encoding) -> Decoded:
        """Raises Unacceptable."""
        module = plain_json if encoding is Encoding.JSON else protobuf
        found: Decoded = getattr(module, self.module_part)(body)
        return found


TRACES = Signal("traces", ExportTraceServiceResponse, "rejected_spans", "spans")
LOGS = Signal("logs", ExportLogsServiceResponse, "rejected_log_records", "logs")
METRICS = Signal("metrics", ExportMetricsServiceResponse, "rejected_data_points", "points")
SIGNALS = {signal.name: signal for signal in (TRACES, LOGS, METRICS)}


def taken(signal: Signal, encoding: Encoding, rejected: Sequence[str]) -> bytes:
    """The body of a 200: empty when all was taken, else how much was not, and why."""
    if encoding is Encoding.JSON:
        if not rejected:
            return b"{}"
        head, *parts = signal.counted.split("_")
        name = head + "".join(part.title() for part in parts)
        partial = {name: str(len(rejected)), "errorMessage": sentence(rejected)}
        return orjson.dumps({"partialSuccess": partial})
    message = signal.message()
    if rejected:
        setattr(message.partial_success, signal.counted, len(rejected))
        message.partial_success.error_message = sentence(rejected)
    answer: bytes = message.SerializeToString()
    return answer


def sentence(rejected: Sequence[str]) -> str:
    told = "; ".join(rejected[:MOST_TOLD])
    more = len(rejected) - MOST_TOLD
    return f"{told}; and {more:,} more" if more > 0 else told


def refused(encoding: Encoding, status: int, words: str) -> bytes:
    """A google.rpc.Status that says WORDS."""
    code = CODES.get(status, INVALID)
    if encoding is Encoding.JSON:
        return orjson.dumps({"code": code, "message": words})
    said = words.encode()
    return bytes([0x08, code, 0x12]) + _varint(len(said)) + said


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])
