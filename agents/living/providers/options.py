"""What a config says of a model, as the settings of a request."""

from __future__ import annotations

from typing import Any, cast

from pydantic_ai.models import Model as Asked
from pydantic_ai.settings import ModelSettings

from agents.living.config.thinking import Model
from agents.living.providers import transport

SUMMARIES = {"auto": "auto", "always": "detailed"}


def settings_of(model: Model, asked: Asked, *, tool_choice: str) -> ModelSettings:
    """The settings of a request to ASKED: those of MODEL that are given, and our deadlines."""
    found: dict[str, Any] = {
        "max_retries": 0,
        "first_event_timeout": transport.FIRST_EVENT_SECONDS,
        "request_timeout": transport.TOTAL_SECONDS,
        "tool_choice": tool_choice,
        **_reasoning(model, asked),
    }
    if model.provider == "openai":
        found["openai_store"] = False
    if model.temperature is not None:
        found["temperature"] = model.temperature
    if model.max_output_tokens is not None:
        found["max_tokens"] = model.max_output_tokens
    return cast(ModelSettings, found)


def _reasoning(model: Model, asked: Asked) -> dict[str, Any]:
    """Effort and summary, for models that reason.

    Which of OpenAI's and Anthropic's do is known; a compatible server is taken at the
    config's word.
    """
    reasoning = model.reasoning
    if reasoning is None:
        return {}
    if not reasoning.enabled:
        return {"thinking": False}
    wanted: dict[str, Any]
    if model.provider == "openai-compatible":
        wanted = {"openai_reasoning_effort": reasoning.effort}
    elif asked.profile.get("supports_thinking"):
        wanted = {"thinking": reasoning.effort}
    else:
        return {}
    if model.provider != "anthropic" and reasoning.summary in SUMMARIES:
        wanted["openai_reasoning_summary"] = SUMMARIES[reasoning.summary]
    return wanted
