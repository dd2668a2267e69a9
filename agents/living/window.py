"""What of a consciousness a model is sent, and how cycles lie in it. Pure.

A cycle is an object with number, start and end (its messages, from start up to end), run,
at, tokens and summary. Boundaries are data; no text is looked at to find them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.living import messages
from agents.living.providers import Message

EARLIER = "[EARLIER CYCLES — self-summaries]"
MOST_SUMMARY = 300
KEYS = {"number", "start", "end", "summary"}


@dataclass(frozen=True)
class Cycle:
    """A finished cycle that is to be added."""

    number: int
    run: str
    at: datetime
    messages: list[Message]

    def placed(self, start: int) -> dict[str, Any]:
        """This cycle as it is stored when its first message is number START."""
        return {
            "number": self.number,
            "start": start,
            "end": start + len(self.messages),
            "run": self.run,
            "at": self.at.isoformat(),
            "tokens": messages.tokens(self.messages),
            "summary": summary(self.messages),
        }


def summary(told: list[Message]) -> str:
    """The last words a model said in a cycle, else what it called."""
    said = [m for m in told if m["role"] == "assistant"]
    words = next((text for m in reversed(said) if (text := messages.text_of(m))), "")
    called = [part["toolName"] for m in said for part in m["content"] if "toolName" in part]
    return " ".join((words or ", ".join(called) or "Nothing was said.").split())[:MOST_SUMMARY]


def sent(
    held: list[Message], cycles: list[dict[str, Any]], *, recent: int, most_tokens: int
) -> list[Message]:
    """The last RECENT cycles whole, more while MOST_TOKENS last, a line for each older one."""
    room, first = most_tokens, len(cycles)
    for place in range(len(cycles) - 1, -1, -1):
        room -= messages.tokens(_of(held, cycles[place]))
        if room < 0 and len(cycles) - place > recent:
            break
        first = place
    older = [f"Cycle {cycle['number']}: {cycle['summary']}" for cycle in cycles[:first]]
    before = held[: cycles[0]["start"]] if cycles else held
    earlier = [messages.user("\n".join([EARLIER, *older]))] if older else []
    return [*before, *earlier, *(m for cycle in cycles[first:] for m in _of(held, cycle))]


def fault(held: list[Message], cycles: Any) -> str:
    """What is wrong with the boundaries in CYCLES, or nothing."""
    if not isinstance(cycles, list):
        return "The cycles are no list."
    at = None
    for place, cycle in enumerate(cycles):
        if not isinstance(cycle, dict) or not cycle.keys() >= KEYS:
            return f"Cycle at place {place} is incomplete."
        start, end = cycle["start"], cycle["end"]
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
            return f"Cycle {cycle['number']} has no messages."
        if at is not None and start != at:
            return f"Cycle {cycle['number']} does not begin where the one before ends."
        at = end
    return "" if at in (None, len(held)) else "The cycles do not end with the last message."


def _of(held: list[Message], cycle: dict[str, Any]) -> list[Message]:
    return held[cycle["start"] : cycle["end"]]
