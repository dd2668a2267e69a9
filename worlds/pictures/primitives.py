"""Primitives: the parts of crafted scenes, as solids. Whatever they say, something is drawn."""

from __future__ import annotations

from typing import Any

from worlds.pictures.palette import NEUTRAL, rgb, said
from worlds.pictures.solids import BALL, Matrix, Point, Solid, clamp, placed, within

EFFECTS: dict[str, tuple[str, float, float]] = {
    "flame": ("flame", 0.95, 1.0), "crystal": ("crystal", 0.92, 0.35), "water": ("box", 0.6, 0.2),
    "particle_emitter": (BALL, 0.25, 1.0), "glow_orb": (BALL, 0.95, 1.0),
    "aurora": ("veil", 0.45, 1.0),
    "sphere": (BALL, 1.0, 0.0), "text": ("box", 1.0, 0.25), "flag": ("flag", 1.0, 0.0),
}  # fmt: skip
GLASS = (0.15, 0.75)
PLAIN = frozenset({"box", "cylinder", "cone", "torus", "plane", "capsule"})
USUAL = {
    "flame": rgb("#f28a2e"), "water": rgb("#4f9fcf"), "glow_orb": rgb("#ffe39a"),
    "aurora": rgb("#6fe0b4"), "crystal": rgb("#9a8cf0"), "particle_emitter": rgb("#ffd08a"),
}  # fmt: skip


def primitive(values: Any, matrix: Matrix) -> list[Solid]:
    """One primitive of a crafted scene; nothing for what is no primitive."""
    if not isinstance(values, dict):
        return []
    type_ = values.get("type")
    type_ = type_ if isinstance(type_, str) else "box"
    shape, opacity, glow = EFFECTS.get(type_, (type_ if type_ in PLAIN else "box", 1.0, 0.0))
    size = _vector(values.get("scale"), 1.0)
    if type_ == "text":
        size = _sheet(values, size)
    elif type_ == "water":
        size = (size[0], min(size[1], 0.12), size[2])
    spot = placed(_vector(values.get("position"), 0.0), _vector(values.get("rotation"), 0.0), size)
    opacity = min(opacity, _number(values.get("opacity"), 1.0))
    if isinstance(values.get("emissive"), str) and _number(values.get("emissiveIntensity"), 1) > 0:
        shines = max(said(values["emissive"], (0, 0, 0))) > 40
        glow = max(glow, 0.6 if shines else 0)
    colour = said(values.get("color"), USUAL.get(type_, NEUTRAL))
    if GLASS[0] < opacity < GLASS[1]:
        opacity, glow = opacity**0.6, max(glow, 0.45)
    return [Solid(shape, within(matrix, spot), colour, max(0.12, opacity), glow)]


def _sheet(values: dict[str, Any], size: Point) -> Point:
    """How much room a text takes: about six tenths of its height for each letter."""
    text, high = values.get("text"), _number(values.get("fontSize"), 1)
    letters = len(text[:60]) if isinstance(text, str) else 1
    return (size[0] * high * 0.6 * max(letters, 1), size[1] * high, size[2] * 0.2 * high)


def _vector(value: Any, usual: float) -> Point:
    if not isinstance(value, list):
        value = [value] * 3
    x, y, z = (_number(item, usual) for item in (*value[:3], None, None, None)[:3])
    return (x, y, z)


def _number(value: Any, usual: float) -> float:
    return clamp(value) if type(value) in (int, float) else usual
