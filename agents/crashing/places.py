"""Where in a think cycle this process is, by the names of the functions it is in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType

LIVING = "agents.living."
FRAME_OF_ALL = "cycle"


def path() -> tuple[str, ...]:
    """From the step of the cycle down to what writes: questioning.ask, journal.answer."""
    found = [name for name in _living(sys._getframe(1)) if not name.startswith(FRAME_OF_ALL)]
    return tuple(reversed(found))


def short(names: tuple[str, ...]) -> str:
    """The step and what it does there, for people."""
    if not names:
        return "between two steps"
    return names[0] if len(names) == 1 else f"{names[0]} › {names[-1]}"


def _living(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        name = frame.f_code.co_name
        if module.startswith(LIVING) and not name.startswith("<"):
            yield f"{module.removeprefix(LIVING)}.{name}"
        frame = frame.f_back
