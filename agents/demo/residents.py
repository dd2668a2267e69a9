"""Two agents that live on a sample desk, in a space with its person.

Their past is made by letting them think, at moments that have passed. Whoever writes to
them is answered by the same scripts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from agents.demo import scripts
from agents.living import archiving, cycle, people, speaking, writing
from agents.living.config import reading
from agents.models import Agent, SmartSpace, SmartSpaceMembership
from agents.models.agents import NAME_LENGTH
from devcraft.models import User

TALK = (
    (timedelta(days=3), "Hello, who are you two?"),
    (timedelta(days=2, hours=5), "Which missions are most urgent?"),
    (timedelta(days=2), "Please remember that the phone build goes out on Thursdays."),
    (timedelta(days=1, hours=3), "Put a lantern where we looked last."),
    (timedelta(hours=2), "Can you deploy the gate to the phones?"),
)
WITHIN = timedelta(seconds=4)


@transaction.atomic
def fill(owner: User, *, now: datetime) -> list[Agent]:
    """Let OWNER's two agents have lived until NOW; none when the desk has agents already."""
    if Agent.objects.living().filter(owner=owner).exists():
        return []
    agents = [_settle(owner, "Tom", scripts.tom), _settle(owner, "Mason", scripts.mason)]
    person = people.entity_of(owner)
    space = SmartSpace.objects.create(owner=owner, name=scripts.SPACE)
    for entity in (person, *(agent.entity for agent in agents)):
        SmartSpaceMembership.objects.create(smart_space=space, entity=entity)
    for ago, words in TALK:
        at = now - ago
        speaking.say(space_id=space.pk, entity=person, text=words, key="", now=at)
        _let_think(agents, at + WITHIN)
    return agents


def retire(owner: User, *, now: datetime) -> None:
    """Archive OWNER's agents: they keep what they have and never think again."""
    for agent in Agent.objects.living().filter(owner=owner):
        archiving.discard(agent, now=now)


def _settle(owner: User, name: str, config: Any) -> Agent:
    """An agent called NAME, or after its owner too where somebody has that name."""
    slug = slugify(name)
    if Agent.objects.filter(name=name).exists() or Agent.objects.filter(slug=slug).exists():
        name = f"{name} of {owner.username}"[:NAME_LENGTH]
        slug = slugify(name)
    return writing.create(owner=owner, slug=slug, config=reading.checked(config(name)))


def _let_think(agents: list[Agent], at: datetime) -> None:
    """Twice round, since what one says wakes the other."""
    for agent in [*agents, *agents]:
        cycle.think(agent.pk, holder="sample", clock=lambda: at)
