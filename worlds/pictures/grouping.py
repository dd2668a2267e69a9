"""Grouping: what is in the frame, what falls on the same spot of it, and what comes first."""

from __future__ import annotations

from collections.abc import Set
from heapq import heapify, heappop, heappush
from math import atan2, degrees, hypot

from worlds.pictures.camera import Box, Camera
from worlds.pictures.faces import depth
from worlds.pictures.scene import Scene, Spot, middle
from worlds.pictures.shapes import Pin
from worlds.state import Thing

Group = list[tuple[Spot, Box]]
CELL = 54
CROWD_CELL = 200
EDGE = 30
NEAR = 4
LARGEST = 3.0
MOST_ORDERED = 150


def parted(scene: Scene, camera: Camera, frame: Box) -> tuple[Group, Group]:
    """The spots of SCENE with their boxes: those in FRAME, and the others."""
    inside: Group = []
    outside: Group = []
    wide, high = frame.width * LARGEST, frame.height * LARGEST
    for spot in scene.spots:
        box = camera.box(spot)
        left, top, right, bottom = box
        is_inside = (
            -NEAR * 2 <= left + right <= (frame.right + NEAR) * 2
            and -NEAR * 2 <= top + bottom <= (frame.bottom + NEAR) * 2
            and right - left <= wide
            and bottom - top <= high
            and not spot.is_beyond
        )
        (inside if is_inside else outside).append((spot, box))
    return inside, outside


def clustered(inside: Group, alone: Set[str], unit: float) -> list[Group]:
    """Things on the same spot of the picture, the largest of them first.

    Those whose ids are in ALONE stay alone. UNIT is one pixel of the usual size.
    """
    cells: dict[tuple[int, int], Group] = {}
    single: list[Group] = []
    cell = CELL * unit * 2
    for pair in inside:
        if pair[0].thing.id in alone:
            single.append([pair])
            continue
        left, top, right, bottom = pair[1]
        cells.setdefault((int((left + right) // cell), int((top + bottom) // cell)), []).append(
            pair
        )
    for group in cells.values():
        first = max(range(len(group)), key=lambda n: (group[n][1].height, -n))
        group.insert(0, group.pop(first))
    return single + list(cells.values())


def ordered(groups: list[Group]) -> list[Group]:
    """Farthest first; of boxes that overlap in the picture, the one behind first."""
    by_depth = sorted(groups, key=lambda group: depth(middle(group[0][0])))
    if len(groups) > MOST_ORDERED:
        return by_depth
    after: list[list[int]] = [[] for _ in by_depth]
    waits = [0] * len(by_depth)
    for one in range(len(by_depth)):
        for other in range(one + 1, len(by_depth)):
            order = _order(by_depth[one][0], by_depth[other][0])
            if order:
                far, near = (one, other) if order < 0 else (other, one)
                after[far].append(near)
                waits[near] += 1
    return [by_depth[n] for n in _sorted(after, waits)]


def _sorted(after: list[list[int]], waits: list[int]) -> list[int]:
    """Numbers such that each comes before those AFTER it; a circle is cut at its farthest."""
    ready = [n for n, count in enumerate(waits) if not count]
    heapify(ready)
    rest = set(range(len(waits)))
    found: list[int] = []
    while rest:
        n = heappop(ready) if ready else min(rest)
        if n not in rest:
            continue
        rest.discard(n)
        found.append(n)
        for near in after[n]:
            waits[near] -= 1
            if not waits[near]:
                heappush(ready, near)
    return found


def _order(one: tuple[Spot, Box], other: tuple[Spot, Box]) -> int:
    """-1 if ONE is behind OTHER, 1 if before it, 0 if they do not overlap or pierce."""
    a, b = one[1], other[1]
    if a.right < b.left or b.right < a.left or a.bottom < b.top or b.bottom < a.top:
        return 0
    gaps = [
        pair
        for axis in range(3)
        for pair in (
            (one[0].low[axis] - other[0].high[axis], 1),
            (other[0].low[axis] - one[0].high[axis], -1),
        )
    ]
    gap, order = max(gaps)
    return order if gap > -0.05 else 0


def pins(scene: Scene, camera: Camera, outside: Group, frame: Box, unit: float) -> list[Pin]:
    """Signs at the border for what is not in FRAME, and one for all that has no place."""
    cells: dict[tuple[int, int], list[tuple[Thing, float, float, float, float]]] = {}
    cell = (CROWD_CELL if scene.is_crowd else CELL) * unit
    for spot, box in outside:
        found = _border(spot, box, frame, camera.scale, EDGE * unit)
        cells.setdefault((int(found[0] // cell), int(found[1] // cell)), []).append(
            (spot.thing, *found)
        )
    signs = []
    for things in cells.values():
        _, x, y, angle, distance = things[0]
        words = f"beyond the edge, about {distance:,.0f} units away"
        signs.append(Pin(tuple(held[0] for held in things), x, y, angle, words))
    if scene.unplaced:
        words = "without a place of its own" if len(scene.unplaced) == 1 else "without places"
        at = EDGE * unit
        signs.append(Pin(scene.unplaced, at, frame.bottom - at, None, words))
    return signs


def _border(
    spot: Spot, box: Box, frame: Box, scale: float, edge: float
) -> tuple[float, float, float, float]:
    """Where the way from the middle to SPOT meets the border: x, y, angle, units beyond it."""
    middle_x, middle_y = frame.right / 2, frame.bottom / 2
    x = (box.left + box.right) / 2 - middle_x
    y = (box.top + box.bottom) / 2 - middle_y
    far = max(abs(x) / (middle_x - edge), abs(y) / (middle_y - edge), 1e-9)
    beyond = max(far - 1, 0) * hypot(x / far, y / far) / scale
    distance = hypot(*spot.at) if spot.is_beyond else beyond
    return middle_x + x / far, middle_y + y / far, degrees(atan2(y, x)), distance
