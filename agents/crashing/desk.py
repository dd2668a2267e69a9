"""A desk with a clerk, a person and a clock of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from agents.crashing import order
from agents.living import cycle, leasing, people, speaking, writing
from agents.living.config import reading
from agents.living.cycle import Outcome
from agents.models import Agent, Entity, SmartSpace, SmartSpaceMembership
from devcraft.models import User

STEP = 2 * leasing.LENGTH


@dataclass
class Desk:
    """`now` moves past every lease that was left behind whenever somebody comes."""

    agent: Agent
    person: Entity
    space: SmartSpace
    now: datetime

    def later(self, by: timedelta = STEP) -> datetime:
        self.now += by
        return self.now

    def tell(self, words: str) -> None:
        """Let the person order WORDS, once however often it is tried."""
        speaking.say(
            space_id=self.space.pk, entity=self.person, text=words, key=words, now=self.now
        )

    def think(
        self, *, worker: int, fates: Mapping[str, str] | None = None, at: datetime | None = None
    ) -> Outcome:
        """One cycle of WORKER, a process id, whose calls end as FATES say."""
        aimed = order.aimed(self.agent.config_json, worker=worker, fates=dict(fates or {}))
        Agent.objects.filter(pk=self.agent.pk).update(config_json=aimed)
        now = at or self.now
        return cycle.think(self.agent.pk, holder=f"worker {worker}", clock=lambda: now)


def opened(owner: User, url: str, *, asks: bool, now: datetime, name: str = order.NAME) -> Desk:
    """A desk of OWNER with an agent called NAME, whose tools are below URL."""
    config = reading.checked(order.config(url, asks=asks) | {"agent": {"name": name}})
    slug = name.lower().replace(" ", "-")
    agent = writing.create(owner=owner, slug=slug, config=config)
    person = people.entity_of(owner)
    space = SmartSpace.objects.create(owner=owner, name="Orders")
    for entity in (person, agent.entity):
        SmartSpaceMembership.objects.create(smart_space=space, entity=entity)
    return Desk(agent, person, space, now)
