"""Spans as nodes of runs. Pure."""

from __future__ import annotations

from datetime import datetime

from agents.models import Road
from agents.otlp import reading, talk
from agents.otlp.nodes import Node, payload_of
from agents.otlp.reading import Read
from agents.otlp.records import Event, Span
from agents.otlp.refusing import Rejected
from agents.otlp.values import moment, text
from agents.usage.facts import Fact

ENDS_EARLY = "ends before it begins"
FLAGS = {ENDS_EARLY: "the span's end lies before its begin, so it is taken to last no time"}
PROVISIONAL = "pending_span"
"""What Logfire sends when a span begins; the span itself follows."""


def node_of(span: Span, *, now: datetime) -> Node | None:
    """None for what only announces a span. Raises Rejected."""
    if span.attributes.get("logfire.span_type") == PROVISIONAL:
        return None
    begin = moment(span.begin_ns, name="startTimeUnixNano", now=now)
    end = moment(span.end_ns, name="endTimeUnixNano", now=now) if span.end_ns else begin
    attributes = span.attributes
    read = reading.read(span.source, attributes, name=span.name)
    payload = payload_of(read, talk.said(attributes, span.events), talk.kept(attributes))
    if end < begin:
        payload.setdefault("flags", []).append(ENDS_EARLY)
    return Node(
        span.trace_id,
        span.span_id,
        span.trace_id,
        span.span_id,
        span.parent_id if span.parent_id != span.span_id else "",
        text(span.name),
        begin,
        max(begin, end),
        span.is_error,
        _error(span) if span.is_error else "",
        read,
        payload,
        fact=_fact(span, read, begin) if read.is_billed else None,
        resource={} if span.parent_id else talk.kept(span.source.resource),
    )


def _error(span: Span) -> str:
    return talk.cut(
        span.message or reading.first(span.attributes, "error") or _thrown(span.events), most=500
    )


def _thrown(events: list[Event]) -> str:
    for event in events:
        if event.name == "exception":
            kind, message = (
                text(event.attributes.get(f"exception.{name}")) for name in ("type", "message")
            )
            return f"{kind}: {message}".strip(": ")
    return "failed"


def _fact(span: Span, read: Read, begin: datetime) -> Fact:
    return fact_of(read, at=begin, road=Road.SPAN, trace_id=span.trace_id, span_id=span.span_id)


def fact_of(read: Read, *, at: datetime, road: Road, trace_id: str, span_id: str) -> Fact:
    """The request that READ tells of; its session is that of its run, given later."""
    tokens = read.tokens
    if not read.provider:
        raise Rejected("a request needs a provider")
    return Fact(
        provider=read.provider,
        request_id=read.request_id,
        message_id=read.message_id,
        at=at,
        model=read.model,
        input_tokens=tokens.input,
        cache_read_tokens=tokens.cache_read,
        cache_write_5m_tokens=tokens.cache_write_5m,
        cache_write_1h_tokens=tokens.cache_write_1h,
        output_tokens=tokens.output,
        reasoning_tokens=tokens.reasoning,
        speed=read.speed,
        is_sidechain=False,
        provided_pico=read.pico,
        session=read.session,
        project=read.project,
        branch=read.branch,
        flags=",".join(tokens.flags),
        path="",
        offset=0,
        road=road.value,
        trace_id=trace_id,
        span_id=span_id,
    )
