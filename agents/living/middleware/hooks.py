"""What a hook is, and what it knows of the question it stands around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from agents.living.providers import Message, Reply
from agents.models import Run


@dataclass(frozen=True)
class Around:
    """One question of RUN: the number of its step from 1, and what woke the run."""

    run: Run
    step: int
    inbox: str


class Hook(Protocol):
    def told(self, messages: list[Message], around: Around) -> list[Message]:
        """What is sent instead of MESSAGES; index 0 is the system prompt."""
        ...

    def replied(self, reply: Reply, around: Around) -> Reply:
        """What the cycle gets instead of REPLY."""
        ...
