"""The lifecycle of a proposal: which status may follow which."""

from __future__ import annotations

FIRST = "drafted"
NEXT: dict[str, tuple[str, ...]] = {
    "drafted": ("validated", "rejected"),
    "validated": ("approved", "rejected"),
    "approved": ("promoted", "rejected"),
    "promoted": (),
    "rejected": (),
}


def why_not(before: str | None, after: str) -> str | None:
    """Why a proposal may not go from BEFORE to AFTER, as a sentence; None when it may.

    BEFORE is None for a proposal that is about to be made. A status that stays is no step.
    """
    if after not in NEXT:
        return f"{after} is no status of a proposal."
    if before is None:
        return None if after == FIRST else f"A proposal begins as {FIRST}, not as {after}."
    if before not in NEXT:
        return f"{before} is no status of a proposal."
    if after in NEXT[before]:
        return None
    allowed = " or ".join(NEXT[before]) or "nothing"
    return f"A proposal that is {before} may become {allowed}, not {after}."
