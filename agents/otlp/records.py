"""Spans, log records and data points, whatever they were coded in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

Attributes = dict[str, Any]
"""Values are texts, numbers, booleans, None, lists and objects of these."""


@dataclass(frozen=True)
class Source:
    """Who sent items: the resource's attributes, and the instrumentation's name and version.

    `memo` keeps what was found in the resource, for the other items of the same sender.
    """

    resource: Attributes
    scope: str
    scope_version: str
    memo: dict[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def service(self) -> str:
        found = self.resource.get("service.name")
        return found if isinstance(found, str) else ""


class Event(NamedTuple):
    name: str
    attributes: Attributes


class Span(NamedTuple):
    """Ids in lower-case hex; times in nanoseconds since 1970, 0 for none."""

    source: Source
    trace_id: str
    span_id: str
    parent_id: str
    name: str
    begin_ns: int
    end_ns: int
    attributes: Attributes
    events: list[Event]
    is_error: bool
    message: str


class Log(NamedTuple):
    """`name` is the event's; ids are empty where the record stands in no trace."""

    source: Source
    trace_id: str
    span_id: str
    name: str
    at_ns: int
    body: Any
    attributes: Attributes


class Point(NamedTuple):
    """One number of a metric. `is_delta` says whether it counts from the point before."""

    source: Source
    metric: str
    begin_ns: int
    at_ns: int
    value: float
    attributes: Attributes
    is_delta: bool


@dataclass
class Decoded:
    """The items of a post, and why others were left out, each in one sentence."""

    items: list[Any] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
