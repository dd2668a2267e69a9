"""What tokens cost, exactly: whole picodollars by rate, tier and speed. Pure.

Tiers as spec/observability §5 tells them: *cliff* makes a whole request pay the rate of
the highest threshold its input passes; *graduated* makes only the tokens of each unit
past the threshold pay it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from operator import mul
from typing import Any, NamedTuple

UNITS = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output")
OUTPUT = UNITS.index("output")
REASONING = "reasoning"
"""Part of the output, which some models price apart."""
RATED = (*UNITS, REASONING)
OUTWARD = ("output", REASONING)
NAMES = {
    "input": "In, uncached",
    "cache_read": "Read from the cache",
    "cache_write_5m": "Written to the cache for 5 minutes",
    "cache_write_1h": "Written to the cache for 1 hour",
    "output": "Out",
    REASONING: "Out, reasoning",
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


class Band(NamedTuple):
    """Picodollars per token in the order of UNITS, from a threshold on; `unknown` lacks a rate.

    `reasoning` is how much more a token of output costs that was reasoning.
    """

    start: int
    rates: list[int]
    unknown: list[int]
    reasoning: int


@dataclass(frozen=True)
class Tariff:
    """How one version of the book prices a request."""

    rates: Mapping[str, tuple[Tier, ...]]
    is_graduated: bool
    multiplier: Decimal = Decimal(1)

    @cached_property
    def bands(self) -> list[Band] | None:
        """What a whole request pays from each threshold on, the highest first.

        None when tiers are graduated or a rate is no whole number of picodollars.
        """
        if self.is_graduated:
            return None
        starts = sorted({tier.start for tiers in self.rates.values() for tier in tiers})
        found = []
        unknown = [place for place, unit in enumerate(UNITS) if unit not in self.rates]
        for start in reversed(starts):
            paid = {unit: self._pico(tiers, start) for unit, tiers in self.rates.items()}
            if any(denominator > 1 for _, denominator in paid.values()):
                return None
            rates = [paid[unit][0] if unit in paid else 0 for unit in UNITS]
            more = paid[REASONING][0] - rates[OUTPUT] if REASONING in paid else 0
            found.append(Band(start, rates, unknown, more))
        return found

    def _pico(self, tiers: tuple[Tier, ...], start: int) -> tuple[int, int]:
        """Picodollars per token past START, as a numerator and its denominator."""
        tier = [tier for tier in tiers if tier.start <= start][-1]
        return _pico_per_token(tier.rate * self.multiplier)


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
    unknown = sorted(set(stored) - set(RATED))
    if unknown:
        raise BadRates(f"Rates know no unit {unknown[0]!r}; the units are {', '.join(RATED)}.")
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


def parts(tariff: Tariff, tokens: Mapping[str, int], reasoning: int = 0) -> list[Part] | None:
    """The lines that add up to the cost of TOKENS by unit; None when a rate is missing.

    REASONING of the output are a line of their own where their rate is known.
    """
    spans = _spans(tariff, _told_apart(tariff, tokens, reasoning))
    if spans is None:
        return None
    return [Part(unit, share, rate, _pico(share, rate)) for unit, share, rate in spans]


def cost(tariff: Tariff, counts: Sequence[int], reasoning: int = 0) -> int | None:
    """Picodollars of COUNTS tokens in the order of UNITS, or None when a rate is missing.

    REASONING of the tokens out were that.
    """
    if tariff.bands is None:
        tokens = dict(zip(UNITS, counts, strict=True))
        spans = _spans(tariff, _told_apart(tariff, tokens, reasoning))
        return None if spans is None else sum(_pico(share, rate) for _, share, rate in spans)
    context = sum(counts) - counts[OUTPUT]
    band = next(band for band in tariff.bands if context > band.start or not band.start)
    if band.unknown and any(counts[place] for place in band.unknown):
        return None
    pico: int = sum(map(mul, counts, band.rates))
    return pico + band.reasoning * min(reasoning, counts[OUTPUT])


def _told_apart(tariff: Tariff, tokens: Mapping[str, int], reasoning: int) -> Mapping[str, int]:
    """TOKENS with REASONING beside the other output, if it has a rate of its own."""
    if REASONING not in tariff.rates:
        return tokens
    part = min(reasoning, tokens.get("output", 0))
    return {**tokens, "output": tokens.get("output", 0) - part, REASONING: part}


def _spans(tariff: Tariff, tokens: Mapping[str, int]) -> list[tuple[str, int, Decimal]] | None:
    context = sum(count for unit, count in tokens.items() if unit not in OUTWARD)
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
