"""Log records of coding agents as nodes of runs, by what each event means. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from agents.models import Road
from agents.otlp import reading, talk
from agents.otlp.emitters import emitter_of
from agents.otlp.names import MODEL, NAMES, OTHER, TOOL
from agents.otlp.nodes import Node, payload_of
from agents.otlp.records import Log
from agents.otlp.refusing import Rejected
from agents.otlp.tokens import NONE
from agents.otlp.tracing import fact_of
from agents.otlp.values import moment, text, whole
from agents.usage.facts import Fact, codex_answer

PREFIXES = ("claude_code.", "codex.", "gemini_cli.")
TRUE = (True, "true", "True", 1, "1")
MOST_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True)
class Meaning:
    """What an event is; `only` names an attribute and the value that it must have."""

    kind: str
    is_failure: bool = False
    only: tuple[str, str] = ("", "")


MEANINGS = {
    ("claude-code", "api_request"): Meaning(MODEL),
    ("claude-code", "api_error"): Meaning(MODEL, is_failure=True),
    ("claude-code", "tool_result"): Meaning(TOOL),
    ("claude-code", "user_prompt"): Meaning(OTHER),
    ("codex", "sse_event"): Meaning(MODEL, only=("event.kind", "response.completed")),
    ("codex", "tool_result"): Meaning(TOOL),
    ("codex", "user_prompt"): Meaning(OTHER),
    ("gemini-cli", "api_response"): Meaning(MODEL),
    ("gemini-cli", "api_error"): Meaning(MODEL, is_failure=True),
    ("gemini-cli", "tool_call"): Meaning(TOOL),
    ("gemini-cli", "user_prompt"): Meaning(OTHER),
}
"""By emitter and by the event's name without its prefix. All others are ignored by name."""


def name_of(log: Log) -> str:
    """What the event is called, without the emitter's prefix."""
    found = log.name or (log.body if isinstance(log.body, str) else "")
    for prefix in PREFIXES:
        found = found.removeprefix(prefix)
    return text(found, most=80)


def node_of(log: Log, *, now: datetime) -> Node | None:
    """None for events that mean nothing here. Raises Rejected."""
    name = name_of(log)
    emitter = emitter_of(log.source, log.attributes)
    meaning = MEANINGS.get((emitter.name, name))
    if meaning is None or not _is_whole(log, meaning):
        return None
    end = moment(log.at_ns, name="timeUnixNano", now=now)
    session = reading.about(log.source, log.attributes, "session")
    run = log.trace_id or (f"session:{session}" if session else "")
    if not run:
        raise Rejected("an event needs session.id, conversation.id or a trace")
    return _node(log, name, meaning, run, end)


def _is_whole(log: Log, meaning: Meaning) -> bool:
    attribute, value = meaning.only
    return not attribute or log.attributes.get(attribute) == value


def _node(log: Log, name: str, meaning: Meaning, run: str, end: datetime) -> Node:
    read = reading.read(log.source, log.attributes, name="")._replace(kind=meaning.kind)
    is_error = meaning.is_failure or _failed(log)
    if meaning.kind == MODEL:
        read = _asked(log, read, is_failure=meaning.is_failure)
    else:
        read = read._replace(tokens=NONE, pico=None, model="")
    took = timedelta(milliseconds=_duration(log))
    own = own_of(log, name)
    return Node(
        run,
        own,
        log.trace_id,
        "",
        log.span_id,
        read.tool or read.model or name,
        end - took,
        end,
        is_error,
        talk.cut(reading.first(log.attributes, "error"), most=500) or "failed" if is_error else "",
        read,
        payload_of(read, talk.said(log.attributes), talk.kept(log.attributes)),
        fact=_fact(log, read, f"{run}/{own}", end) if read.is_billed else None,
        is_step=not log.trace_id,
    )


def _fact(log: Log, read: reading.Read, own: str, at: datetime) -> Fact:
    """An event without any id of its request is known by its tokens, where session logs are
    known by these too, else by its own place."""
    fact = fact_of(read, at=at, road=Road.EVENT, trace_id="", span_id="")
    if read.request_id or read.message_id:
        return fact
    if read.emitter.is_known_by_tokens:
        return fact._replace(message_id=_answer(read))
    return fact._replace(path=own[:1000], offset=log.at_ns)


def _answer(read: reading.Read) -> str:
    tokens = read.tokens
    sent, cached = tokens.input + tokens.cache_read, tokens.cache_read
    return codex_answer(read.session[:100], sent, cached, tokens.output, tokens.reasoning)


def _asked(log: Log, read: reading.Read, *, is_failure: bool) -> reading.Read:
    """READ as a request to a model, which it may not have looked like."""
    if is_failure:
        return read._replace(tokens=NONE, pico=None)
    if read.model:
        return read
    return reading.read(log.source, {**log.attributes, "gen_ai.operation.name": "chat"}, name="")


def own_of(log: Log, name: str) -> str:
    """What tells LOG apart within its run, the same when it is sent again."""
    told = [log.at_ns, log.attributes]
    content = orjson.dumps(told, option=orjson.OPT_SORT_KEYS, default=str)
    return f"{name}:{hashlib.sha256(content).hexdigest()[:32]}"


def _failed(log: Log) -> bool:
    success = log.attributes.get("success")
    return success is not None and success not in TRUE


def _duration(log: Log) -> int:
    for name in NAMES["duration_ms"]:
        value = log.attributes.get(name)
        try:
            found = whole(value, name=name) if value is not None else 0
        except Rejected:
            found = int(value) if isinstance(value, float) and abs(value) < MOST_MS else 0
        return min(max(found, 0), MOST_MS)
    return 0
