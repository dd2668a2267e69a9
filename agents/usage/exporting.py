"""Amounts of money in files."""

from __future__ import annotations

from decimal import Decimal

from agents.models.usage import PICO


def dollars(pico: int | None) -> str | None:
    """Every digit of an amount, or None while it is unknown."""
    if pico is None:
        return None
    text = f"{Decimal(pico) / PICO:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
