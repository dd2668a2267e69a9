"""Colours: those a world may name, those of its grounds, and those of its sky."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Colour = tuple[int, int, int]

HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
WORDS = {
    "white": "#ffffff", "black": "#16161a", "red": "#d83a34", "green": "#2f8f3f",
    "blue": "#2f6fd6", "yellow": "#f2cf3a", "orange": "#ee8a2a", "purple": "#8a4fc4",
    "pink": "#ee8fb6", "brown": "#7a5230", "gray": "#8c8c8c", "grey": "#8c8c8c",
    "gold": "#d9ab3c", "silver": "#c2c7cd", "cyan": "#4fc9d8", "teal": "#23857e",
}  # fmt: skip


@lru_cache(maxsize=4096)
def rgb(text: str) -> Colour:
    """TEXT must match HEX."""
    digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def said(value: Any, default: Colour) -> Colour:
    """VALUE if it is a colour of three or six hex digits or a plain word, else DEFAULT."""
    if not isinstance(value, str) or len(value) > 12:
        return default
    word = WORDS.get(value.lower(), value)
    return rgb(word) if HEX.fullmatch(word) else default


@lru_cache(maxsize=4096)
def hexed(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """ONE with SHARE (0 to 1) of OTHER."""
    return (
        round(one[0] + (other[0] - one[0]) * share),
        round(one[1] + (other[1] - one[1]) * share),
        round(one[2] + (other[2] - one[2]) * share),
    )


WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
NEUTRAL = rgb("#b9b2a6")
EARTH = rgb("#6b5138")
GROUNDS = {
    "none": rgb("#9a958c"), "grass": rgb("#7fae57"), "dirt": rgb("#93714e"),
    "sand": rgb("#dcc48e"), "stone": rgb("#a9a6a0"), "snow": rgb("#eef3f8"),
    "cobble": rgb("#8d8a88"), "forest": rgb("#56763f"), "lava": rgb("#c4432a"),
    "concrete": rgb("#b4b4b0"), "marble": rgb("#e6e0da"), "metal": rgb("#8a94a0"),
    "beach": rgb("#e8d3a2"), "rocks": rgb("#7c766e"), "leaves": rgb("#a07a3a"),
    "leaves2": rgb("#b8672f"), "pebbles": rgb("#aaa193"), "gravel": rgb("#97928b"),
    "rocky": rgb("#857b6d"), "snow2": rgb("#dde8f2"),
}  # fmt: skip


@dataclass(frozen=True)
class Sky:
    """A gradient from TOP to BOTTOM; TINT colours what stands under it by SHARE."""

    word: str
    top: Colour
    middle: Colour
    bottom: Colour
    tint: Colour
    share: float
    glow: float
    has_stars: bool = False


def _sky(
    word: str, colours: str, tint: str, share: float, glow: float, *, has_stars: bool = False
) -> Sky:
    top, middle, bottom = (rgb(text) for text in colours.split())
    return Sky(word, top, middle, bottom, rgb(tint), share, glow, has_stars)


STARRY = {
    "aurora northern": ("aurora", "#0b1830 #12414e #2a6a63", "#7fd8c0", 0.12, 0.9),
    "space galax nebula cosm milky void": (
        *("space", "#0c0b1d #1d1638 #3a2453", "#8f86d8", 0.14, 0.9),
    ),
    "night star moon dark": ("night", "#101a35 #1e2d55 #3b4876", "#6f86c8", 0.16, 1.0),
}
LIT = {
    "sunset dusk evening golden": ("sunset", "#4a3a6c #b4647a #f2b183", "#ff9e6a", 0.13, 0.8),
    "sunrise dawn morning": ("dawn", "#6d86b8 #c7a6b6 #f7d5ae", "#ffc79a", 0.1, 0.6),
    "storm rain overcast cloud fog mist gray grey": (
        *("overcast", "#7f8b97 #a3adb6 #c8ced2", "#a8b4c0", 0.14, 0.5),
    ),
    "snow winter ice arctic": ("winter", "#9db8d2 #c5d8e8 #edf3f7", "#cfe2f4", 0.12, 0.4),
    "neon cyber city synth vapor": ("neon city", "#1a1036 #4b1d62 #9a3b86", "#c46ad8", 0.15, 1.0),
    "forest jungle wood": ("forest light", "#6f9a86 #a3c3a4 #dbe6c6", "#a9d08f", 0.08, 0.4),
    "day noon blue clear sun beach bright sky field meadow": (
        *("day", "#6aa9dd #a5cdea #dcecf4", "#fff2d8", 0.05, 0.4),
    ),
}
SKIES = [(words.split(), _sky(*look, has_stars=True)) for words, look in STARRY.items()]
SKIES += [(words.split(), _sky(*look)) for words, look in LIT.items()]
PLAIN_SKY = _sky("open sky", "#5d7396 #8fa2bb #c9d0d6", "#c9d4e4", 0.08, 0.6)


@lru_cache(maxsize=512)
def sky(id: str) -> Sky:
    """What the sky ID most likely looks like, guessed from its words."""
    text = id.lower()
    return next((look for words, look in SKIES if any(w in text for w in words)), PLAIN_SKY)
