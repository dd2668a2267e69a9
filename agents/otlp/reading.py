"""What the attributes of a span or log record mean, whoever wrote them. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from agents.otlp.emitters import Emitter, emitter_of
from agents.otlp.names import (
    AGENT,
    KINDS,
    MODEL,
    NAMED_KINDS,
    NAMES,
    OF_MODELS,
    OTHER,
    PROVIDERS,
)
from agents.otlp.records import Attributes, Source
from agents.otlp.tokens import NONE, Tokens, stated_pico, tokens_of
from agents.otlp.values import text

FAST = ("fast", "priority")


class Read(NamedTuple):
    """One item in one language. Texts are empty where nothing was said.

    `tokens` and `pico`, the stated cost, are those of an inference; agents and tools have none.
    """

    emitter: Emitter
    service: str
    kind: str
    provider: str
    model: str
    request_id: str
    message_id: str
    session: str
    agent: str
    tool: str
    project: str
    branch: str
    finish: str
    speed: str
    tokens: Tokens
    pico: int | None

    @property
    def is_billed(self) -> bool:
        return self.kind == MODEL and bool(self.model) and self.tokens.total > 0


def read(source: Source, attributes: Attributes, *, name: str) -> Read:
    """What the item called NAME says. Raises Rejected."""
    emitter = emitter_of(source, attributes)
    kind = kind_of(attributes, name)
    is_model = kind == MODEL
    model = first(attributes, "model") if is_model else ""
    request, message = _ids(attributes) if is_model else ("", "")
    return Read(
        emitter,
        text(source.service),
        kind,
        provider_of(first(attributes, "provider") or emitter.provider, model) if is_model else "",
        model,
        request,
        message,
        about(source, attributes, "session"),
        about(source, attributes, "agent"),
        first(attributes, "tool"),
        about(source, attributes, "project", most=400),
        branch_named(source, attributes),
        _finish(attributes),
        "fast" if first(attributes, "speed") in FAST else "",
        tokens_of(attributes, emitter) if is_model else NONE,
        stated_pico(attributes) if is_model else None,
    )


def first(attributes: Attributes, meaning: str, *, most: int = 200) -> str:
    """The first text that any name of MEANING holds."""
    for name in NAMES[meaning]:
        value = attributes.get(name)
        if value is not None and value != "":
            return text(value, most=most)
    return ""


def about(source: Source, attributes: Attributes, meaning: str, *, most: int = 200) -> str:
    """What the item says of MEANING, else what its resource does."""
    found = first(attributes, meaning, most=most)
    if found:
        return found
    if meaning not in source.memo:
        source.memo[meaning] = first(source.resource, meaning, most=most)
    return source.memo[meaning]


def kind_of(attributes: Attributes, name: str) -> str:
    for attribute, kinds in KINDS:
        value = attributes.get(attribute)
        if isinstance(value, str) and (kind := kinds.get(value) or kinds.get(value.upper())):
            return kind
    known = NAMED_KINDS.get(name)
    if known:
        return known
    if "gen_ai.aggregated_usage.input_tokens" in attributes:
        return AGENT
    is_asked = any(one in attributes for one in NAMES["input_tokens"])
    return MODEL if is_asked and first(attributes, "model") else OTHER


def provider_of(said: str, model: str) -> str:
    """What the price book calls the provider; told by the model where nobody says it."""
    known = said.lower()
    if known:
        return PROVIDERS.get(known) or PROVIDERS.get(known.partition(".")[0]) or known[:80]
    name = model.rpartition("/")[2].lower()
    return next((whose for begin, whose in OF_MODELS if name.startswith(begin)), "unknown")


def _ids(attributes: Attributes) -> tuple[str, str]:
    """Ids of the request and of the answer; Anthropic's answers are known by `msg_`."""
    found = first(attributes, "request")
    answer = text(attributes.get("gen_ai.response.id"))
    if found.startswith("msg_"):
        return "", found
    return found, answer if answer.startswith("msg_") else ""


def _finish(attributes: Attributes) -> str:
    for name in NAMES["finish"]:
        value: Any = attributes.get(name)
        if isinstance(value, list):
            value = ", ".join(text(one) for one in value[:5])
        if value:
            return text(value)
    return ""


def branch_named(source: Source, attributes: Attributes) -> str:
    """The branch; a mission that is named stands before it, as a branch would name it."""
    branch = about(source, attributes, "branch")
    mission = _number(about(source, attributes, "mission"))
    if mission is None:
        return branch
    return f"mission-{mission} {branch}".strip()[:200]


def _number(said: str) -> int | None:
    digits = said.removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None
