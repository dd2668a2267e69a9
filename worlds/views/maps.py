"""Maps for pages; the drawing escapes whatever comes from a world."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.safestring import SafeString, mark_safe

from worlds.pictures.svg import draw_map
from worlds.state import State


def map_of(
    content: State,
    marks: Mapping[str, str] | None = None,
    *,
    names: str = "thing",
    beside: State | None = None,
) -> SafeString:
    """The map; NAMES tells its ids from those of the map of BESIDE on the same page."""
    return mark_safe(draw_map(content, marks=marks, names=names, beside=beside))  # noqa: S308 -- markup of our own, escaped
