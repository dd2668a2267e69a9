"""Which provider a config asks for."""

from __future__ import annotations

from agents.living.config.shape import Config
from agents.living.providers import Provider, endpoints
from agents.living.providers.endpoints import NoProvider
from agents.living.providers.scripted import Scripted

__all__ = ["NoProvider", "provider_of"]


def provider_of(config: Config) -> Provider:
    """What answers for CONFIG. Raises NoProvider.

    The library of real models takes a second to import; only who needs one waits for it.
    """
    model = config.model
    if model.provider == "scripted":
        return Scripted(model.name, model.script)
    endpoint = endpoints.endpoint_of(model)
    from agents.living.providers.native import Native

    return Native(model, endpoint)
