"""How tokens and money look."""

from __future__ import annotations

from django import template

from agents.usage import money as reading
from agents.usage.reports import Spend

register = template.Library()


@register.filter
def money(pico: int | None) -> str:
    """$4.20, $0.0042, unknown"""
    return reading.money(pico)


@register.filter
def exact_money(pico: int | None) -> str:
    """$0.0195 with every digit, unknown"""
    return "unknown" if pico is None else reading.exact(pico)


@register.filter
def cost_of(spend: Spend) -> str:
    """What is known of a cost; unknown when nothing is."""
    if spend.unpriced and not spend.cost_pico:
        return "unknown"
    return reading.money(spend.cost_pico)


@register.filter
def tokens(count: int) -> str:
    """950, 12.3 k, 4.56 M"""
    for size, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return str(count)


@register.filter
def milliseconds(count: int) -> str:
    """340 ms, 2.1 s, 1 min 5 s"""
    if count < 1_000:
        return f"{count} ms"
    seconds = count // 1_000
    return f"{count / 1_000:.1f} s" if seconds < 60 else f"{seconds // 60} min {seconds % 60} s"


@register.filter
def elapsed(seconds: float) -> str:
    """+340 ms, +2.1 s, +1 min 5 s, +2 h 5 min; 0 at the start"""
    if seconds < 3_600:
        return f"+{milliseconds(round(seconds * 1_000))}" if seconds else "0"
    minutes = int(seconds) // 60
    return f"+{minutes // 60:,} h {minutes % 60} min"


@register.filter
def share_of(part: int, whole: int) -> float:
    """PART in percent of WHOLE, for the width of a bar."""
    return round(100 * part / whole, 2) if whole else 0.0
