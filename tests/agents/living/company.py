"""Several agents and people in one space, and a worker that goes through the hours."""

from __future__ import annotations

from agents.living import scheduling, speaking, working
from agents.models import SmartSpaceMessage
from tests.factories import living
from tests.factories.agents import MORNING


def room(*scripts, people=("Ada",)):
    """A space with one agent for each of SCRIPTS and with PEOPLE: space, agents, entities."""
    space = living.SmartSpaceFactory(name="Desk")
    agents = [living.LivingFactory(owner=space.owner) for _ in scripts]
    for agent, script in zip(agents, scripts, strict=True):
        agent.config_json["model"]["script"] = script
        agent.save()
        agent.space = space
    persons = [living.PersonFactory(display_name=name) for name in people]
    for entity in [*(agent.entity for agent in agents), *persons]:
        living.MembershipFactory(smart_space=space, entity=entity)
    return space, agents, persons


def speak(space, entity, text="Hello", *, now=MORNING):
    return speaking.say(space_id=space.pk, entity=entity, text=text, key="", now=now)


def work(now=MORNING):
    """Let everybody think who has a reason at NOW, until nobody has."""
    scheduling.clockwork(now)
    found = []
    while outcomes := working.run_once(holder="worker", clock=lambda: now):
        found += outcomes
    return found


def texts(space):
    found = SmartSpaceMessage.objects.filter(smart_space=space).order_by("seq")
    return list(found.values_list("content", flat=True))
