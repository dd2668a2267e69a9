"""Secrets in headers: put in when a request is sent, and only where an administrator said so.

Values go from the environment into one request; nothing here keeps or returns them elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from agents.living.config import texts
from agents.living.config.thinking import Model
from agents.models import Agent, SecretBinding
from devcraft import outbound, scrubbing
from devcraft.environment import SECRET_PREFIX
from devcraft.refusing import Kind, Refused


def filled(headers: Mapping[str, str], *, url: str, agent: Agent) -> dict[str, str]:
    """HEADERS with their secrets, for one request of AGENT to URL.

    Raises Refused, and outbound.InvalidURL when there is a secret and no address for it.
    """
    wanted = sorted({name for value in headers.values() for name in texts.secrets_in(value)})
    if not wanted:
        return dict(headers)
    target = outbound.target(url)
    if not target.is_private:
        raise Refused("url", "must begin with https:// where a header holds a secret")
    secrets = {}
    for variable in wanted:
        _check_binding(variable.removeprefix(SECRET_PREFIX), target.spellings, agent)
        secrets[variable] = _value(variable)
    return {name: texts.filled(value, secrets) for name, value in headers.items()}


def check_model(model: Model, *, agent: Agent) -> None:
    """Raise Refused when AGENT's config sends a key to an address that it is not bound to."""
    if model.api_key is not None and model.base_url is not None:
        filled({"Authorization": model.api_key}, url=model.base_url, agent=agent)


def _check_binding(name: str, spellings: tuple[str, ...], agent: Agent) -> None:
    bound = SecretBinding.objects.for_agent(agent).filter(name=name).first()
    if bound is None or not set(spellings) & set(bound.hosts):
        raise Refused(
            written(name),
            f"is not bound to {spellings[0]} for this agent; an administrator "
            "binds secrets to hosts",
            Kind.FORBIDDEN,
        )


def _value(variable: str) -> str:
    name, value = (
        written(variable.removeprefix(SECRET_PREFIX)),
        settings.AGENT_SECRETS.get(variable),
    )
    if not value:
        raise Refused(name, f"is not set; the server reads it from {variable}", Kind.MISSING)
    if len(value) < scrubbing.SHORTEST:
        raise Refused(name, f"must have at least {scrubbing.SHORTEST} characters to be sent")
    if not (value.isascii() and value.isprintable()):
        raise Refused(name, "holds characters that no header can")
    scrubbing.register(value)
    return str(value)


def written(name: str) -> str:
    return f"${{env.{name}}}"
