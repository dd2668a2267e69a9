"""How an agent comes to be, and how its config is changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from agents.living.config import reading
from agents.living.config.shape import Config
from agents.models import (
    Agent,
    AgentConfig,
    AgentConsciousness,
    AgentLease,
    Entity,
    EntityType,
)
from devcraft.models import User


class Taken(ValueError):
    """Another agent, perhaps an archived or somebody else's, has the `field`'s value."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(f"{field.capitalize()} {value!r} is taken by another agent.")
        self.field = field


class ConfigMoved(ValueError):
    """The config was saved by somebody else since it was opened."""


@transaction.atomic
def create(*, owner: User, slug: str, config: Config) -> Agent:
    """A new agent with its entity, an empty consciousness and a free lease. Raises Taken."""
    _refuse_taken("name", config.agent.name)
    _refuse_taken("slug", slug)
    agent = Agent.objects.create(owner=owner, slug=slug, **_columns(config))
    entity = Entity.objects.create(
        owner=owner, type=EntityType.AGENT, agent=agent, display_name=agent.name
    )
    AgentConsciousness.objects.create(agent_entity=entity)
    AgentLease.objects.create(agent=agent)
    _keep(agent, by=owner)
    return agent


@transaction.atomic
def rewrite(
    agent: Agent, *, config: Config, opened: str, now: datetime, by: User | None = None
) -> None:
    """Give AGENT another config; its next cycle picks it up. Every config is kept.

    OPENED is the digest of the config that was edited. Raises ConfigMoved and Taken.
    """
    locked = Agent.objects.select_for_update().get(pk=agent.pk)
    if locked.config_hash != opened:
        raise ConfigMoved
    if config.agent.name != locked.name:
        _refuse_taken("name", config.agent.name)
        Entity.objects.filter(agent=locked).update(display_name=config.agent.name, updated_at=now)
    if not AgentConfig.objects.filter(agent=locked).exists():
        _keep(locked, by=None, now=locked.created_at)
    Agent.objects.filter(pk=locked.pk).update(**_columns(config), updated_at=now)
    locked.refresh_from_db()
    if locked.config_hash != opened:
        _keep(locked, by=by, now=now)


def _keep(agent: Agent, *, by: User | None, now: datetime | None = None) -> None:
    """Add the config of AGENT to those it had."""
    moment = {} if now is None else {"saved_at": now}
    AgentConfig.objects.create(
        agent=agent,
        number=AgentConfig.objects.filter(agent=agent).count() + 1,
        config_json=agent.config_json,
        digest=agent.config_hash or "",
        saved_by=by,
        **moment,
    )


def _columns(config: Config) -> dict[str, object]:
    return {
        "name": config.agent.name,
        "description": config.agent.description or None,
        "config_json": config.written(),
        "config_hash": reading.digest(config),
    }


def _refuse_taken(field: str, value: str) -> None:
    if Agent.objects.filter(**{field: value}).exists():
        raise Taken(field, value)
