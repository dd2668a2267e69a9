"""The map of a world: one inline SVG, safe to put into any page.

Text is escaped, colours are made here from three numbers, and there is no style, no script
and no outside address in it. static/css/worlds.css colours what is not part of the world.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from django.utils.html import escape

from worlds.pictures.backdrop import Backdrop, backdrop
from worlds.pictures.palette import BLACK, WHITE, hexed
from worlds.pictures.picture import Picture, picture
from worlds.pictures.scene import WORDS, Scene, reading, scene
from worlds.pictures.shapes import Ball, Glow, Pin, Poly, Ring, Shape, Sprite
from worlds.pictures.signs import badge, focus_ring, legend, north, pin_box, pin_sign, scale_bar
from worlds.pictures.standins import Stamp
from worlds.state import State, Thing

WIDTH, HEIGHT, STRIP = 960, 560, 56
EMPTY = "Nothing stands here yet."
MARKS = ("added", "removed", "moved", "changed")
PLAIN_ID = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
MOST_NAMES = 6
TONES = ("#000", "#fff")
SHADE = "#0d0b16"
XML_HOLES = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def draw_map(
    state: State,
    *,
    marks: Mapping[str, str] | None = None,
    names: str = "thing",
    beside: State | None = None,
) -> str:
    """STATE as it looks from the south-east; a plan when there is only ground.

    MARKS are words of MARKS by thing's id; other words are ignored. Every thing links to
    the anchor that `anchor` makes from its id and the prefix NAMES. Maps of two states,
    each drawn BESIDE the other, show the same places.
    """
    twin = [scene(beside)] if beside else []
    return _drawn(scene(state), marks or {}, names, twin, is_plan=False)


def draw_plan(state: State, *, marks: Mapping[str, str] | None = None, names: str = "thing") -> str:
    """STATE from straight above, north up; otherwise as draw_map."""
    return _drawn(scene(state), marks or {}, names, [], is_plan=True)


def anchor(id: str, names: str = "thing") -> str:
    """The HTML id for the thing ID, whatever its characters: `thing-…`."""
    if PLAIN_ID.fullmatch(id):
        return f"{names}-{id}"
    return f"{names}-{sha256(id.encode(errors='surrogatepass')).hexdigest()[:16]}"


def _drawn(
    whole: Scene, marks: Mapping[str, str], names: str, twin: Sequence[Scene], *, is_plan: bool
) -> str:
    names = re.sub(r"[^A-Za-z0-9_-]", "-", names)
    known = {id: mark for id, mark in marks.items() if mark in MARKS}
    state = whole.state
    is_plan = is_plan or all(one.is_flat for one in (whole, *twin))
    drawn = picture(whole, WIDTH, HEIGHT, is_plan=is_plan, alone=known, beside=twin)
    back = backdrop(drawn)
    title = reading(state)
    parts = [
        f'<svg class="world-map" viewBox="0 0 {WIDTH} {HEIGHT + STRIP}" role="group"'
        f' aria-labelledby="{names}-map-title">',
        f'<title id="{names}-map-title">Map: {escape(title)}</title>',
        _definitions(drawn, back, names),
        f'<g clip-path="url(#{names}-frame)" stroke-width=".6" stroke-linejoin="round">',
        _backdrop(drawn, back, names),
        *(_sprite(sprite, known, names) for sprite in drawn.sprites),
        *(_marks(sprite, known) for sprite in drawn.sprites),
        *(_pin(pin, known, names) for pin in drawn.pins),
        _emptiness(state),
        "</g>",
        north(WIDTH, is_plan=drawn.camera.is_plan),
        legend(state, title, HEIGHT),
        scale_bar(drawn.camera.scale, WIDTH, HEIGHT),
        "</svg>",
    ]
    return "".join(parts)


def _emptiness(state: State) -> str:
    if state.things or state.tiles or state.data.get("terrain"):
        return ""
    return (
        f'<rect class="world-note" x="{WIDTH / 2 - 130:g}" y="{HEIGHT / 2 - 24:g}" width="260"'
        f' height="44" rx="22"/><text class="world-empty" x="{WIDTH / 2:g}" y="{HEIGHT / 2 + 4:g}"'
        f' text-anchor="middle">{EMPTY}</text>'
    )


def _definitions(drawn: Picture, back: Backdrop, names: str) -> str:
    stops = "".join(
        f'<stop offset="{at}" stop-color="{hexed(colour)}"/>'
        for at, colour in zip(("0", ".55", "1"), back.sky, strict=True)
    )
    white, black = hexed(WHITE), hexed(BLACK)
    colours = sorted({s.fill for p in drawn.sprites for s in p.shapes if isinstance(s, Glow)})
    glows = "".join(
        f'<radialGradient id="{names}-glow-{hexed(colour)[1:]}">'
        f'<stop stop-color="{hexed(colour)}"/>'
        f'<stop offset=".35" stop-color="{hexed(colour)}" stop-opacity=".42"/>'
        f'<stop offset="1" stop-color="{hexed(colour)}" stop-opacity="0"/></radialGradient>'
        for colour in colours
    )
    return (
        f'<defs><linearGradient id="{names}-sky" x2="0" y2="1">{stops}</linearGradient>'
        f'<radialGradient id="{names}-round" cx=".36" cy=".3" r=".78">'
        f'<stop stop-color="{white}" stop-opacity=".34"/>'
        f'<stop offset=".42" stop-color="{white}" stop-opacity="0"/>'
        f'<stop offset=".6" stop-color="{black}" stop-opacity="0"/>'
        f'<stop offset="1" stop-color="{black}" stop-opacity=".38"/></radialGradient>'
        f'<radialGradient id="{names}-fade"><stop offset=".3" stop-color="{white}"/>'
        f'<stop offset="1" stop-color="{white}" stop-opacity="0"/></radialGradient>'
        f'<mask id="{names}-faded"><rect width="{WIDTH}" height="{HEIGHT}"'
        f' fill="url(#{names}-fade)"/></mask>'
        f'<clipPath id="{names}-frame"><rect width="{WIDTH}" height="{HEIGHT}" rx="8"/></clipPath>'
        f"{glows}{_stamps(drawn, names)}</defs>"
    )


def _stamps(drawn: Picture, names: str) -> str:
    return "".join(
        f'<g id="{_stamp_id(stamp, names)}">{"".join(_shape(shape, names) for shape in shapes)}</g>'
        for stamp, shapes in drawn.stamps.items()
    )


def _backdrop(drawn: Picture, back: Backdrop, names: str) -> str:
    sides = zip(back.sides, back.side_colours, strict=True)
    tones = zip(back.tones, TONES, strict=True)
    parts = [
        f'<rect class="world-sky" width="{WIDTH}" height="{HEIGHT}" fill="url(#{names}-sky)"/>',
        _stars(back),
        _grid(back, names),
        *(_path(rings, hexed(colour), is_sealed=True) for rings, colour in sides),
        *(_path(rings, hexed(colour), is_sealed=True) for colour, rings in back.tops),
        *(_path(rings, fill, opacity=".07") for rings, fill in tones),
        _path(drawn.shadows, SHADE, opacity=".26"),
        f'<g opacity=".22">{"".join(_shape(pool, names) for pool in drawn.pools)}</g>',
    ]
    return "".join(parts)


def _stars(back: Backdrop) -> str:
    if not back.stars:
        return ""
    dots = "".join(f"M{x:.0f} {y:.0f}h{wide:.1f}" for x, y, wide in back.stars)
    return (
        f'<path d="{dots}" stroke="#fff" stroke-width="1.6" stroke-linecap="round" opacity=".6"/>'
    )


def _grid(back: Backdrop, names: str) -> str:
    """Lines on the empty ground that fade outwards."""
    if not back.lines:
        return ""
    lines = "".join(f"M{_at(a)}L{_at(b)}" for a, b in back.lines)
    return (
        f'<path mask="url(#{names}-faded)" d="{lines}" stroke="#fff" stroke-opacity=".2"'
        ' stroke-width="1" fill="none"/>'
    )


def _path(rings: Iterable[Ring], fill: str, *, is_sealed: bool = False, opacity: str = "1") -> str:
    """One path of RINGS. Sealed rings are drawn a hair wider, so that no seam shows."""
    drawn = "".join(_ring(ring) for ring in rings if len(ring) > 2)
    if not drawn:
        return ""
    seal = f' stroke="{fill}"' if is_sealed else f' opacity="{opacity}"'
    return f'<path d="{drawn}" fill="{fill}"{seal}/>'


def _at(point: tuple[float, float]) -> str:
    return f"{_short(point[0])} {_short(point[1])}"


def _short(number: float) -> str:
    text = f"{max(-99999.0, min(99999.0, number)):.1f}"
    return text[:-2] if text.endswith(".0") else text


def _ring(ring: Ring) -> str:
    """RING as a path of steps, which are shorter to write than places."""
    points = [(_tenths(x), _tenths(y)) for x, y in ring]
    (at_x, at_y), *others = points
    steps = [f"M{_written(at_x)} {_written(at_y)}l"]
    for x, y in others:
        across, down = _written(x - at_x), _written(y - at_y)
        steps.append(f"{across}{down} " if down[0] == "-" else f"{across} {down} ")
        at_x, at_y = x, y
    return "".join(steps)[:-1] + "z"


def _tenths(number: float) -> int:
    return round(max(-99999.0, min(99999.0, number)) * 10)


def _written(tenths: int) -> str:
    """15 as 1.5, -4 as -.4, 20 as 2."""
    whole, part = divmod(abs(tenths), 10)
    digits = f"{whole or ''}.{part}" if part else str(whole)
    return f"-{digits}" if tenths < 0 else digits


def _sprite(sprite: Sprite, marks: Mapping[str, str], names: str) -> str:
    label = _label(sprite.things, marks)
    first = sprite.things[0]
    faint = "" if first.is_visible else " world-faint"
    href = anchor(first.id, names) if len(sprite.things) == 1 else f"{names}s"
    body = "".join(_shape(shape, names) for shape in sprite.shapes) + _use(sprite, names)
    count = _count(sprite) if len(sprite.things) > 1 else ""
    return (
        f'<a class="world-thing world-{first.kind}{faint}" href="#{href}"'
        f' aria-label="{label}"><title>{label}</title>{_drop(sprite)}{body}{count}'
        f"{focus_ring(sprite.box)}</a>"
    )


def _use(sprite: Sprite, names: str) -> str:
    if sprite.stamp is None:
        return ""
    return (
        f'<use href="#{_stamp_id(sprite.stamp, names)}"'
        f' transform="translate({_at(sprite.at)})scale({sprite.size:.3g})"/>'
    )


def _stamp_id(stamp: Stamp, names: str) -> str:
    turn = "-turned" if stamp.is_turned else ""
    colour = f"-{hexed(stamp.colour)[1:]}" if stamp.colour else ""
    return f"{names}-{stamp.form}{turn}{colour}"


def _drop(sprite: Sprite) -> str:
    if sprite.drop is None:
        return ""
    top, foot = sprite.drop
    return f'<path class="world-drop" d="M{_at(top)}L{_at(foot)}"/>'


def _count(sprite: Sprite) -> str:
    text = f"{len(sprite.things):,}"
    wide = 10 + 7 * len(text)
    box = sprite.box
    x, y = (box.left + box.right) / 2, max(box.top, 12)
    return (
        f'<rect class="world-note" x="{_short(x - wide / 2)}" y="{_short(y - 9)}" width="{wide}"'
        f' height="18" rx="9"/><text class="world-count" x="{_short(x)}"'
        f' y="{_short(y + 4)}">{text}</text>'
    )


def _label(things: tuple[Thing, ...], marks: Mapping[str, str], where: str = "") -> str:
    """What a screen reader says: the name, the kind, and what is special."""
    if len(things) == 1:
        thing = things[0]
        words = [clean(thing.name), WORDS[thing.kind][0]]
        words += [] if thing.is_visible else ["hidden"]
        words += [marks[thing.id]] if thing.id in marks else []
    else:
        shown = ", ".join(clean(thing.name) for thing in things[:MOST_NAMES])
        more = len(things) - MOST_NAMES
        words = [f"{len(things):,} things: {shown}" + (f" and {more:,} more" if more > 0 else "")]
        words += [f"{n:,} {mark}" for mark in MARKS if (n := _marked(things, marks, mark))]
    return escape(", ".join([*words, where] if where else words))


def _marked(things: tuple[Thing, ...], marks: Mapping[str, str], mark: str) -> int:
    return sum(marks.get(thing.id) == mark for thing in things) if marks else 0


def clean(text: str) -> str:
    """TEXT without what XML cannot hold and without marks that turn the reading order."""
    return XML_HOLES.sub(" ", text).strip() or "without a name"


def _marks(sprite: Sprite, marks: Mapping[str, str]) -> str:
    found = [mark for mark in MARKS if _marked(sprite.things, marks, mark)]
    return "".join(badge(mark, sprite.box, place) for place, mark in enumerate(found))


def _pin(pin: Pin, marks: Mapping[str, str], names: str) -> str:
    label = _label(pin.things, marks, pin.words)
    href = anchor(pin.things[0].id, names) if len(pin.things) == 1 else f"{names}s"
    found = [mark for mark in MARKS if _marked(pin.things, marks, mark)]
    return (
        f'<a class="world-thing world-pin" href="#{href}" aria-label="{label}">'
        f"<title>{label}</title>{pin_sign(pin)}{focus_ring(pin_box(pin))}</a>"
        + "".join(badge(mark, pin_box(pin), place) for place, mark in enumerate(found))
    )


def _shape(shape: Shape, names: str) -> str:
    if isinstance(shape, Poly):
        return _poly(shape)
    if isinstance(shape, Glow):
        return (
            f'<circle cx="{_short(shape.x)}" cy="{_short(shape.y)}" r="{_short(shape.radius)}"'
            f' fill="url(#{names}-glow-{hexed(shape.fill)[1:]})" opacity="{shape.strength:.2f}"/>'
        )
    return _ball(shape, names)


def _poly(shape: Poly) -> str:
    fill = hexed(shape.fill)
    ring = _ring(shape.points)
    if shape.opacity < 1:
        return f'<path d="{ring}" fill="{fill}" opacity="{shape.opacity:.2f}"/>'
    return f'<path d="{ring}" fill="{fill}" stroke="{fill}"/>'


def _ball(shape: Ball, names: str) -> str:
    turn = (
        f' transform="rotate({_short(shape.turn)} {_at((shape.x, shape.y))})"' if shape.turn else ""
    )
    body = (
        f'<ellipse cx="{_short(shape.x)}" cy="{_short(shape.y)}" rx="{_short(shape.wide)}"'
        f' ry="{_short(shape.high)}"{turn} fill='
    )
    opacity = f' opacity="{shape.opacity:.2f}"' if shape.opacity < 1 else ""
    plain = f'{body}"{hexed(shape.fill)}"{opacity}/>'
    return plain + f'{body}"url(#{names}-round)"{opacity}/>' if shape.is_round else plain
