"""One span or log record as a node of a run, with the fact that it tells. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agents.models import RunStatus
from agents.otlp.names import VERSION
from agents.otlp.reading import Read
from agents.usage.facts import Fact

FAILED, COMPLETED = RunStatus.FAILED.value, RunStatus.COMPLETED.value


@dataclass(slots=True)
class Node:
    """A step to be written. `run` names its run: a trace, or a session without one.

    `own` tells it apart within the run: the span's id, or what a log record is known by.
    `begin` and `end` are UTC. `fact` is there for billed requests alone, `is_step` is false
    for records that spans tell as well.
    """

    run: str
    own: str
    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    begin: datetime
    end: datetime
    is_error: bool
    error: str
    read: Read
    payload: dict[str, Any]
    fact: Fact | None = None
    is_step: bool = True
    resource: dict[str, Any] = field(default_factory=dict)

    @property
    def is_root(self) -> bool:
        return not self.parent_span_id

    @property
    def status(self) -> str:
        return FAILED if self.is_error else COMPLETED


def payload_of(read: Read, said: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    """What is stored beside the columns: texts, figures, other attributes, and by which mapping."""
    found: dict[str, Any] = {"emitter": read.emitter.name, "mapping": VERSION, **said}
    if "output" in said:
        found["text"] = found.pop("output")
    if read.tool:
        found["tool"] = read.tool
    if read.tokens.total:
        found["usage"] = _usage(read)
    if read.tokens.flags:
        found["flags"] = list(read.tokens.flags)
    found["attributes"] = kept
    return found


def _usage(read: Read) -> dict[str, int]:
    """As our own journal writes it: all input together, and what of it was cached."""
    tokens = read.tokens
    written = tokens.cache_write_5m + tokens.cache_write_1h
    return {
        "input_tokens": tokens.input + tokens.cache_read + written,
        "output_tokens": tokens.output,
        "cache_read_tokens": tokens.cache_read,
        "cache_write_tokens": written,
        "reasoning_tokens": tokens.reasoning,
    }
