"""What the frame around every page shows: navigation, what is unread, the running mission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from devcraft import commands
from devcraft.http import Request
from missions import desk


@dataclass(frozen=True)
class Area:
    """One entry of the navigation. It shows once its url exists."""

    label: str
    url_name: str
    icon: str
    prefix: str
    is_in_bottom_bar: bool = False
    also: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether the page at PATH belongs to this area."""
        if self.prefix == "/":
            return path == "/"
        return path.startswith((self.prefix, *self.also))


AREAS = (
    Area("Today", "today", "clock", "/", is_in_bottom_bar=True),
    Area(
        "Missions",
        "missions:mission_list",
        "check-circle",
        "/missions/",
        is_in_bottom_bar=True,
        also=("/reports/", "/time/"),
    ),
    Area("Journal", "journal:entry_list", "book-open", "/journal/"),
    Area("Worlds", "worlds:world_list", "cube", "/worlds/"),
    Area("Memory", "runtime_memory:session_list", "circle-stack", "/memory/"),
    Area(
        "Agents",
        "agents:agent_list",
        "cpu-chip",
        "/agents/",
        is_in_bottom_bar=True,
        also=("/runs/",),
    ),
    Area("Spaces", "agents:space_list", "chat-bubble-left-right", "/spaces/"),
    Area("Billing", "agents:billing", "chart-bar", "/billing/", is_in_bottom_bar=True),
)


@dataclass(frozen=True)
class Link:
    area: Area
    url: str
    is_current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Nothing for visitors who are not signed in; `desk` is looked up when first used."""
    if not (hasattr(request, "user") and request.user.is_authenticated):
        return {}
    signed_in = cast(Request, request)
    return {
        "links": links(request.path),
        "shortcuts": commands.KEYS,
        "desk": SimpleLazyObject(lambda: desk.of(signed_in)),
    }


def links(path: str) -> list[Link]:
    found = []
    for area in AREAS:
        try:
            url = reverse(area.url_name)
        except NoReverseMatch:
            continue
        found.append(Link(area, url, area.holds(path)))
    return found
