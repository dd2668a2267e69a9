"""The addresses that programs call, as the site's own routes have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from devcraft.openapi.operations import TEXT, WHOLE, Schema

PREFIXES = ("api/", "lineage/", "otlp/")
"""Below these programs are answered; `v1/` is another name of `otlp/v1/`."""
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
SCHEMAS: dict[str, Schema] = {"int": WHOLE, "uuid": {"type": "string", "format": "uuid"}}


@dataclass(frozen=True)
class Route:
    """An address: its name, its path with {parameters}, and the view behind it."""

    name: str
    pattern: str
    view: Callable[..., Any]

    @property
    def path(self) -> str:
        return "/" + PART.sub(r"{\2}", self.pattern)

    @property
    def parameters(self) -> dict[str, Schema]:
        return {name: SCHEMAS.get(kind, TEXT) for kind, name in PART.findall(self.pattern)}


def routes() -> list[Route]:
    """Every address for programs, in the order of paths."""
    found = _walk(get_resolver(), "", ())
    mine = [route for route in found if route.pattern.startswith(PREFIXES)]
    return sorted(mine, key=lambda route: route.path)


def _walk(resolver: URLResolver, before: str, spaces: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, pattern, (*spaces, *filter(None, [entry.namespace])))
        elif isinstance(entry, URLPattern):
            yield Route(":".join((*spaces, entry.name or "")), pattern, entry.callback)
