"""Where a provider is asked, and with which key: the operator's, or the one a config names.

The operator's keys go to their own providers and to OPENAI_BASE_URL alone. An address that a
config names is sent the key that the config names with it, or none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings

from agents.living.config.thinking import Model


class NoProvider(ValueError):
    """The config names a provider that cannot be asked here."""


@dataclass(frozen=True)
class Endpoint:
    """An address and its key. `is_configured` where a config chose it, not the operator."""

    provider: str
    url: str
    key: str = field(repr=False)
    is_configured: bool = False


def endpoint_of(model: Model) -> Endpoint:
    """Where MODEL is asked. Raises NoProvider with what is missing."""
    if model.provider == "openai":
        key = _needed("OPENAI_API_KEY", settings.OPENAI_API_KEY, model)
        return Endpoint("openai", settings.OPENAI_URL, key)
    if model.provider == "anthropic":
        key = _needed("ANTHROPIC_API_KEY", settings.ANTHROPIC_API_KEY, model)
        return Endpoint("anthropic", settings.ANTHROPIC_URL, key)
    if model.base_url is not None:
        return Endpoint(model.provider, model.base_url, _named(model), is_configured=True)
    if not settings.OPENAI_BASE_URL:
        raise NoProvider(
            f"model.provider {model.provider} needs model.baseUrl in the config, or the variable "
            "OPENAI_BASE_URL where the worker runs."
        )
    return Endpoint(model.provider, settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY)


def _needed(name: str, key: str, model: Model) -> str:
    if not key:
        raise NoProvider(
            f"model.provider {model.provider} needs the variable {name}, "
            "which is not set where the worker runs."
        )
    return key


def _named(model: Model) -> str:
    if model.api_key is None:
        return ""
    key: str = settings.AGENT_SECRETS.get(model.secret, "")
    if not key:
        raise NoProvider(
            f"model.apiKey needs the variable {model.secret}, "
            "which is not set where the worker runs."
        )
    return key
