"""Which days a page is about, from its address."""

from __future__ import annotations

from agents.usage import periods
from agents.usage.periods import LABELS, Chosen
from devcraft.http import Request
from missions import desk

__all__ = ["LABELS", "Chosen", "chosen"]
DEFAULT = "week"


def chosen(request: Request, *, default: str = DEFAULT) -> Chosen:
    """The period in the address; a bad one means the default."""
    name = request.GET.get("period", "")
    rule = desk.rule_of(request.user)
    return periods.named(name, default=default, today=desk.of(request).today, rule=rule)
