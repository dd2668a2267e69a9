"""What a config says of thinking: model, consciousness, tiers, loop, heartbeat."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from agents.living.config.texts import Name, Part, Prose, SecretName, Url, Zone, not_yet, secrets_in

Provider = Annotated[
    Literal["openai", "anthropic", "openai-compatible", "scripted"],
    not_yet("google", "xai", "openrouter", instead="openai-compatible"),
]
Api = Annotated[
    Literal["default", "responses", "chat"], not_yet("completion", instead="responses or chat")
]
Strategy = Annotated[Literal["summarize"], not_yet("semantic", "layered", instead="summarize")]


class Reasoning(Part):
    enabled: bool = False
    effort: Literal["low", "medium", "high"] = "medium"
    summary: Literal["auto", "always", "never"] = "auto"


Failure = Literal[
    "rate_limit",
    "overloaded",
    "network",
    "bad_answer",
    "auth",
    "quota",
    "not_found",
    "bad_request",
    "context_window",
]


class ScriptedCall(Part):
    name: Name
    args: dict[str, Any] = Field(default_factory=dict)


class Turn(Part):
    """One reply of the scripted provider, or how it fails.

    It waits for `delayMs` milliseconds first; with `stream` it tells the arguments of its
    calls word by word over the same time.
    """

    text: Prose = ""
    calls: Annotated[list[ScriptedCall], Field(max_length=16)] = Field(default_factory=list)
    error: Failure | None = None
    delay_ms: Annotated[int, Field(ge=0, le=60_000)] = 0
    stream: bool = False


class Rule(Part):
    """What the scripted provider replies when `when` stands in the inbox."""

    when: Prose = ""
    steps: Annotated[list[Turn], Field(max_length=64)]


class Model(Part):
    """What answers. `baseUrl` and the key it is sent are for openai-compatible alone."""

    provider: Provider
    name: Name
    base_url: Url | None = None
    api_key: SecretName | None = None
    api: Api | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    max_output_tokens: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    reasoning: Reasoning | None = None
    script: Annotated[list[Rule], Field(max_length=64)] | None = None

    @property
    def secret(self) -> str:
        """The environment variable that holds the key for `base_url`, if one is named."""
        return secrets_in(self.api_key)[0] if self.api_key else ""


class Consciousness(Part):
    max_tokens: Annotated[int, Field(ge=1_000, le=10_000_000)] = 100_000
    min_recent_cycles: Annotated[int, Field(ge=1, le=1_000)] = 10
    compaction_strategy: Strategy = "summarize"


class AdaptiveModel(Part):
    """Names of models of the same provider; a tier that is left out uses model.name."""

    cheap: Name | None = None
    standard: Name | None = None
    reasoning: Name | None = None


class Loop(Part):
    max_steps: Annotated[int, Field(ge=1, le=200)] = 20
    max_tokens_per_cycle: Annotated[int, Field(ge=100, le=10_000_000)] = 50_000
    tool_choice: Literal["auto", "required", "none"] = "auto"


class ActiveHours(Part):
    start: Annotated[int, Field(ge=0, le=23)]
    end: Annotated[int, Field(ge=1, le=24)]


class Heartbeat(Part):
    """Wakes an agent that nothing woke. Hours that end before they start pass midnight."""

    enabled: bool
    interval_minutes: Annotated[int, Field(ge=5, le=10_080)] = 120
    active_hours: ActiveHours | None = None
    timezone: Zone = "UTC"
