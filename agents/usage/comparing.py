"""Models side by side: what a million tokens came to, and how much of it was cached."""

from __future__ import annotations

from dataclasses import dataclass

from agents.usage.reports import Spend

MILLION = 10**6


@dataclass(frozen=True)
class Compared:
    """`per_million` are picodollars of a million tokens of any kind; None while unknown."""

    per_million: int | None
    per_request: int | None
    cached: float
    """The part of the input that came from a cache, from 0 to 1."""


def of(spend: Spend) -> Compared:
    """Costs of SPEND are unknown while that of one request is, or they would mislead."""
    inward = spend.input_tokens + spend.cache_read_tokens + spend.cache_write_tokens
    is_known = spend.requests and not spend.unpriced
    tokens = spend.total_tokens
    return Compared(
        per_million=round(spend.cost_pico * MILLION / tokens) if is_known and tokens else None,
        per_request=round(spend.cost_pico / spend.requests) if is_known else None,
        cached=spend.cache_read_tokens / inward if inward else 0.0,
    )
