"""Which of the library's models speaks for a config."""

from __future__ import annotations

from pydantic_ai.models import Model as Asked
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

from agents.living.config.thinking import Model
from agents.living.providers.endpoints import Endpoint
from devcraft.outbound import AsyncClient

WHOLE = OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True)
"""A stream that ends without saying why it ends broke off."""


def asked_at(endpoint: Endpoint, model: Model, *, name: str, client: AsyncClient) -> Asked:
    """The model NAME at ENDPOINT, spoken to in the api that MODEL asks for."""
    if endpoint.provider == "anthropic":
        claude = AnthropicProvider(api_key=endpoint.key, base_url=endpoint.url, http_client=client)
        return AnthropicModel(name, provider=claude)
    provider = _openai(endpoint, client)
    if uses_responses(model):
        return OpenAIResponsesModel(name, provider=provider)
    return OpenAIChatModel(name, provider=provider, profile=WHOLE)


def _openai(endpoint: Endpoint, client: AsyncClient) -> OpenAIProvider | OpenAICompatibleProvider:
    if endpoint.provider == "openai":
        return OpenAIProvider(endpoint.url, endpoint.key, http_client=client)
    return OpenAICompatibleProvider(
        endpoint.provider,
        base_url=endpoint.url,
        api_key=endpoint.key or None,
        http_client=client,
    )


def uses_responses(model: Model) -> bool:
    """Whether MODEL is asked through Responses, OpenAI's default, or chat completions."""
    if model.api in ("responses", "chat"):
        return model.api == "responses"
    return model.provider == "openai"
