"""Forms: the stand-ins themselves, each of a few solids around a foot at the origin."""

from __future__ import annotations

from worlds.pictures.solids import BALL, Point

Part = tuple[str, Point, Point, Point, str, float, float]
ACCENT = "accent"
ORIGIN: Point = (0.0, 0.0, 0.0)


def _box(
    x: float, y: float, z: float, w: float, h: float, d: float, colour: str, glow: float = 0
) -> Part:
    """A box whose foot stands at Y."""
    return ("box", (x, y + h / 2, z), ORIGIN, (w, h, d), colour, 1, glow)


def _round(
    shape: str, x: float, y: float, z: float, w: float, h: float, colour: str, glow: float = 0
) -> Part:
    """A turned shape whose foot stands at Y."""
    return (shape, (x, y + h / 2, z), ORIGIN, (w, h, w), colour, 1, glow)


FORMS: dict[str, tuple[Part, ...]] = {
    "lamp": (
        _round("taper", 0, 0, 0, 0.22, 0.18, "#4a4f57"),
        _round("cylinder", 0, 0.1, 0, 0.08, 2.0, "#59606a"),
        _box(0.18, 2.02, 0, 0.5, 0.07, 0.09, "#4a4f57"),
        _round(BALL, 0.36, 1.8, 0, 0.24, 0.24, "#ffe9b0", 1),
    ),
    "tree": (
        _round("taper", 0, 0, 0, 0.26, 0.9, "#6b4a2f"),
        _round("cone", 0, 0.6, 0, 1.5, 1.1, "#4c8a4a"),
        _round("cone", 0, 1.15, 0, 1.15, 1.0, "#5a9a52"),
        _round("cone", 0, 1.65, 0, 0.78, 0.9, "#6aab5c"),
    ),
    "plant": (
        _round(BALL, -0.12, 0, 0.05, 0.5, 0.44, "#4f8f47"),
        _round(BALL, 0.16, 0, -0.06, 0.42, 0.38, "#63a553"),
        _round(BALL, 0.02, 0.2, 0.02, 0.34, 0.32, "#78b862"),
    ),
    "rock": (
        _round("rock", 0, 0, 0, 1.0, 0.7, "#8d8880"),
        _round("rock", 0.45, 0, 0.3, 0.5, 0.35, "#9c968c"),
    ),
    "house": (
        _box(0, 0, 0, 2.4, 1.5, 2.0, "#e0cba6"),
        ("gable", (0, 2.0, 0), ORIGIN, (2.7, 1.0, 2.4), "#a5503f", 1, 0),
        _box(0.5, 0, 1.0, 0.45, 0.95, 0.06, "#6b4a2f"),
        _box(-0.55, 0.55, 1.0, 0.55, 0.5, 0.06, "#ffdf9a", 0.7),
        _box(1.2, 0.55, -0.2, 0.06, 0.5, 0.55, "#ffdf9a", 0.7),
    ),
    "tower": (
        _box(0, 0, 0, 1.7, 0.25, 1.7, "#85807a"),
        _box(0, 0.25, 0, 1.4, 3.4, 1.4, "#b9b2a8"),
        _box(0, 3.65, 0, 1.6, 0.25, 1.6, "#85807a"),
        *(
            _box(x, y, 0.7, 0.26, 0.4, 0.04, "#ffdf9a", 0.7)
            for x in (-0.35, 0.35)
            for y in (1, 2.3)
        ),
        *(
            _box(0.7, y, z, 0.04, 0.4, 0.26, "#ffdf9a", 0.7)
            for z in (-0.35, 0.35)
            for y in (1, 2.3)
        ),
    ),
    "wall": (
        _box(0, 0, 0, 2.0, 0.9, 0.22, "#a39b90"),
        _box(0, 0.9, 0, 2.1, 0.12, 0.3, "#857e75"),
    ),
    "gate": (
        _round("taper", 0, 0, 0, 1.0, 0.16, "#6f6a78"),
        ("torus", (0, 1.15, 0), ORIGIN, (2.1, 2.1, 1.2), ACCENT, 1, 0.3),
        ("pane", (0, 1.15, 0), ORIGIN, (1.1, 1.1, 1), ACCENT, 0.35, 0.9),
    ),
    "animal": (
        _box(0, 0.35, 0, 0.4, 0.4, 0.85, "#b98a5a"),
        _box(0, 0.6, 0.5, 0.32, 0.34, 0.34, "#c69a6c"),
        *(_box(x, 0, z, 0.1, 0.36, 0.1, "#8f6a44") for x in (-0.13, 0.13) for z in (-0.3, 0.3)),
    ),
    "figure": (
        _round("taper", 0, 0, 0, 0.62, 0.95, ACCENT),
        _round("capsule", 0, 0.62, 0, 0.72, 0.62, ACCENT),
        _round(BALL, 0, 1.2, 0, 0.42, 0.42, "#f0cfae"),
    ),
    "car": (
        _box(0, 0.2, 0, 0.9, 0.4, 1.9, ACCENT),
        _box(0, 0.6, -0.1, 0.76, 0.34, 0.95, "#bcd6e4"),
        *(_box(x, 0, z, 0.12, 0.34, 0.36, "#2b2d31") for x in (-0.42, 0.42) for z in (-0.6, 0.6)),
    ),
    "boat": (
        ("hull", (0, 0.2, 0), ORIGIN, (0.95, 0.4, 2.0), "#8b5a34", 1, 0),
        _box(0, 0.34, 0.2, 0.6, 0.08, 0.3, "#c89b64"),
        _round("cylinder", 0, 0.35, -0.1, 0.07, 1.5, "#6b4a2f"),
        ("gable", (0, 1.12, 0.28), (0, 0, 1.5708), (1.2, 0.05, 0.75), "#f6ecd6", 1, 0),
        _box(0, 0.55, 0.28, 0.03, 1.1, 0.7, "#f6ecd6"),
    ),
    "seat": (
        _box(0, 0.34, 0, 1.3, 0.1, 0.45, "#a5703f"),
        _box(0, 0.44, -0.2, 1.3, 0.45, 0.08, "#b58050"),
        *(_box(x, 0, 0, 0.1, 0.34, 0.4, "#6b4a2f") for x in (-0.5, 0.5)),
    ),
    "table": (
        _box(0, 0.66, 0, 1.3, 0.1, 0.8, "#b58050"),
        *(_box(x, 0, z, 0.1, 0.66, 0.1, "#7d5433") for x in (-0.55, 0.55) for z in (-0.3, 0.3)),
    ),
    "screen": (
        _box(0, 0, 0, 0.5, 0.06, 0.3, "#4a4f57"),
        _box(0, 0, 0, 0.08, 0.5, 0.08, "#4a4f57"),
        _box(0, 0.42, 0, 1.5, 0.95, 0.08, "#2b3038"),
        _box(0, 0.48, 0.04, 1.38, 0.83, 0.03, "#7fc4e8", 0.6),
    ),
    "picture": (
        _box(0, 0, 0, 1.2, 0.9, 0.06, "#6b4a2f"),
        _box(0, 0.07, 0.03, 1.06, 0.76, 0.02, "#f3ead8", 0.2),
        _box(-0.1, 0.07, 0.045, 0.86, 0.34, 0.01, "#7fae8e"),
        _round(BALL, 0.28, 0.5, 0.05, 0.16, 0.16, "#f2b24e", 0.3),
    ),
    "floor": (_box(0, 0, 0, 2.0, 0.14, 2.0, "#a9a6a0"),),
    "barrel": (
        _round("cylinder", 0, 0, 0, 0.62, 0.85, "#96683c"),
        _round("cylinder", 0, 0.58, 0, 0.66, 0.1, "#59606a"),
        _round("cylinder", 0, 0.14, 0, 0.66, 0.1, "#59606a"),
    ),
    "speaker": (
        _box(0, 0, 0, 0.6, 1.1, 0.5, "#33363c"),
        _box(0, 0.12, 0.25, 0.42, 0.42, 0.02, "#8f98a3"),
        _box(0, 0.68, 0.25, 0.26, 0.26, 0.02, "#8f98a3"),
    ),
    "fire": (
        ("box", (0, 0.08, 0), (0, 0.6, 0), (0.8, 0.14, 0.16), "#5a3f28", 1, 0),
        ("box", (0, 0.1, 0), (0, -0.6, 0), (0.8, 0.14, 0.16), "#6b4a2f", 1, 0),
        _round("flame", 0, 0.1, 0, 0.75, 0.95, "#f28a2e", 1),
        _round("flame", 0, 0.14, 0.05, 0.4, 0.6, "#ffd86b", 1),
    ),
    "crystal": (
        _round("crystal", 0, 0, 0, 0.8, 1.5, ACCENT, 0.3),
        _round("crystal", 0.35, 0, 0.2, 0.45, 0.8, ACCENT, 0.2),
    ),
    "ball": (_round(BALL, 0, 0, 0, 1, 1, ACCENT),),
    "gem": (("gem", ORIGIN, ORIGIN, (1.2, 1.3, 1.2), ACCENT, 1, 0.2),),
    "crate": (
        _box(0, 0, 0, 0.96, 0.96, 0.96, "#c39a66"),
        *(_box(0, y, 0, 1.0, 0.14, 1.0, "#9a7444") for y in (0, 0.86)),
        *(_box(x, 0.14, 0.43, 0.14, 0.72, 0.14, "#9a7444") for x in (-0.43, 0.43)),
        _box(0.43, 0.14, -0.43, 0.14, 0.72, 0.14, "#9a7444"),
    ),
    "bulb": (
        _round(BALL, 0, -0.17, 0, 0.34, 0.34, ACCENT, 1),
        _round("cylinder", 0, 0.14, 0, 0.16, 0.14, "#8a94a0"),
    ),
    "block": (_box(0, 0, 0, 1, 1, 1, ACCENT),),
}
