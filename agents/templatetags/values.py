"""How values that strangers sent are shown: exactly, with nothing hidden in them."""

from __future__ import annotations

from typing import Any

from django import template

from agents.living.spaces import showing

register = template.Library()


@register.filter
def visible(text: str) -> str:
    """TEXT with characters that cannot be seen spelled out."""
    return showing.visible(text)


@register.filter
def exact_json(value: Any) -> str:
    """VALUE as indented JSON, with characters that cannot be seen spelled out."""
    return showing.visible(showing.exact(value))
