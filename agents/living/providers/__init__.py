"""What a model is to the think cycle: messages and tools in, one reply out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

Message = dict[str, Any]
"""A role-shaped message, as `agents.living.messages` makes them."""


@dataclass(frozen=True)
class Offered:
    """A tool that a model may call; its arguments fit `schema`."""

    name: str
    description: str
    schema: dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A call a model asked for. `id` is the model's own and may be wrong or missing."""

    id: str
    name: str
    args: Any


@dataclass(frozen=True)
class Usage:
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True)
class Reply:
    """One answer of a model. `model` names the one that answered."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    usage: Usage = field(default_factory=Usage)
    finish_reason: str = "stop"
    model: str = ""


class ProviderFailed(Exception):
    """No answer, through no fault of what was asked.

    `kind` is rate_limit, overloaded, network or auth; the words are for people.
    """

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(words)
        self.kind = kind


class Provider(Protocol):
    def reply(self, messages: list[Message], offered: list[Offered]) -> Reply:
        """The model's next answer. Raises ProviderFailed."""
        ...
