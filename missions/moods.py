"""The mood of an entry: five steps that have words. Pure.

Imports bring moods in other words; those are shown as they are and have no step.
"""

from __future__ import annotations

SCALE = ("rough", "low", "okay", "good", "great")
FEWEST_DAYS = 10
"""With fewer days nothing is said about moods."""


def step_of(mood: str) -> int | None:
    """1 for the lowest word of the scale to 5 for the highest."""
    return SCALE.index(mood) + 1 if mood in SCALE else None
