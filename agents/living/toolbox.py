"""All that one agent may call: what every agent has, and what its config adds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.living import acting
from agents.living.acting.acts import Act
from agents.living.config import holding
from agents.living.config.calling import Called, Tool
from agents.living.config.shape import Config
from agents.living.providers import Offered
from agents.living.servers.offers import ServerCall
from agents.models import Effect
from devcraft.refusing import Kind, Refused

Addition = Tool | ServerCall
"""A tool that a config adds, by itself or by a server that it names."""


@dataclass(frozen=True)
class Toolbox:
    """What CONFIG says, beside the acts of the agent; without an agent those of all."""

    config: Config
    of_servers: tuple[ServerCall, ...] = ()
    acts: Mapping[str, Act] = field(default_factory=lambda: acting.ACTS)

    def offered(self) -> list[Offered]:
        """What a model is told that it may call."""
        own = [Offered(t.name, t.description, t.input_schema) for t in self._added()]
        return [*(act.offered for act in self.acts.values()), *own]

    def _added(self) -> list[Addition]:
        return [*self.config.tools, *self.of_servers]

    def find(self, name: str) -> Act | Addition:
        """The act or tool called NAME. Raises Refused."""
        found = self.acts.get(name) or next(
            (tool for tool in self._added() if tool.name == name), None
        )
        if found is None:
            raise Refused("tool", f"{name[:64]!r} does not exist", Kind.MISSING)
        return found

    def effect(self, name: str) -> Effect:
        """What repeating a call does; our own acts happen in one transaction with its end."""
        try:
            found = self.find(name)
        except Refused:
            return Effect.READ
        return Effect(found.effect) if isinstance(found, Called) else Effect.IDEMPOTENT

    def check(self, name: str, args: Any) -> None:
        """Raise Refused unless ARGS are such as NAME takes."""
        found = self.find(name)
        schema = found.input_schema if isinstance(found, Called) else found.offered.schema
        holding.check(args, schema)
