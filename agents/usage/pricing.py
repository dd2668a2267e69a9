"""What tokens cost, exactly: whole picodollars by rate, tier and speed. Pure.

Tiers as spec/observability §5 tells them: *cliff* makes a whole request pay the rate of
the highest threshold its input passes; *graduated* makes only the tokens of each unit
past the threshold pay it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

UNITS = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output")
NAMES = {
    "input": "In, uncached",
    "cache_read": "Read from the cache",
    "cache_write_5m": "Written to the cache for 5 minutes",
    "cache_write_1h": "Written to the cache for 1 hour",
    "output": "Out",
}
HIGHEST = 100_000
PICO_PER_TOKEN = 10**6
"""One dollar per million tokens is a million picodollars per token."""


class BadRates(ValueError):
    """Rates that no price book can hold; the text names the unit and the rule."""


@dataclass(frozen=True)
class Tier:
    """From `start` tokens on a token costs `rate` dollars per million."""

    start: int
    rate: Decimal


@dataclass(frozen=True)
class Tariff:
    """How one version of the book prices a request."""

    rates: Mapping[str, tuple[Tier, ...]]
    is_graduated: bool
    multiplier: Decimal = Decimal(1)

    @cached_property
    def bands(self) -> list[tuple[int, dict[str, int]]] | None:
        """Whole picodollars per token by unit, from each threshold on, the highest first.

        None when tiers are graduated or a rate is no whole number of picodollars.
        """
        if self.is_graduated:
            return None
        starts = sorted({tier.start for tiers in self.rates.values() for tier in tiers})
        found = []
        for start in reversed(starts):
            rates: dict[str, int] = {}
            for unit, tiers in self.rates.items():
                tier = [tier for tier in tiers if tier.start <= start][-1]
                numerator, denominator = _pico_per_token(tier.rate * self.multiplier)
                if denominator > 1:
                    return None
                rates[unit] = numerator
            found.append((start, rates))
        return found


@dataclass(frozen=True)
class Part:
    """One line of an explained cost: TOKENS of UNIT at RATE dollars per million."""

    unit: str
    tokens: int
    rate: Decimal
    pico: int

    @property
    def name(self) -> str:
        return NAMES[self.unit]


def rates_of(stored: Any) -> dict[str, tuple[Tier, ...]]:
    """Read the book's JSON. Raises BadRates."""
    if not isinstance(stored, dict) or not stored:
        raise BadRates("Rates must be an object of units and their tiers.")
    unknown = sorted(set(stored) - set(UNITS))
    if unknown:
        raise BadRates(f"Rates know no unit {unknown[0]!r}; the units are {', '.join(UNITS)}.")
    return {unit: _tiers(unit, tiers) for unit, tiers in stored.items()}


def _tiers(unit: str, stored: Any) -> tuple[Tier, ...]:
    try:
        tiers = tuple(Tier(int(start), Decimal(str(rate))) for start, rate in stored)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise BadRates(f"Rates of {unit} must be pairs of a threshold and dollars.") from error
    starts = [tier.start for tier in tiers]
    if not tiers or starts[0] != 0 or starts != sorted(set(starts)):
        raise BadRates(f"Rates of {unit} must begin at 0 and rise.")
    if any(not tier.rate.is_finite() or not 0 <= tier.rate <= HIGHEST for tier in tiers):
        raise BadRates(f"Rates of {unit} must be from 0 to {HIGHEST:,} dollars per million.")
    return tiers


def parts(tariff: Tariff, tokens: Mapping[str, int]) -> list[Part] | None:
    """The lines that add up to the cost of TOKENS by unit; None when a rate is missing."""
    spans = _spans(tariff, tokens)
    if spans is None:
        return None
    return [Part(unit, share, rate, _pico(share, rate)) for unit, share, rate in spans]


def cost(tariff: Tariff, tokens: Mapping[str, int]) -> int | None:
    """Picodollars, or None when a rate is missing."""
    if tariff.bands is None:
        spans = _spans(tariff, tokens)
        return None if spans is None else sum(_pico(share, rate) for _, share, rate in spans)
    context = sum(tokens.values()) - tokens.get("output", 0)
    rates = next(rates for start, rates in tariff.bands if context > start or not start)
    try:
        return sum([count * rates[unit] for unit, count in tokens.items() if count])
    except KeyError:
        return None


def _spans(tariff: Tariff, tokens: Mapping[str, int]) -> list[tuple[str, int, Decimal]] | None:
    context = sum(count for unit, count in tokens.items() if unit != "output")
    found = []
    for unit, count in tokens.items():
        if not count:
            continue
        tiers = tariff.rates.get(unit)
        if tiers is None:
            return None
        split = _graduated(tiers, count) if tariff.is_graduated else _cliff(tiers, count, context)
        found += [(unit, share, tier.rate * tariff.multiplier) for tier, share in split]
    return found


def _cliff(tiers: tuple[Tier, ...], count: int, context: int) -> list[tuple[Tier, int]]:
    passed = [tier for tier in tiers if tier.start == 0 or context > tier.start]
    return [(passed[-1], count)]


def _graduated(tiers: tuple[Tier, ...], count: int) -> list[tuple[Tier, int]]:
    ends = [*(tier.start for tier in tiers[1:]), count]
    return [
        (tier, min(end, count) - tier.start)
        for tier, end in zip(tiers, ends, strict=True)
        if count > tier.start
    ]


def _pico(tokens: int, rate: Decimal) -> int:
    numerator, denominator = _pico_per_token(rate)
    if denominator == 1:
        return tokens * numerator
    return round(Fraction(tokens * numerator, denominator))


@lru_cache(maxsize=4096)
def _pico_per_token(rate: Decimal) -> tuple[int, int]:
    return (Fraction(rate) * PICO_PER_TOKEN).as_integer_ratio()


def pico_of(dollars: Decimal) -> int:
    return int((dollars * 10**12).to_integral_value(ROUND_HALF_EVEN))
