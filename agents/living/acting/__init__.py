"""What every agent can do by itself: speak, remember, want, plan, end its cycle.

All of it happens in our own database, in the transaction that records the call as done.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

from agents.living.acting import ending, minding, planning, talking
from agents.living.acting.acts import Act, Acting
from agents.living.providers import Offered
from runtime_memory.refusing import Kind, Refused

ACTS: dict[str, Act] = {
    act.offered.name: act for act in (*talking.ACTS, *minding.ACTS, *planning.ACTS, *ending.ACTS)
}
MOST_WORDS = 300


def offered() -> list[Offered]:
    return [act.offered for act in ACTS.values()]


def perform(name: str, args: Any, acting: Acting) -> dict[str, Any]:
    """Do what was asked for and return what the model is told. Raises Refused."""
    act = ACTS.get(name)
    if act is None:
        raise Refused("tool", f"{name[:64]!r} does not exist", Kind.MISSING)
    for error in Draft202012Validator(act.offered.schema).iter_errors(args):
        raise Refused(_path(error.absolute_path), f"is wrong: {error.message[:MOST_WORDS]}")
    return act.do(args, acting)


def _path(steps: Any) -> str:
    return ".".join(str(step) for step in steps) or "arguments"
