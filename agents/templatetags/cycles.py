"""How one side of a cycle is shown."""

from __future__ import annotations

from django import template

from agents.living.chronicle import Turn

register = template.Library()
ROLES = {
    "told": "role-user",
    "thought": "role-assistant",
    "called": "role-agent",
    "answered": "role-tool",
}


@register.filter
def role(turn: Turn) -> str:
    """The class that colours TURN."""
    return ROLES[turn.kind]


@register.filter
def up_to(text: str, most: int) -> str:
    """TEXT, cut after MOST letters unless that is 0."""
    return f"{text[:most]}…" if is_longer(text, most) else text


@register.filter
def is_longer(text: str, most: int) -> bool:
    return bool(most) and len(text) > most
