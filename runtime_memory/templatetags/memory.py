"""How moments, JSON and long texts of the memory are written."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from devcraft.refusing import Refused
from devcraft.templatetags.devcraft import ago
from runtime_memory import canonical
from runtime_memory.gates import failures
from runtime_memory.models import TaskEvent, Validation, WorkflowRun

register = template.Library()
MOST_SHOWN = 20_000


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """18 Nov 2026, 09:00:00 in the reader's zone, exact in the title; UTC at the calendar's end"""
    if value is None:
        return "—"
    try:
        local = timezone.localtime(value)
    except OverflowError:
        local = value.astimezone(UTC)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(timespec="milliseconds"),
        f"{value.astimezone(UTC).isoformat(timespec='milliseconds')}",
        f"{local.day} {local:%b} {local.year}, {local:%H:%M:%S}",
    )


@register.filter
def when(value: datetime) -> SafeString | str:
    """26 minutes ago; the instant itself where the calendar ends"""
    try:
        return ago(value)
    except (OverflowError, ValueError):
        return moment(value)


@register.filter
def pretty(text: str) -> str:
    """A JSON object indented; anything that would not come out the same, to the letter."""
    try:
        value = canonical.parsed(text, field="text")
    except Refused:
        return text
    return json.dumps(value, ensure_ascii=False, indent=2)


@register.filter
def cut(text: str, is_whole: Any) -> str:
    """The first 20,000 characters, or all when IS_WHOLE."""
    return text if is_whole else text[:MOST_SHOWN]


@register.filter
def is_long(text: str) -> bool:
    return len(text) > MOST_SHOWN


@register.filter
def failed_checks(validation: Validation) -> str:
    return ", ".join(failures(validation))


TABLES = {
    "skills_learned": ("skill", "Skills"),
    "skill_to_logic_proposals": ("proposal", "Proposals"),
    "validation_results": ("validation", "Validations"),
    "approvals": ("approval", "Approvals"),
    "deploy_outcomes": ("deploy outcome", "Deploy outcomes"),
    "runtime_memory_decision": ("decision", "Decisions"),
    "behavior_profiles": ("behaviour", "Behaviours"),
    "personality_profiles": ("personality", "Personalities"),
    "runtime_memory_policyprofile": ("rules of approval", "Rules of approval"),
    "runtime_memory_foureyes": ("four eyes", "Four eyes"),
    "runtime_memory_importbatch": ("import", "Imports"),
    "sessions": ("session", "Sessions"),
    "workflow_runs": ("run", "Runs"),
    "devcraft_user": ("account", "Accounts"),
    "secret_bindings": ("secret", "Secrets"),
}


@register.filter
def table_word(name: str) -> str:
    """What one row of the table NAME is called."""
    return TABLES[name][0] if name in TABLES else name


@register.filter
def table_words(name: str) -> str:
    """What its rows are called."""
    return TABLES[name][1] if name in TABLES else name


@register.filter
def in_words(name: str) -> str:
    """rolled_back as it is said"""
    return name.replace("_", " ")


@register.filter
def kind_word(kind: str) -> str:
    """What a KIND of profile is called on pages; the document spells behavior."""
    return {"behavior": "behaviour", "policy": "rules of approval"}.get(kind, kind)


@register.filter
def run(event: TaskEvent) -> WorkflowRun | None:
    """The run of EVENT, its own or that of its step"""
    return event.workflow_run or (event.step.workflow_run if event.step else None)


@register.filter
def item(found: dict[str, Any], name: str) -> Any:
    return found.get(name)
