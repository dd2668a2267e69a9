"""Numbers, lists and quotations as a person reads them; every text is bounded."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from worlds.state import label

MOST_LISTED = 6
MOST_QUOTED = 60
LARGE = 1e9
PLACES = (2, 4, 6, 9, 16)


def amount(value: float, *, places: int = 2) -> str:
    """VALUE with at most PLACES decimals: 4.2, 1,250, 1e+12."""
    value = max(-sys.float_info.max, min(sys.float_info.max, value))
    if abs(value) >= LARGE:
        return f"{value:.{places + 1}g}"
    text = f"{value:,.{places}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def amounts(before: Sequence[float], after: Sequence[float]) -> tuple[list[str], list[str]]:
    """Two rows of numbers with just as many decimals as it takes to tell them apart."""
    texts: tuple[list[str], list[str]] = ([], [])
    for places in PLACES:
        texts = (
            [amount(value, places=places) for value in before],
            [amount(value, places=places) for value in after],
        )
        if texts[0] != texts[1]:
            break
    return texts


def listed(items: Sequence[str], *, most: int = MOST_LISTED) -> str:
    """“a, b and c”; beyond MOST items “a, b and 7 more”."""
    shown = list(items)
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(shown) - most + 1:,} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def quoted(text: Any) -> str:
    return f"“{label(text, most=MOST_QUOTED)}”"


def was(count: int) -> str:
    return "was" if count == 1 else "were"


def said(before: Any, after: Any) -> str:
    """“ from 1 to 2” for two values that a word or a number says, else nothing."""
    if isinstance(before, bool) and isinstance(after, bool):
        return " from yes to no" if before else " from no to yes"
    if _is_number(before) and _is_number(after):
        (old,), (new,) = amounts([before], [after])
        return f" from {old} to {new}" if old != new else ""
    if isinstance(before, str) and isinstance(after, str):
        old, new = quoted(before), quoted(after)
        return f" from {old} to {new}" if old != new else ""
    return ""


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)
