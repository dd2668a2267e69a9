"""The ledger of kills, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator

from agents.crashing.counting import Counted, Had


def order(name: str, killed: list[str], had: Had, *, is_asked: bool) -> Iterator[str]:
    """What came of an order, and where its workers were killed."""
    asked = "; a person is asked whether it was announced" if is_asked else ""
    done = f"shipped {had.shipped[name]}×, announced {had.announced[name]}×{asked}"
    yield f"{name}: {_times(len(killed))}, {done}"
    yield from (f"    killed {place}" for place in killed)


def total(kills: int, counted: Counted) -> Iterator[str]:
    """All of it in a few lines."""
    yield f"{kills:,} workers were killed (each ended by SIGKILL, exit status -9)."
    yield (
        f"{counted.events:,} orders were told, {counted.effects:,} effects were had by the tools, "
        "which keep their own count."
    )
    if counted.asked:
        yield (
            f"{counted.asked:,} announcements were under way when their worker was killed. Whether "
            "they went out cannot be known from here, and they must not be made twice: "
            "a person is asked about each. They count neither as lost nor as doubled."
        )
    yield f"Lost {len(counted.lost)}, doubled {len(counted.doubled)}, stuck {len(counted.stuck)}."
    yield from counted.faults


def as_json(kills: int, counted: Counted) -> str:
    found = {
        "kills": kills,
        "events": counted.events,
        "effects": counted.effects,
        "lost": len(counted.lost),
        "doubled": len(counted.doubled),
        "stuck": len(counted.stuck),
    }
    return json.dumps(found, separators=(",", ":"))


def _times(count: int) -> str:
    return "no kill" if not count else f"{count} kill{'' if count == 1 else 's'}"
