"""The price book: filled from the genai-prices package, looked up by model and day.

Versions are only added. A newer package adds a version where its prices differ from the
newest of ours, so that facts keep the price they were computed from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

import genai_prices
from django.db import transaction
from genai_prices import data, types

from agents.models import PriceVersion, TierMode
from agents.models.prices import ALWAYS
from agents.usage import pricing
from agents.usage.pricing import Tariff

SOURCE = "genai-prices"
UNITS = {
    "input_mtok": "input",
    "cache_read_mtok": "cache_read",
    "cache_write_mtok": "cache_write_5m",
    "cache_write_1h_mtok": "cache_write_1h",
    "output_mtok": "output",
}
"""The package's names of the units that we meter."""

FAST = {"claude-opus-4-6": Decimal(6)}
"""What fast mode multiplies the price by; the package does not model it. Source: the
model's price page, $30 / $150 per million against $5 / $25, as ccusage has it."""

BATCH = {"anthropic": Decimal("0.5"), "openai": Decimal("0.5")}
"""What a request in a batch costs of its price, by provider; the package does not model it.
Source: the providers' pages about their batch interfaces, which halve every rate."""


@dataclass(frozen=True)
class Priced:
    """A version of the book and how it prices a request."""

    version: PriceVersion
    tariff: Tariff


class Book:
    """Looks prices up once per provider, model, day and speed. Short-lived: one import."""

    def __init__(self) -> None:
        self._versions: dict[tuple[str, str], list[PriceVersion]] = {}
        self._found: dict[tuple[str, str, int, str], Priced | None] = {}

    def price(self, provider: str, model: str, at: datetime, speed: str) -> Priced | None:
        """The price of MODEL at AT, or None when the book does not know it."""
        key = provider, model, at.toordinal(), speed
        if key in self._found:
            return self._found[key]
        versions = self._versions_of(provider, model)
        found = _priced(_applying(versions, at), speed)
        if not any(version.hours for version in versions):
            self._found[key] = found
        return found

    def _versions_of(self, provider: str, model: str) -> list[PriceVersion]:
        if (provider, model) not in self._versions:
            self._versions[provider, model] = _stored(provider, model)
        return self._versions[provider, model]


def seed() -> int:
    """Add what the installed package says and the book does not; returns how many."""
    wanted = [version for provider in data.providers for version in _versions(provider)]
    return _add(wanted)


def seed_model(provider: str, model: str) -> int:
    """Add the package's prices of one model, as requests name it."""
    entry = _entry(provider, model)
    return _add(_model_versions(entry[0], entry[1])) if entry else 0


@transaction.atomic
def _add(wanted: Iterable[PriceVersion]) -> int:
    wanted = list(wanted)
    newest: dict[tuple[Any, ...], PriceVersion] = {}
    known = PriceVersion.objects.filter(
        source=SOURCE, provider__in={version.provider for version in wanted}
    )
    for version in known.order_by("id"):
        newest[_place(version)] = version
    fresh = [
        version
        for version in wanted
        if (old := newest.get(_place(version))) is None or _content(old) != _content(version)
    ]
    return len(PriceVersion.objects.bulk_create(fresh))


def _place(version: PriceVersion) -> tuple[Any, ...]:
    return version.provider, version.model, version.valid_from, version.hours


def _content(version: PriceVersion) -> tuple[Any, ...]:
    return version.rates, version.tier_mode, version.fast_multiplier, version.batch_multiplier


def _stored(provider: str, model: str) -> list[PriceVersion]:
    """Versions that may apply to requests naming MODEL, the most telling first."""
    entry = _entry(provider, model)
    names = [model, *([entry[1].id] if entry else [])]
    seed_model(provider, model)
    rows = PriceVersion.objects.filter(provider=provider, model__in=names)
    return sorted(rows, key=_precedence, reverse=True)


def _precedence(version: PriceVersion) -> tuple[bool, date, bool, int]:
    return version.is_override, version.valid_from, bool(version.hours), version.pk


def _applying(versions: list[PriceVersion], at: datetime) -> PriceVersion | None:
    for version in versions:
        if version.valid_from <= at.date() and _is_within(version.hours, at.time()):
            return version
    return None


def _is_within(hours: str, moment: time) -> bool:
    if not hours:
        return True
    start, end = (time.fromisoformat(part) for part in hours.split("-"))
    if end < start:
        return moment >= start or moment < end
    return start <= moment < end


def _priced(version: PriceVersion | None, speed: str) -> Priced | None:
    if version is None:
        return None
    tariff = tariff_of(version, speed)
    return Priced(version, tariff) if tariff else None


def tariff_of(version: PriceVersion, speed: str) -> Tariff | None:
    """How VERSION prices a request at SPEED; None when that speed's price is unknown."""
    multiplier = multiplier_of(version, speed)
    if multiplier is None:
        return None
    is_graduated = version.tier_mode == TierMode.GRADUATED
    return Tariff(pricing.rates_of(version.rates), is_graduated, multiplier)


def multiplier_of(version: PriceVersion, speed: str) -> Decimal | None:
    """How many times the price a request at SPEED costs; None when that is unknown."""
    by_speed = {"fast": version.fast_multiplier, "batch": version.batch_multiplier}
    return by_speed.get(speed, Decimal(1))


@lru_cache(maxsize=1024)
def _entry(provider: str, model: str) -> tuple[types.Provider, types.ModelInfo] | None:
    """The package's entry that requests naming MODEL are priced by."""
    found = next((entry for entry in data.providers if entry.id == provider), None)
    info = found.find_model(model, all_providers=data.providers) if found else None
    return (found, info) if found and info else None


def _versions(provider: types.Provider) -> Iterator[PriceVersion]:
    for model in provider.models:
        yield from _model_versions(provider, model)


def _model_versions(provider: types.Provider, model: types.ModelInfo) -> list[PriceVersion]:
    conditions = (
        model.prices
        if isinstance(model.prices, list)
        else [types.ConditionalPrice(prices=model.prices)]
    )
    return [
        PriceVersion(
            provider=provider.id,
            model=model.id[:200],
            valid_from=_valid_from(condition.constraint),
            hours=_hours(condition.constraint),
            rates=rates,
            tier_mode=TierMode.CLIFF,
            fast_multiplier=FAST.get(model.id),
            batch_multiplier=BATCH.get(provider.id),
            source=SOURCE,
            source_version=genai_prices.__version__,
        )
        for condition in conditions
        if (rates := _rates(condition.prices))
    ]


def _valid_from(constraint: Any) -> date:
    return constraint.start_date if isinstance(constraint, types.StartDateConstraint) else ALWAYS


def _hours(constraint: Any) -> str:
    if not isinstance(constraint, types.TimeOfDateConstraint):
        return ""
    return f"{constraint.start_time:%H:%M}-{constraint.end_time:%H:%M}"


def _rates(prices: types.ModelPrice) -> dict[str, list[list[Any]]]:
    """The package's prices in the book's form; a model without 1-hour caching has none."""
    found = {}
    for name, unit in UNITS.items():
        price = getattr(prices, name, None)
        if isinstance(price, types.TieredPrices):
            tiers = [[tier.start, str(tier.price)] for tier in price.tiers]
            found[unit] = [[0, str(price.base)], *tiers]
        elif price is not None:
            found[unit] = [[0, str(price)]]
    return found
