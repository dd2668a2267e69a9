"""Two states side by side, as `worlds/_difference.html` shows them."""

from __future__ import annotations

from typing import Any

from worlds.comparing import compare
from worlds.state import State
from worlds.views.maps import map_of

MOST_CHANGES = 300


def difference_of(old: State, new: State, *, names: tuple[str, str]) -> dict[str, Any]:
    """What changed from OLD to NEW in words, and both on maps that are called NAMES."""
    difference = compare(old, new)
    marks = difference.marks
    return {
        "difference": difference,
        "changes": difference.things[:MOST_CHANGES],
        "changes_left_out": max(0, len(difference.things) - MOST_CHANGES),
        "maps": [
            (names[0], map_of(old, marks, names="before", beside=new)),
            (names[1], map_of(new, marks, names="after", beside=old)),
        ],
    }
