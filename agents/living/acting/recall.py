"""recall: how an agent finds again what it no longer has in mind."""

from __future__ import annotations

from typing import Any

from agents.living import recalling
from agents.living.acting.acts import Acting, act, text
from agents.models import AgentConsciousness
from devcraft.refusing import Refused, missing

MOST_FOUND = 5
MOST_LETTERS = 20_000


def _recall(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    held = AgentConsciousness.objects.get(agent_entity=acting.entity)
    if "cycle" in args:
        return _whole(held, args["cycle"])
    if "query" not in args:
        raise Refused("query", "or cycle is needed")
    found = recalling.search(held, args["query"], most=MOST_FOUND)
    return {
        "found": [
            {"cycle": one.number, "at": one.at, "summary": one.summary, "excerpt": one.excerpt}
            for one in found
        ]
    }


def _whole(held: AgentConsciousness, number: int) -> dict[str, Any]:
    told = recalling.whole(held, number)
    if told is None:
        raise missing("cycle", "cycle of yours")
    return {"cycle": number, "text": told[:MOST_LETTERS], "letters": len(told)}


ACTS = [
    act(
        "recall",
        "Find earlier cycles of yours by words, the best first; or read one by its number.",
        _recall,
        query=text(500),
        cycle={"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    )
]
