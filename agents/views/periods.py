"""Which days a page is about, from its address."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from agents.usage import narrowing, periods, reports
from agents.usage.periods import Asked
from devcraft.http import Request
from missions import desk

DEFAULT = "week"
OF_THE_PAGER = ("before", "after")


def asked(request: Request, *, default: str = DEFAULT, filters: Collection[str] = ()) -> Asked:
    """The period in the address; a bad one is refused and means the default.

    What is neither a period nor one of FILTERS is refused too.
    """
    refused = [
        f"“{narrowing.shown(name)}” is no filter of this page; it was left out."
        for name in request.GET
        if name not in ("period", *OF_THE_PAGER, *filters)
    ]
    name = request.GET.get("period", "") or default
    rule, today = desk.rule_of(request.user), desk.of(request).today
    span = reports.span(request.user, rule)
    chosen = periods.named(name, today=today, rule=rule, span=span)
    if chosen is None:
        known = periods.named(default, today=today, rule=rule, span=span)
        chosen = known or periods.usual(DEFAULT, today=today, rule=rule)
        shown = f"the {chosen.label.lower()} are shown"
        refused.insert(0, f"{periods.RULE}, not “{narrowing.shown(name)}”; {shown}.")
    return Asked(chosen, span, refused)


def choice(request: Request, found: Asked) -> dict[str, Any]:
    """What `agents/_periods.html` and the page around it show."""
    kept = [
        (key, value) for key, value in request.GET.items() if key not in ("period", *OF_THE_PAGER)
    ]
    return {
        "chosen": found.chosen,
        "periods": periods.LABELS,
        "months": periods.months(found.span),
        "kept": kept,
        "span": found.span,
        "refused": found.refused,
    }
