"""Which provider a config asks for."""

from __future__ import annotations

from agents.living.config.shape import Config
from agents.living.providers import Provider
from agents.living.providers.scripted import Scripted


class NoProvider(ValueError):
    """The config names a provider that cannot be asked here."""


def provider_of(config: Config) -> Provider:
    """What answers for CONFIG. Raises NoProvider."""
    model = config.model
    if model.provider != "scripted":
        raise NoProvider(f"model.provider {model.provider} cannot be asked yet; use scripted.")
    return Scripted(model.name, model.script)
