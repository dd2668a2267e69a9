"""Every route of the site by name, and the address that tests open for it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from operator import attrgetter

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agents.models import Agent, MissionLink, Run, UsageEvent
from devcraft.models import ClientKey
from missions.models import Note
from tests.agents import usage_tables as usage
from tests.agents.budgets import tables as budgets
from tests.agents.living import space_tables as spaces
from tests.agents.living import tables as agents
from tests.factories.agents import MissionLinkFactory, RunFactory, UsageEventFactory
from tests.factories.devcraft import ClientKeyFactory
from tests.factories.missions import MORNING
from tests.missions import entry_tables as entries
from tests.missions import exchange_tables as exchange
from tests.missions import journal_tables as journal
from tests.runtime_memory import tables as memory
from tests.worlds import tables as worlds

NOTHING = "00000000-0000-0000-0000-000000000000"
SAMPLES = {
    "part": "words",
    "kind": "project",
    "table": "requests",
    "form": "csv",
    "rows": "entries",
    "on": "2026-11-18",
    "name": "0" * 64,
    "extension": "webp",
    "token": "never-given",
    "key": NOTHING,
    "server": "office",
    "pk": "1",
    "object_id": "1",
    "id": "1",
    "number": "1",
    "content_type_id": "1",
    "app_label": "missions",
    "aspect": "memories",
    "row": NOTHING,
    "event": NOTHING,
    "act": NOTHING,
    "change": "1",
}


@dataclass(frozen=True)
class Route:
    name: str
    arguments: frozenset[str]

    def url(self, **known):
        """The address; an argument that is not KNOWN takes its sample."""
        chosen = {name: known[name] if name in known else SAMPLES[name] for name in self.arguments}
        return reverse(self.name, kwargs=chosen)


def walk(resolver, namespaces=(), arguments=frozenset()):
    for entry in resolver.url_patterns:
        found = arguments | entry.pattern.regex.groupindex.keys()
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from walk(entry, inner, found)
        elif isinstance(entry, URLPattern):
            yield Route(":".join((*namespaces, entry.name or "")), frozenset(found))


EVERY = {route.name: route for route in walk(get_resolver())}
ADMIN = tuple(name for name in EVERY if name.startswith("admin:") and not name.endswith(":"))
ROUTES = tuple(name for name in EVERY if not name.startswith("admin:"))


def request_of(mission):
    """The id of a request that MISSION was charged with."""
    found = UsageEvent.objects.filter(mission=mission).order_by("id").first()
    return (found or UsageEventFactory(owner=mission.owner, mission=mission, rank=6)).pk


def link_of(mission):
    """The id of a person's word about MISSION."""
    found = MissionLink.objects.filter(mission=mission).order_by("id").first()
    return (found or MissionLinkFactory(mission=mission)).pk


def key_of(mission):
    """The id of a client key of the person who owns MISSION."""
    found = ClientKey.objects.filter(owner=mission.owner).order_by("id").first()
    return (found or ClientKeyFactory(owner=mission.owner, name="a private program")).pk


def agent_of(mission):
    """The slug of an agent of the person who owns MISSION."""
    found = Agent.objects.filter(owner=mission.owner).living().order_by("created_at").first()
    return (found or agents.furnished(mission.owner)).slug


def run_of(mission):
    """The id of a run of an agent of the person who owns MISSION."""
    agent = Agent.objects.get(slug=agent_of(mission))
    found = Run.objects.filter(agent=agent).order_by("pk").first()
    made = {"agent": agent, "agent_entity": agent.entity, "owner": agent.owner}
    return (found or RunFactory(**made, done=True, error="a private agent failed")).pk


PK = attrgetter("pk")
OF_ANOTHER = {
    "agents:api_trigger_event": lambda mission: uuid.UUID(int=0),
    "agents:request_detail": request_of,
    "agents:run_detail": run_of,
    "agents:link_end": link_of,
    "client_key_revoke": key_of,
    "agents:plan_end": usage.plan_of,
    "agents:link_undo": link_of,
    "agents:link_renew": link_of,
    **dict.fromkeys(budgets.ONE_BUDGET, budgets.budget_of),
    **dict.fromkeys(entries.ONE_ENTRY, entries.entry_of),
    **journal.OF_ANOTHER,
    **dict.fromkeys(exchange.ONE_IMPORT, exchange.import_of),
}


def url_of(name, mission):
    """The address of route NAME, about MISSION and what belongs to it where it wants that.

    Routes of worlds and of memory are about what its owner has there.
    """
    route = EVERY[name]
    if name.startswith("runtime_memory:"):
        return route.url(**memory.arguments(mission.owner, name))
    if name.startswith("worlds:"):
        return route.url(**worlds.arguments(worlds.about(mission.owner), name))
    if name in spaces.ONE_SPACE or name in spaces.PROGRAMS:
        return route.url(**spaces.arguments(mission.owner, name))
    if "slug" in route.arguments:
        return route.url(**agents.about(agent_of(mission), name, route.arguments))
    known = {"pk": OF_ANOTHER.get(name, PK)(mission)}
    if "note" in route.arguments:
        note = Note.objects.filter(mission=mission).first()
        known["note"] = (note or Note.objects.create(mission=mission, at=MORNING)).pk
    return route.url(**known)
