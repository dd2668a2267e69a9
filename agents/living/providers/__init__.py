"""What a model is to the think cycle: messages and tools in, one reply out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

Message = dict[str, Any]
"""A role-shaped message, as `agents.living.messages` makes them."""

Native = dict[str, Any]
"""What a provider must get back word for word; nobody but its adapter looks inside."""

Hear = Callable[[int, str, str], None]
"""Told the number of a call in the reply that is coming, its tool, and a piece of its JSON."""


@dataclass(frozen=True)
class Offered:
    """A tool that a model may call; its arguments fit `schema`."""

    name: str
    description: str
    schema: dict[str, Any]


def deaf(number: int, tool: str, piece: str) -> None:
    """Hears nothing."""


@dataclass(frozen=True)
class Asking:
    """How one question is put, and what listens to its answer.

    `model` overrides the configured one. `hear` is called in the thread that asked.
    """

    model: str = ""
    tool_choice: str = "auto"
    hear: Hear = deaf


@dataclass(frozen=True)
class Call:
    """A call a model asked for. `id` is the model's own and may be wrong or missing.

    A `fault` says in one sentence why its arguments cannot be used.
    """

    id: str
    name: str
    args: Any
    fault: str = ""


@dataclass(frozen=True)
class Usage:
    """Tokens of one answer. Input counts those read from or written to a cache as well,
    output those spent on reasoning. They are estimated where a provider told none.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0
    is_estimated: bool = False


@dataclass(frozen=True)
class Reply:
    """One answer of a model. `model` names the one that answered."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    usage: Usage = field(default_factory=Usage)
    finish_reason: str = "stop"
    model: str = ""
    native: Native | None = None


class ProviderFailed(Exception):
    """No answer that could be kept. The words are for people; `after` is in seconds, where
    the provider said when to come back.

    `kind` is rate_limit, overloaded, network, bad_answer or auth, where waiting may help,
    and quota, not_found, bad_request or context_window, where it cannot.
    """

    def __init__(self, kind: str, words: str, *, after: float = 0) -> None:
        super().__init__(words)
        self.kind = kind
        self.after = after


class Provider(Protocol):
    def reply(self, messages: list[Message], offered: list[Offered], asking: Asking) -> Reply:
        """The model's next answer. Raises ProviderFailed."""
        ...
