"""Every route of the site by name, and the address that tests open for it."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agents.models import Agent, MissionLink, UsageEvent
from devcraft.models import ClientKey
from missions.models import Note
from tests.factories.agents import MissionLinkFactory, UsageEventFactory
from tests.factories.devcraft import ClientKeyFactory
from tests.factories.living import LivingFactory
from tests.factories.missions import MORNING
from tests.runtime_memory import tables as memory
from tests.worlds import tables as worlds

SAMPLES = {
    "part": "words",
    "kind": "project",
    "on": "2026-11-18",
    "name": "0" * 64,
    "extension": "webp",
    "token": "never-given",
    "object_id": "1",
    "id": "1",
    "content_type_id": "1",
    "app_label": "missions",
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
    return (found or LivingFactory(owner=mission.owner, name="A private agent")).slug


PK = attrgetter("pk")
OF_ANOTHER = {
    "agents:request_detail": request_of,
    "agents:link_end": link_of,
    "client_key_revoke": key_of,
    "agents:link_undo": link_of,
    "agents:link_renew": link_of,
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
    if "slug" in route.arguments:
        return route.url(slug=agent_of(mission))
    known = {"pk": OF_ANOTHER.get(name, PK)(mission)}
    if "note" in route.arguments:
        note = Note.objects.filter(mission=mission).first()
        known["note"] = (note or Note.objects.create(mission=mission, at=MORNING)).pk
    return route.url(**known)
