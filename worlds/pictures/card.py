"""The card of a world: a PNG for lists and link previews, without any words on it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from math import cos, hypot, radians, sin

from PIL import Image, ImageDraw

from worlds.pictures.backdrop import Backdrop, backdrop
from worlds.pictures.palette import BLACK, WHITE, mix
from worlds.pictures.picture import Picture, picture
from worlds.pictures.scene import scene
from worlds.pictures.shapes import Ball, Glow, Poly, Shape, Sprite, placed_at
from worlds.state import State

FINER = 2
STEPS = 80
MOST_BYTES = 120_000
SHADOW = (13, 11, 22)
FAINT = 0.32
ROUNDING = ((1.0, -0.3, 0.0), (0.86, -0.12, 0.06), (0.66, 0.06, 0.12), (0.4, 0.2, 0.2))
FAR = 30_000.0


def draw_card(state: State, *, width: int, height: int) -> bytes:
    """STATE as a PNG of WIDTH by HEIGHT pixels; the same bytes for the same state."""
    whole = scene(state)
    wide, high = width * FINER, height * FINER
    drawn = picture(whole, wide, high, is_plan=whole.is_flat)
    back = backdrop(drawn)
    canvas = _sky(back, wide, high)
    pen = ImageDraw.Draw(canvas, "RGBA")
    _crosses(pen, drawn, back)
    _ground(pen, back)
    _shadows(canvas, drawn)
    for sprite in drawn.sprites:
        _paint(canvas, sprite, _shapes(drawn, sprite))
    return _png(canvas.reduce(FINER))


def _png(image: Image.Image) -> bytes:
    """IMAGE in full colour, which keeps the sky smooth; in few colours if that is too large."""
    made = _saved(image.point(lambda level: level & 0xFE))
    if len(made) <= MOST_BYTES:
        return made
    return _saved(image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE))


def _saved(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def _sky(back: Backdrop, wide: int, high: int) -> Image.Image:
    top, middle, bottom = back.sky
    steps = [step / (STEPS - 1) for step in range(STEPS)]
    ramp = [
        mix(top, middle, at / 0.55) if at < 0.55 else mix(middle, bottom, (at - 0.55) / 0.45)
        for at in steps
    ]
    column = Image.new("RGB", (1, high))
    column.putdata([ramp[y * STEPS // high] for y in range(high)])
    return column.resize((wide, high), Image.Resampling.NEAREST)


def _ground(pen: ImageDraw.ImageDraw, back: Backdrop) -> None:
    for x, y, wide in back.stars:
        pen.ellipse((x - wide, y - wide, x + wide, y + wide), (*WHITE, 150))
    sides = zip(back.side_colours, back.sides, strict=True)
    tones = zip(((*BLACK, 18), (*WHITE, 18)), back.tones, strict=True)
    for colour, rings in [*sides, *back.tops, *tones]:
        for ring in rings:
            pen.polygon(_near(ring), colour)


def _crosses(pen: ImageDraw.ImageDraw, drawn: Picture, back: Backdrop) -> None:
    """The grid of the empty ground as small crosses, fainter outwards: lines would cost much."""
    for x, y in back.crosses:
        out = hypot(x / drawn.width - 0.5, y / drawn.height - 0.5)
        level = round(130 * (1 - out / 0.6))
        if level > 20:
            pen.line([(x - 7, y - 4), (x + 7, y + 4)], (*WHITE, level), FINER)
            pen.line([(x - 7, y + 4), (x + 7, y - 4)], (*WHITE, level), FINER)


def _shadows(canvas: Image.Image, drawn: Picture) -> None:
    mask = Image.new("L", canvas.size, 0)
    pen = ImageDraw.Draw(mask)
    for pool in drawn.pools:
        pen.polygon(_near(_ellipse(pool, 1.0, 0.0)), 34)
    for ring in drawn.shadows:
        if len(ring) > 2:
            pen.polygon(_near(ring), 66)
    canvas.paste(SHADOW, mask=mask)


def _shapes(drawn: Picture, sprite: Sprite) -> Iterable[Shape]:
    if sprite.stamp is None:
        return sprite.shapes
    stamp = drawn.stamps[sprite.stamp]
    return (placed_at(shape, sprite.at, sprite.size) for shape in stamp)


def _paint(canvas: Image.Image, sprite: Sprite, shapes: Iterable[Shape]) -> None:
    pen = ImageDraw.Draw(canvas, "RGBA")
    share = 1.0 if sprite.things[0].is_visible else FAINT
    for shape in shapes:
        if isinstance(shape, Glow):
            _glow(canvas, shape, share)
        else:
            _solid(pen, shape, share)


def _solid(pen: ImageDraw.ImageDraw, shape: Poly | Ball, share: float) -> None:
    level = round(255 * shape.opacity * share)
    if isinstance(shape, Poly):
        pen.polygon(_near(shape.points), (*shape.fill, level))
        return
    rings = ROUNDING if shape.is_round and level > 200 else ((1.0, 0.0, 0.0),)
    for size, light, shift in rings:
        fill = mix(shape.fill, WHITE, light) if light > 0 else mix(shape.fill, BLACK, -light)
        pen.polygon(_near(_ellipse(shape, size, shift)), (*fill, level))


def _ellipse(ball: Ball, size: float, shift: float) -> list[tuple[float, float]]:
    """The outline of BALL, SIZE of its own, shifted up and left by SHIFT of its radius."""
    turn = radians(ball.turn)
    c, s = cos(turn), sin(turn)
    x, y = ball.x - ball.wide * shift, ball.y - ball.high * shift
    points = []
    for step in _steps():
        a, b = ball.wide * size * step[0], ball.high * size * step[1]
        points.append((x + a * c - b * s, y + a * s + b * c))
    return points


@lru_cache(maxsize=1)
def _steps() -> tuple[tuple[float, float], ...]:
    return tuple((cos(radians(step * 10)), sin(radians(step * 10))) for step in range(36))


def _glow(canvas: Image.Image, glow: Glow, share: float) -> None:
    size = max(2, min(round(glow.radius * 2), 2000))
    strength = min(glow.strength * share, 1.0)
    mask = _fading().resize((size, size)).point(lambda level: level * level / 255 * strength)
    canvas.paste(glow.fill, (round(glow.x - size / 2), round(glow.y - size / 2)), mask)


@lru_cache(maxsize=1)
def _fading() -> Image.Image:
    """Full in the middle, nothing at the rim of the inner circle."""
    return Image.radial_gradient("L").point(lambda level: max(0, 255 - level * 1.42))


def _near(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """POINTS no farther out than Pillow can draw."""
    return [(max(-FAR, min(FAR, x)), max(-FAR, min(FAR, y))) for x, y in points]
