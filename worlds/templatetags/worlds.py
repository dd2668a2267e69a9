"""How things of a world are written."""

from __future__ import annotations

from django import template

from worlds import album
from worlds.pictures.svg import anchor

register = template.Library()
FAR = 1e6


@register.filter
def coordinate(number: float) -> str:
    """12.5; absurd ones in short: 1.0e+300"""
    if abs(number) >= FAR:
        return f"{number:.1e}"
    return f"{round(number, 1) + 0.0:,.1f}"


@register.filter
def picture_mark(digest: str) -> str:
    """What an address says of the picture of the state with DIGEST."""
    return album.mark(digest)


@register.filter
def thing_anchor(id: str, names: str = "thing") -> str:
    """The id of the row that a thing on the map leads to; NAMES is the map's."""
    return anchor(id, names)
