"""Every route of the site by name, and the address that tests open for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from missions.models import Note
from tests.factories.missions import MORNING

SAMPLES = {
    "part": "words",
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


def url_of(name, mission):
    """The address of route NAME, about MISSION and a note on it where it wants them."""
    route = EVERY[name]
    known = {"pk": mission.pk}
    if "note" in route.arguments:
        note = Note.objects.filter(mission=mission).first()
        known["note"] = (note or Note.objects.create(mission=mission, at=MORNING)).pk
    return route.url(**known)
