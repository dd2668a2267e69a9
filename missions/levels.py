"""Levels and titles from experience points: the original's curve (spec/oasis §3)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

TOP_LEVEL = 99
TITLES = (
    (1, "Apprentice", "░"),
    (5, "Journeyman", "▒"),
    (10, "Architect", "▓"),
    (15, "Worldsmith", "█"),
    (20, "Dreamweaver", "◈"),
    (25, "Archmage", "✦"),
    (30, "Oasis Elder", "❖"),
    (40, "Realm Lord", "☯"),
    (50, "Enlightened", "ॐ"),
)


def step_cost(level: int) -> int:
    """XP from LEVEL to the next: floor(100 · level^2.2)."""
    return int(100 * level**2.2)


THRESHOLDS = tuple(accumulate((step_cost(level) for level in range(1, TOP_LEVEL)), initial=0))


@dataclass(frozen=True)
class Standing:
    level: int
    title: str
    badge: str
    xp: int
    floor: int
    ceiling: int | None

    @property
    def progress(self) -> float:
        """Share of the way to the next level, 0 to 1; 1 at the top."""
        if self.ceiling is None:
            return 1.0
        return (self.xp - self.floor) / (self.ceiling - self.floor)


def level_of(xp: int) -> int:
    return bisect_right(THRESHOLDS, max(xp, 0))


def standing(xp: int) -> Standing:
    level = level_of(xp)
    _, title, badge = next(row for row in reversed(TITLES) if level >= row[0])
    ceiling = THRESHOLDS[level] if level < TOP_LEVEL else None
    return Standing(level, title, badge, xp, THRESHOLDS[level - 1], ceiling)
