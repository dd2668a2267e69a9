"""The card of a world: a PNG for lists and link previews, without any words on it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from math import cos, radians, sin

from PIL import Image, ImageDraw

from worlds.pictures.backdrop import Backdrop, backdrop
from worlds.pictures.palette import BLACK, WHITE, Colour, mix
from worlds.pictures.picture import Picture, picture
from worlds.pictures.scene import scene
from worlds.pictures.shapes import Ball, Glow, Poly, Sprite
from worlds.state import State

FINER = 2
COLOURS = 160
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
    canvas = _sky(drawn, wide, high)
    _ground(canvas, drawn, back)
    for sprite in drawn.sprites:
        _paint(canvas, sprite)
    small = canvas.reduce(FINER).quantize(
        COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    made = io.BytesIO()
    small.save(made, "PNG", optimize=True)
    return made.getvalue()


def _sky(drawn: Picture, wide: int, high: int) -> Image.Image:
    sky = drawn.scene.sky
    ramp = Image.new("RGB", (1, 33))
    for y in range(33):
        share = y / 32
        low, up = (sky.middle, sky.top) if share < 0.55 else (sky.bottom, sky.middle)
        within = share / 0.55 if share < 0.55 else (share - 0.55) / 0.45
        ramp.putpixel((0, y), mix(up, low, within))
    return ramp.resize((wide, high), Image.Resampling.BICUBIC)


def _ground(canvas: Image.Image, drawn: Picture, back: Backdrop) -> None:
    if back.haze is not None:
        _grid(canvas, back, back.haze)
    pen = ImageDraw.Draw(canvas, "RGBA")
    for x, y, wide in back.stars:
        pen.ellipse((x - wide, y - wide, x + wide, y + wide), (*WHITE, 150))
    for rings, colour in zip(back.sides, back.side_colours, strict=True):
        for ring in rings:
            pen.polygon(_near(ring), colour)
    for colour, rings in back.tops:
        for ring in rings:
            pen.polygon(_near(ring), colour)
    for rings, tone in zip(back.tones, (BLACK, WHITE), strict=True):
        for ring in rings:
            pen.polygon(_near(ring), (*tone, 18))
    _shadows(canvas, drawn)


def _grid(canvas: Image.Image, back: Backdrop, haze: Colour) -> None:
    """The haze and the lines of the empty ground, fading outwards."""
    layer = Image.new("L", canvas.size, 0)
    pen = ImageDraw.Draw(layer)
    for one, other in back.lines:
        pen.line([*_near((one, other))], 52, 2)
    fade = _fading().resize(canvas.size, Image.Resampling.BILINEAR)
    canvas.paste(haze, mask=fade.point(lambda level: level * 0.42))
    canvas.paste(WHITE, mask=Image.composite(layer, Image.new("L", canvas.size, 0), fade))


def _shadows(canvas: Image.Image, drawn: Picture) -> None:
    mask = Image.new("L", canvas.size, 0)
    pen = ImageDraw.Draw(mask)
    for pool in drawn.pools:
        pen.polygon(_near(_ellipse(pool, 1.0, 0.0)), 34)
    for ring in drawn.shadows:
        if len(ring) > 2:
            pen.polygon(_near(ring), 66)
    canvas.paste(SHADOW, mask=mask)


def _paint(canvas: Image.Image, sprite: Sprite) -> None:
    pen = ImageDraw.Draw(canvas, "RGBA")
    share = 1.0 if sprite.things[0].is_visible else FAINT
    for shape in sprite.shapes:
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
