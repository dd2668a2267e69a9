"""Stand-ins: what is drawn for a thing whose model is a file that cannot be drawn here."""

from __future__ import annotations

import re
from functools import lru_cache
from math import pi
from typing import Any, NamedTuple
from zlib import crc32

from worlds.pictures.forms import ACCENT, FORMS, ORIGIN
from worlds.pictures.palette import NEUTRAL, Colour, mix, rgb
from worlds.pictures.solids import Matrix, Point, Solid, clamp, placed, within
from worlds.state import Kind, Thing

PIXELS_PER_UNIT = 250
ONE_SIDED = frozenset({"wall", "gate", "car", "boat", "animal", "table"})
ACCENTS = tuple(
    rgb(text) for text in ("#3fb8ad", "#8b6be0", "#e0763d", "#4d97ea", "#d4608c", "#74b84d")
)
GUESSES = {
    "lamp": "light lamp lantern torch candle beacon",
    "boat": r"boat \bship\b canoe yacht raft sail",
    "tree": r"tree pine palm \boak\b birch spruce willow jungle",
    "plant": "bush plant flower grass fern shrub hedge cactus crop mushroom",
    "rock": r"rock stone boulder pebble cliff \bore\b mountain asteroid",
    "house": r"house cottage cabin \bhut\b barn home tavern \binn\b tent stall shop",
    "tower": r"tower castle keep\b skyscraper build temple church factory silo obelisk pillar"
    " column",
    "wall": "wall fence railing barrier",
    "gate": r"gate portal door \barch\b ring\b",
    "animal": r"\bcat\b \bdog\b horse \bfox\b wolf bear\b cow\b sheep deer dragon dino \bpig\b"
    " animal lion tiger",
    "figure": r"character person human knight robot \bnpc\b soldier wizard avatar \bman\b woman"
    r" girl \bboy\b zombie monk statue mech\b merlin buddha",
    "car": r"\bcar\b truck \bvan\b \bbus\b tank\b vehicle jeep taxi kart rover spaceship plane\b"
    " rocket",
    "seat": "bench chair sofa couch stool throne",
    "table": "table desk counter workbench altar",
    "screen": r"screen \btv\b monitor sign\b billboard poster painting picture frame computer",
    "floor": r"floor platform road path\b bridge tile ground carpet \brug\b \bpad\b stair",
    "barrel": r"barrel drum\b bucket \bpot\b vase \bcan\b bottle well\b",
    "speaker": "speaker audio music radio sound",
    "fire": "fire flame bonfire campfire brazier",
    "crystal": r"crystal gem\b diamond ruby emerald",
    "ball": r"\bball\b sphere \borb\b planet globe moon",
}
PATTERNS = tuple((form, re.compile("|".join(words.split()))) for form, words in GUESSES.items())


class Stamp(NamedTuple):
    """A stand-in of size 1, turned by a quarter or not; a scene is a block."""

    form: str
    is_turned: bool
    colour: Colour | None


def form_of(thing: Thing) -> str:
    """Which stand-in fits THING; a key of FORMS, or 'scene' for a crafted one."""
    values = thing.values
    if thing.kind == Kind.CRAFTED:
        return "scene"
    if thing.kind == Kind.PLACEMENT:
        if isinstance(values.get("imageUrl") or values.get("videoUrl"), str):
            return "picture"
        words = (thing.name, values.get("catalogId"), values.get("glbPath"))
        return _guess(" ".join(text[:200] for text in words if isinstance(text, str)))
    by_kind = {Kind.LIGHT: "bulb", Kind.WINDOW: "window", Kind.AVATAR: "figure"}
    return by_kind.get(thing.kind, "gem")


@lru_cache(maxsize=4096)
def _guess(words: str) -> str:
    words = words.lower().replace("_", " ").replace("-", " ")
    own, _, path = words.partition("/")
    for text in (own, path.rpartition("/")[2]):
        for form, pattern in PATTERNS:
            if pattern.search(text):
                return form
    return "gem" if "conjured" in path else "crate"


def accent(id: str) -> Colour:
    """A colour of its own for what names none; the same for the same ID."""
    return ACCENTS[crc32(id.encode(errors="surrogatepass")) % len(ACCENTS)]


def stamp_of(thing: Thing, own: Colour) -> Stamp:
    """The stamp for THING in a crowd."""
    form = form_of(thing)
    form = {"scene": "block", "window": "screen"}.get(form, form)
    turns = round(clamp(thing.rotation[1]) / (pi / 2))
    is_accented = any(part[4] == ACCENT for part in FORMS[form])
    return Stamp(form, form in ONE_SIDED and turns % 2 == 1, own if is_accented else None)


def stamped(stamp: Stamp) -> list[Solid]:
    turn = pi / 2 if stamp.is_turned else 0.0
    matrix = placed(ORIGIN, (0.0, turn, 0.0), (1.0, 1.0, 1.0))
    return solids(stamp.form, matrix, stamp.colour or NEUTRAL)


def solids(form: str, matrix: Matrix, own: Colour) -> list[Solid]:
    """The stand-in FORM where MATRIX puts it, its accents in the colour OWN."""
    return [
        Solid(shape, within(matrix, spot), colour or own, opacity, glow)
        for shape, spot, colour, opacity, glow in _prepared(form)
    ]


@lru_cache(maxsize=64)
def _prepared(form: str) -> tuple[tuple[str, Matrix, Colour | None, float, float], ...]:
    return tuple(
        (shape, placed(at, turn, size), None if colour == ACCENT else rgb(colour), opacity, glow)
        for shape, at, turn, size, colour, opacity, glow in FORMS[form]
    )


def pane(values: dict[str, Any], matrix: Matrix, own: Colour) -> list[Solid]:
    """An agent's window: an upright pane with a frame and lines of writing."""
    width, height = (
        _side(values.get(name), usual) for name, usual in (("width", 3), ("height", 2))
    )
    sheet = placed(ORIGIN, ORIGIN, (width, height, 0.08))
    parts: list[tuple[Point, Point, Colour, float]] = [
        (ORIGIN, (1, 1, 1), rgb("#23262d"), 0.0),
        ((0, -0.04, 0.5), (0.94, 0.82, 0.2), mix(own, rgb("#10131a"), 0.72), 0.5),
        ((0, 0.43, 0.5), (0.94, 0.08, 0.2), own, 0.5),
    ]
    for line, length in enumerate((0.7, 0.5, 0.62, 0.36)):
        spot = (-0.42 + length / 2, 0.24 - line * 0.16, 0.66)
        parts.append((spot, (length, 0.05, 0.1), mix(own, (255, 255, 255), 0.55), 0.6))
    return [
        Solid("box", within(matrix, within(sheet, placed(at, ORIGIN, size))), colour, 1, glow)
        for at, size, colour, glow in parts
    ]


def _side(value: Any, usual: float) -> float:
    """A window's side in units; windows are often sized in pixels."""
    if type(value) not in (int, float) or value <= 0:
        return usual
    return clamp(value / PIXELS_PER_UNIT if value > 20 else value, 20)
