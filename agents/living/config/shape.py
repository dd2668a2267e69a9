"""The whole config, version 3."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from agents.living.config.calling import Mcp, Tools
from agents.living.config.texts import Name, Part, Prompt, Prose, once
from agents.living.config.thinking import AdaptiveModel, Consciousness, Heartbeat, Loop, Model

Middleware = Annotated[list[Literal["rag", "guardrails", "logging"]], Field(max_length=3), once()]


class About(Part):
    name: Name
    description: Prose = ""
    system: Prompt = ""


class Config(Part):
    """What an agent is, how it thinks and what it may call.

    Only what was given is written again: `written()` and reading are each other's inverse.
    """

    version: Literal["3.0"] = "3.0"
    agent: About
    model: Model
    consciousness: Consciousness = Field(default_factory=Consciousness)
    adaptive_model: AdaptiveModel = Field(default_factory=AdaptiveModel)
    loop: Loop = Field(default_factory=Loop)
    middleware: Middleware = Field(default_factory=list)
    tools: Tools = Field(default_factory=list)
    mcp: Mcp = Field(default_factory=Mcp)
    heartbeat: Heartbeat | None = None

    def written(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)
