"""How money reads: as many digits as its size needs."""

from __future__ import annotations

from decimal import Decimal

from agents.models.usage import PICO

CENT = PICO // 100


def money(pico: int | None) -> str:
    """$1,204.50, $0.0042, $0 or unknown."""
    if pico is None:
        return "unknown"
    if pico == 0:
        return "$0"
    sign, size = ("−", -pico) if pico < 0 else ("", pico)
    if size >= CENT:
        return f"{sign}${Decimal(size) / PICO:,.2f}"
    return f"{sign}${float(f'{size / PICO:.2g}'):.12f}".rstrip("0").rstrip(".")


def exact(pico: int) -> str:
    """Every digit, for explanations."""
    text = f"{Decimal(pico) / PICO:f}"
    return f"${text.rstrip('0').rstrip('.') if '.' in text else text}"
