"""Lanes of a run's waterfall, from its steps and calls or from its requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from agents.models import Run, RunStatus, StepKind, UsageEvent
from agents.runs.telling import CallTold, StepTold
from devcraft.waterfall import Lane, Span

MOST = 60
WAIT = "wait"
KINDS = {
    StepKind.MODEL.value: "model",
    StepKind.TOOL.value: "call",
    StepKind.AGENT.value: "agent",
    StepKind.OTHER.value: "agent",
}
"""How a step is coloured. One that holds others is at work while they are."""


def of_steps(run: Run, steps: Sequence[StepTold], *, now: datetime) -> list[Lane]:
    """A lane for each step and for each of its calls; the last MOST of them."""
    begin = run.started_at
    found = []
    for told in steps:
        row = told.row
        ended = row.ended_at or (now if told.is_open else row.started_at)
        kind = "failed" if row.error or row.status == RunStatus.FAILED else KINDS[row.kind]
        span = _span(begin, row.started_at, ended, kind)
        found.append(_lane(f"{row.number} {told.title}", [span], row.number, told.indent))
        found += [
            _lane(one.name, _of_call(one, begin, now), row.number, told.indent + 1)
            for one in told.calls
        ]
    return found[-MOST:]


def of_requests(run: Run, events: Iterable[UsageEvent]) -> list[Lane]:
    """A lane for each model, with a mark for each request."""
    marks: dict[str, list[Span]] = {}
    for event in events:
        moment = _since(run.started_at, event.at)
        name = f"{event.model} (side)" if event.is_sidechain else event.model
        marks.setdefault(name, []).append(Span(moment, moment, "model"))
    return [Lane(name, f"{len(spans):,}", spans) for name, spans in sorted(marks.items())]


def reading(lanes: Sequence[Lane]) -> str:
    """Where the time of LANES went, in one line."""
    spans = [span for lane in lanes for span in lane.spans]
    parts = [
        (f"{_seconds(took)} {words}")
        for words, kinds in (
            ("with models", {"model", "failed"}),
            ("in tools", {"call"}),
            ("waiting for answers", {WAIT}),
        )
        if (took := sum(span.end - span.begin for span in spans if span.kind in kinds))
    ]
    return ", ".join(parts) if parts else "Nothing took any time that could be measured"


def counted(lanes: Sequence[Lane]) -> str:
    """How many requests are drawn, and of how many models."""
    requests, models = sum(len(lane.spans) for lane in lanes), len(lanes)
    many = "the requests on this page" if requests > 1 else "one request"
    return f"When {many} came, by model" if models else ""


def _of_call(told: CallTold, begin: datetime, now: datetime) -> list[Span]:
    """What was waited for, then what was done."""
    call, question = told.call, told.question
    spans = []
    if question is not None:
        answered = question.resolved_at or call.ended_at or now
        spans.append(_span(begin, question.created_at, answered, WAIT))
    if call.started_at is not None:
        kind = "failed" if told.tone == "bad" else "call"
        ended = call.ended_at or now
        spans.append(_span(begin, call.started_at, ended, kind))
    elif not spans:
        moment = call.ended_at or call.created_at
        spans.append(_span(begin, moment, moment, "failed" if call.ended_at else WAIT))
    return spans


def _span(begin: datetime, first: datetime, last: datetime, kind: str) -> Span:
    """From FIRST to LAST; a clock that was set back meanwhile makes no length below zero."""
    start = _since(begin, first)
    return Span(start, max(_since(begin, last), start), kind, is_wait=kind == WAIT)


def _lane(label: str, spans: list[Span], number: int, depth: int) -> Lane:
    took = sum(span.end - span.begin for span in spans)
    return Lane(label, _seconds(took), spans, at=f"?step={number}#step-{number}", depth=depth)


def _seconds(took: float) -> str:
    if took < 1:
        return f"{took * 1000:.0f} ms"
    return f"{took:.1f} s" if took < 60 else f"{took // 60:,.0f} min {took % 60:.0f} s"


def _since(begin: datetime, moment: datetime) -> float:
    return max((moment - begin).total_seconds(), 0.0)
