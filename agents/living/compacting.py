"""What leaves a consciousness that is too large, and what stands for it then. Pure.

Cycles leave whole. Each keeps a line; when the lines themselves grow beyond their share,
neighbouring ones are folded, older ones first, into a line that names the range.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from agents.living import messages, window
from agents.living.providers import Message
from agents.living.shortening import clipped
from agents.living.window import MOST_SUMMARY, Entry
from devcraft import strict_json

SHARE = 0.25
"""What the lines of earlier cycles may take of the budget."""
FINEST = 1 / 128


@dataclass(frozen=True)
class Compaction:
    """LEAVING are whole cycles as they lie in what was held; the rest is how it is after."""

    leaving: list[Entry]
    messages: list[Message]
    cycles: list[Entry]
    tokens_before: int
    tokens_after: int

    @property
    def lines(self) -> list[str]:
        """What then stands for all earlier cycles."""
        return [window.line(cycle) for cycle in window.earlier(self.cycles)]

    @property
    def digest(self) -> str:
        """What tells this compaction from another one."""
        return hashlib.sha256(strict_json.canonical(self.cycles)).hexdigest()

    @property
    def staying(self) -> list[Entry]:
        return window.whole(self.cycles)


def planned(
    held: list[Message], cycles: list[Entry], *, recent: int, most_tokens: int
) -> Compaction | None:
    """What a compaction to the last RECENT cycles does; None when there are no others."""
    present = window.whole(cycles)
    leaving, staying = present[:-recent], present[-recent:]
    if not leaving:
        return None
    size = sum(window.size(held, cycle) for cycle in staying)
    room = min(int(most_tokens * SHARE), most_tokens - size)
    lines = folded([*window.earlier(cycles), *map(window.taken_out, leaving)], room)
    told = window.summaries(lines)
    shift = len(told) - staying[0]["start"]
    return Compaction(
        leaving=leaving,
        messages=[*told, *held[staying[0]["start"] :]],
        cycles=[*lines, *(_moved(cycle, shift) for cycle in staying)],
        tokens_before=window.tokens(held, cycles),
        tokens_after=size + messages.tokens(told),
    )


def folded(lines: list[Entry], most_tokens: int) -> list[Entry]:
    """LINES, fewer of them until they fit into MOST_TOKENS or nothing more can be folded."""
    excess = sum(map(_cost, lines)) - most_tokens
    blur, widest = FINEST, len(lines) + sum(_span(line) for line in lines)
    while excess > 0 and blur <= 2 * widest:
        lines, excess = _folded_once(lines, excess, blur)
        blur *= 2
    return lines


def _folded_once(lines: list[Entry], excess: int, blur: float) -> tuple[list[Entry], int]:
    """LINES with neighbours joined that lose at most BLUR, while there is EXCESS."""
    kept: list[Entry] = []
    for line in lines:
        if excess > 0 and kept and _may_join(kept[-1], line, lines[-1]["through"], blur):
            joined = _joined(kept[-1], line)
            excess -= _cost(kept[-1]) + _cost(line) - _cost(joined)
            kept[-1] = joined
        else:
            kept.append(line)
    return kept, excess


def _may_join(one: Entry, after: Entry, newest: int, blur: float) -> bool:
    """Not when numbers lie between them, which a restore left to nobody; nor when too much
    would blur: long ranges may stand for what is long past.
    """
    age = newest - after["through"] + 1
    span = after["through"] - one["number"] + 1
    return bool(one["through"] + 1 == after["number"] and span / age <= blur)


def _span(line: Entry) -> int:
    span: int = line["through"] - line["number"] + 1
    return span


def _cost(line: Entry) -> int:
    return messages.tokens([messages.user(window.line(line))])


def _joined(one: Entry, after: Entry) -> Entry:
    half = (MOST_SUMMARY - 2) // 2
    words = f"{clipped(one['summary'], half)}; {clipped(after['summary'], half)}"
    return {
        "number": one["number"],
        "through": after["through"],
        "tokens": _sum(one.get("tokens"), after.get("tokens")),
        "at": after.get("at"),
        "summary": words,
    }


def _sum(*sizes: Any) -> int:
    return sum(size for size in sizes if isinstance(size, int))


def _moved(cycle: Entry, shift: int) -> Entry:
    return cycle | {"start": cycle["start"] + shift, "end": cycle["end"] + shift}
