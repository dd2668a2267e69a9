"""Who emits, and how that one counts: which tokens its totals include."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from agents.otlp.records import Attributes, Source


@dataclass(frozen=True)
class Emitter:
    """How one instrumentation is known, and what its figures mean.

    `has_cached_in_input`: input tokens include those read from and written to a cache.
    `has_reasoning_in_output`: output tokens include those of reasoning.
    `services`, `scopes`: what the service or the scope is called or begins with.
    `marks`: beginnings of attributes that only this one writes. `provider`: whose models it asks
    when it does not say. `beside_input`: an attribute whose tokens come on top of the input.
    `is_known_by_tokens`: neither its events nor its session logs give a request an id.
    """

    name: str
    has_cached_in_input: bool = True
    has_reasoning_in_output: bool = True
    services: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    provider: str = ""
    beside_input: str = ""
    is_known_by_tokens: bool = False

    @property
    def is_tool(self) -> bool:
        """Whether it is a program itself, not a library in somebody's program."""
        return bool(self.services)


EMITTERS = (
    Emitter(
        "claude-code",
        has_cached_in_input=False,
        services=("claude-code", "claude-code-desktop"),
        scopes=("com.anthropic.claude_code",),
        provider="anthropic",
    ),
    Emitter(
        "codex",
        services=("codex", "codex_cli_rs", "codex-cli"),
        scopes=("codex",),
        provider="openai",
        is_known_by_tokens=True,
    ),
    Emitter(
        "gemini-cli",
        has_reasoning_in_output=False,
        services=("gemini-cli",),
        scopes=("gemini-cli", "gemini_cli"),
        provider="google",
        beside_input="tool_token_count",
    ),
    Emitter("pydantic-ai", scopes=("pydantic-ai",)),
    Emitter("litellm", services=("litellm",), scopes=("litellm",)),
    Emitter("vercel-ai", scopes=("ai",), marks=("ai.operationId",)),
    Emitter("openinference", scopes=("openinference.instrumentation",), marks=("openinference.",)),
    Emitter("openllmetry", scopes=("opentelemetry.instrumentation.",), marks=("traceloop.",)),
    Emitter("langsmith", scopes=("langsmith",), marks=("langsmith.",)),
)
SEMCONV = Emitter("otel")
"""Whoever follows the conventions: input includes what was cached, output includes reasoning."""
BARE = Emitter("otel", has_cached_in_input=False)
"""Whoever hands on Anthropic's own figures, which leave the cached ones out."""
ALL_MARKS = tuple(mark for one in EMITTERS for mark in one.marks)
BARE_INPUT = "input_tokens"


def emitter_of(source: Source, attributes: Attributes) -> Emitter:
    """By service or scope, then by what only one instrumentation writes."""
    known = _known(source.service, source.scope)
    if known:
        return known
    for name in attributes:
        if name.startswith(ALL_MARKS):
            return next(one for one in EMITTERS if one.marks and name.startswith(one.marks))
    return BARE if BARE_INPUT in attributes else SEMCONV


@lru_cache(maxsize=1024)
def _known(service: str, scope: str) -> Emitter | None:
    for one in EMITTERS:
        if service in one.services or _begins(scope, one.scopes):
            return one
    return None


def _begins(scope: str, scopes: tuple[str, ...]) -> bool:
    return any(
        scope == one or (scope.startswith(one) and (one[-1] == "." or scope[len(one)] in "._-/@"))
        for one in scopes
    )
