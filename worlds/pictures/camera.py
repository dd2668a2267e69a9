"""The camera: true isometric from the south-east and above, and what it frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from worlds.pictures.ground import Ground
from worlds.pictures.scene import Scene, Spot
from worlds.pictures.solids import Point
from worlds.state import Kind

SIDE = 0.8660254
SMALLEST = 7.0
MOST_WEIGHED = 1500
SHARE_POWER = 4
AIR = 1.08
AIR_ON_FLOOR = 1.22
WEIGHTS = {Kind.CRAFTED: 3.0, Kind.LIGHT: 0.5}
GROUND_WEIGHT = 3.0


class Box(NamedTuple):
    """A rectangle on the picture plane, in units or in pixels; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def around(self, other: Box) -> Box:
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True)
class Camera:
    """Turns points of the world into pixels; SCALE is pixels for one unit."""

    scale: float
    left: float
    top: float
    is_plan: bool = False

    def at(self, point: Point) -> tuple[float, float]:
        x, y = flat(point, is_plan=self.is_plan)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def box(self, spot: Spot) -> Box:
        """The pixels that SPOT fills."""
        box = seen(spot, is_plan=self.is_plan)
        return Box(
            (box.left - self.left) * self.scale,
            (box.top - self.top) * self.scale,
            (box.right - self.left) * self.scale,
            (box.bottom - self.top) * self.scale,
        )


def flat(point: Point, *, is_plan: bool = False) -> tuple[float, float]:
    """POINT on the picture plane, in units."""
    x, y, z = point
    return (x, z) if is_plan else ((x - z) * SIDE, (x + z) * 0.5 - y)


def seen(spot: Spot, *, is_plan: bool = False) -> Box:
    """The box of SPOT on the picture plane, in units."""
    return _seen(spot.low, spot.high, is_plan=is_plan)


def _seen(low: Point, high: Point, *, is_plan: bool) -> Box:
    (a, b, c), (x, y, z) = low, high
    if is_plan:
        return Box(a, c, x, z)
    return Box((a - z) * SIDE, (a + c) * 0.5 - y, (x - c) * SIDE, (x + z) * 0.5 - b)


def framed(
    scenes: Sequence[Scene], width: float, height: float, *, is_plan: bool = False
) -> Camera:
    """The camera that shows the main part of all SCENES large in WIDTH by HEIGHT pixels."""
    boxes = [weighed for scene in scenes for weighed in _weighed(scene, is_plan=is_plan)]
    box = _main(boxes, width / height) if boxes else Box(-4, -3, 4, 3)
    air = AIR if any(scene.ground.floor is None for scene in scenes) else AIR_ON_FLOOR
    wide = max(box.width * air, SMALLEST)
    high = max(box.height * air, SMALLEST * height / width)
    scale = min(width / wide, height / high)
    return Camera(
        scale,
        (box.left + box.right) / 2 - width / scale / 2,
        (box.top + box.bottom) / 2 - height / scale / 2,
        is_plan,
    )


def _weighed(scene: Scene, *, is_plan: bool) -> list[tuple[Box, float]]:
    """What pulls at the frame, and how much: scenes and ground more than lights."""
    step = 1 + len(scene.spots) // MOST_WEIGHED
    boxes = [
        (seen(spot, is_plan=is_plan), WEIGHTS.get(spot.thing.kind, 1.0))
        for spot in scene.spots[::step]
    ]
    ground = scene.ground
    weight = max(GROUND_WEIGHT, 0.3 * len(boxes)) / (_area(ground) or 1)
    boxes += [
        (_seen((p.x, -0.5, p.z), (p.x_end, 0.0, p.z_end), is_plan=is_plan), weight * p.area)
        for p in ground.patches
    ]
    return boxes


def _area(ground: Ground) -> float:
    return sum(patch.area for patch in ground.patches)


def _main(boxes: Sequence[tuple[Box, float]], ratio: float) -> Box:
    """The frame that trades size for what it holds.

    Boxes are taken from the middle outwards; the best frame has the largest share of the
    weight, to the power of SHARE_POWER, for its size. So one thing far away does not
    shrink all others, while two equal halves stay together.
    """
    total = sum(weight for _, weight in boxes) or 1.0
    x = _median([((box.left + box.right) / 2, weight) for box, weight in boxes], total)
    y = _median([((box.top + box.bottom) / 2, weight) for box, weight in boxes], total)
    outwards = sorted(boxes, key=lambda held: _distance(held[0], x, y, ratio))
    best = frame = outwards[0][0]
    best_score, share = 0.0, 0.0
    for box, weight in outwards:
        frame = frame.around(box)
        share += weight / total
        size = max(frame.width, frame.height * ratio, SMALLEST)
        if share**SHARE_POWER / size > best_score:
            best, best_score = frame, share**SHARE_POWER / size
    return best


def _distance(box: Box, x: float, y: float, ratio: float) -> float:
    """How large a frame around (x, y) must be to hold BOX."""
    wide = max(x - box.left, box.right - x)
    high = max(y - box.top, box.bottom - y)
    return max(wide, high * ratio)


def _median(places: list[tuple[float, float]], total: float) -> float:
    passed = 0.0
    for place, weight in sorted(places):
        passed += weight
        if passed >= total / 2:
            return place
    return places[-1][0]
