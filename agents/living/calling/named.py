"""Which secrets a config names, and how each stands: never its value, nor how long it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from agents.living.calling import secrets
from agents.living.config import texts
from agents.models import Agent, SecretBinding
from devcraft.environment import SECRET_PREFIX


@dataclass(frozen=True)
class Named:
    """`hosts` are those the secret may go to for this agent."""

    variable: str
    is_set: bool
    hosts: tuple[str, ...]

    @property
    def written(self) -> str:
        return secrets.written(self.variable.removeprefix(SECRET_PREFIX))


def of_agent(agent: Agent) -> list[Named]:
    """The secrets that headers of AGENT's config refer to, by name; one query, or none."""
    variables = sorted({name for value in _headers(agent) for name in texts.secrets_in(value)})
    if not variables:
        return []
    names = [variable.removeprefix(SECRET_PREFIX) for variable in variables]
    bound = SecretBinding.objects.for_agent(agent).filter(name__in=names)
    hosts = {SECRET_PREFIX + binding.name: tuple(binding.hosts) for binding in bound}
    return [
        Named(variable, bool(settings.AGENT_SECRETS.get(variable)), hosts.get(variable, ()))
        for variable in variables
    ]


def _headers(agent: Agent) -> Iterator[str]:
    """Header values of a stored config, which may be of any shape by now."""
    config = _object(agent.config_json)
    executions = [_object(tool).get("execution") for tool in _list(config.get("tools"))]
    for holder in [*executions, *_list(_object(config.get("mcp")).get("servers"))]:
        values = _object(_object(holder).get("headers")).values()
        yield from (value for value in values if isinstance(value, str))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
