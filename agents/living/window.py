"""How cycles lie in a consciousness, and what of it a model is sent. Pure.

A whole cycle is an object with number, start and end (its messages, from start up to end),
run, at, tokens and summary. One that was taken out has number and through instead of a
place: it stands for the archived cycles from number up to through. Boundaries are data; no
text is looked at to find them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.living import messages, shortening
from agents.living.providers import Message

EARLIER = "[EARLIER CYCLES — self-summaries]"
MOST_SUMMARY = 300
ENDING = "done"
Entry = dict[str, Any]


@dataclass(frozen=True)
class Cycle:
    """A finished cycle that is to be added."""

    number: int
    run: str
    at: datetime
    messages: list[Message]

    def placed(self, start: int) -> Entry:
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
    """What a cycle said of itself when it ended, else its last words, else what it called."""
    said = [m for m in told if m["role"] == "assistant"]
    calls = [part for m in said for part in m["content"] if part["type"] == messages.CALL]
    ended = next((c["input"] for c in reversed(calls) if c["toolName"] == ENDING), None)
    own = ended.get("summary") if isinstance(ended, dict) else None
    words = next((text for m in reversed(said) if (text := messages.text_of(m).strip())), "")
    called = ", ".join(call["toolName"] for call in calls)
    return shortening.clipped(str(own or words or called or "Nothing was said."), MOST_SUMMARY)


def whole(cycles: Sequence[Entry]) -> list[Entry]:
    return [cycle for cycle in cycles if "start" in cycle]


def earlier(cycles: Sequence[Entry]) -> list[Entry]:
    """Those that stand for archived cycles, oldest first."""
    return [cycle for cycle in cycles if "start" not in cycle]


def of(held: list[Message], cycle: Entry) -> list[Message]:
    """The messages of a whole CYCLE."""
    return held[cycle["start"] : cycle["end"]]


def taken_out(cycle: Entry) -> Entry:
    """A whole CYCLE as it is represented once it is archived."""
    kept = {name: cycle.get(name) for name in ("number", "run", "at", "tokens", "summary")}
    return kept | {"through": cycle["number"]}


def line(cycle: Entry) -> str:
    """What a model reads of a cycle that it is not sent whole."""
    first, last = cycle["number"], cycle.get("through", cycle["number"])
    name = f"Cycle {first}" if first == last else f"Cycles {first}–{last}"
    return f"{name}: {cycle['summary']}"


def summaries(cycles: Sequence[Entry]) -> list[Message]:
    """One message with a line for each of CYCLES; none without any."""
    return [messages.user("\n".join([EARLIER, *map(line, cycles)]))] if cycles else []


def tokens(held: list[Message], cycles: Sequence[Entry]) -> int:
    """About how many tokens HELD comes to, by what is noted of each whole cycle."""
    noted = [size(held, cycle) for cycle in whole(cycles)]
    return sum(noted) + messages.tokens(held[: _first(held, cycles)])


def size(held: list[Message], cycle: Entry) -> int:
    """The tokens of a whole CYCLE."""
    noted = cycle.get("tokens")
    return noted if isinstance(noted, int) else messages.tokens(of(held, cycle))


def sent(
    held: list[Message], cycles: Sequence[Entry], *, recent: int, most_tokens: int
) -> list[Message]:
    """The last RECENT cycles, more while MOST_TOKENS last, a line for each older one.

    When even the last ones are too much, what their tools answered is shortened.
    """
    present, gone = whole(cycles), earlier(cycles)
    if not present:
        return list(held)
    room, first = most_tokens - messages.tokens(summaries(gone)), len(present)
    for place in range(len(present) - 1, -1, -1):
        room -= size(held, present[place])
        if room < 0 and len(present) - place > recent:
            break
        first = place
    before = [] if gone else held[: present[0]["start"]]
    told = summaries([*gone, *present[:first]])
    kept = [m for cycle in present[first:] for m in of(held, cycle)]
    left = most_tokens - messages.tokens(told)
    if sum(size(held, cycle) for cycle in present[first:]) > left:
        kept = shortening.fitted(kept, left)
    return [*before, *told, *kept]


def ranges(cycles: Sequence[Entry]) -> list[tuple[int, int]]:
    """The numbers of archived cycles that CYCLES stand for, as few ranges."""
    found: list[tuple[int, int]] = []
    for cycle in earlier(cycles):
        if found and found[-1][1] + 1 == cycle["number"]:
            found[-1] = (found[-1][0], cycle["through"])
        else:
            found.append((cycle["number"], cycle["through"]))
    return found


def _first(held: list[Message], cycles: Sequence[Entry]) -> int:
    """Where the first whole cycle begins; what is before it are summaries."""
    return next((cycle["start"] for cycle in whole(cycles)), len(held))
