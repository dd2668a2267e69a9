"""The five-hour block that runs now: a page, and the part of the billing page that follows it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from agents.models.usage import PICO
from agents.usage import burning
from agents.usage.blocks import LENGTH
from agents.usage.burning import HALF_HOUR, Burn, HalfHour
from agents.usage.money import money
from devcraft import charts, clock
from devcraft.http import Request, page

PARTS = LENGTH // HALF_HOUR


@require_GET
def block(request: Request) -> HttpResponse:
    found = burning.current(request.user, now=clock.instant())
    context: dict[str, Any] = {"burn": found}
    if found:
        readings = _readings(found)
        context |= {
            "reading": _reading(found),
            "rows": _rows(found),
            "began": found.start.astimezone(UTC).strftime("%Y-%m-%dT%H"),
            "chart": charts.bars(readings, width=1080, unit="$", height=160),
            "narrow_chart": charts.bars(_by_hour(readings), width=340, height=160, unit="$"),
        }
    return page(request, "agents/block.html", context, fragment="block")


def _rows(burn: Burn) -> list[dict[str, Any]]:
    """Every half-hour of the block: what was used, or what the rate so far would make of it."""
    used: dict[datetime, HalfHour] = {one.begin: one for one in burn.half_hours}
    begins = [burn.start + number * HALF_HOUR for number in range(PARTS)]
    return [
        {
            "begin": begin,
            "used": used.get(begin),
            "is_now": begin <= burn.now < begin + HALF_HOUR,
            "ahead": _ahead(burn, begin),
        }
        for begin in begins
    ]


def _ahead(burn: Burn, begin: datetime) -> int:
    """Picodollars that the rate so far would still make of the half-hour that begins at BEGIN."""
    share = min(max(begin + HALF_HOUR - burn.now, HALF_HOUR * 0), HALF_HOUR) / (2 * HALF_HOUR)
    return round((burn.pico_an_hour or 0) * share)


def _readings(burn: Burn) -> list[charts.Reading]:
    return [
        charts.Reading(
            label=f"{timezone.localtime(row['begin']):%H:%M}",
            solid=row["used"].pico / PICO if row["used"] else 0,
            hatched=row["ahead"] / PICO,
            value=money(row["used"].pico) if row["used"] else "",
            is_outlined=row["is_now"],
        )
        for row in _rows(burn)
    ]


def _by_hour(halves: list[charts.Reading]) -> list[charts.Reading]:
    return [
        charts.Reading(
            label=one.label,
            solid=one.solid + other.solid,
            hatched=one.hatched + other.hatched,
            value=money(round((one.solid + other.solid) * PICO)) if one.solid + other.solid else "",
            is_outlined=one.is_outlined or other.is_outlined,
        )
        for one, other in zip(halves[::2], halves[1::2], strict=True)
    ]


def _reading(burn: Burn) -> str:
    said = f"{money(burn.spend.cost_pico)} since {timezone.localtime(burn.start):%H:%M}"
    if burn.projected_pico is None:
        return f"{said}; one request is too little to say where it leads."
    end = f"{timezone.localtime(burn.end):%H:%M}"
    return f"{said}; at this rate {money(burn.projected_pico)} by {end}, when the block ends."
