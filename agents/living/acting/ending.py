"""done and skip: how a cycle ends on purpose."""

from __future__ import annotations

from typing import Any

from agents.living.acting.acts import Acting, act, text

DONE, SKIP = "done", "skip"


def _done(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    return {"done": True}


def _skip(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    return {"skipped": True}


ACTS = [
    act(DONE, "End this cycle with one line about it.", _done, summary=text(2_000)),
    act(SKIP, "End this cycle; there was nothing to do.", _skip, reason=text(2_000)),
]
