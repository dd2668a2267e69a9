"""Template tags that need the missions' formulas."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django import template
from django.urls import reverse

from devcraft.templatetags.devcraft import clock, percent, plain, points
from missions import awards, scoring
from missions.models import Mission, ScoreKind, TimeEntry
from missions.signs import TOOLS

EARNED = {**awards.NAMES, **dict(ScoreKind.choices), "opening": "Opening balance"}

register = template.Library()


@register.filter
def earned_for(action: str) -> str:
    """What an XP line was paid for, in plain words; an action nobody knows stays as it is."""
    return str(EARNED.get(action, action))


SOURCES = {
    "own": "own agents",
    "agent": "agents, as programs tell",
    "page": "this site",
    "journal": "your journal",
} | TOOLS


@register.filter
def source_name(source: str) -> str:
    """Who gave a sign of work, as people know it."""
    return SOURCES.get(source, source)


@register.simple_tag
def score_preview(mission: Mission, seconds: int) -> str:
    """What SECONDS on MISSION would score at valor 1."""
    return points(scoring.score(seconds, scoring.DEFAULT_VALOR, mission.exact_priority))


@register.simple_tag
def entry_seconds(entry: TimeEntry, now: datetime) -> str:
    return clock(entry.seconds_at(now))


@register.simple_tag
def entry_flag(entry: TimeEntry, now: datetime) -> str:
    """Says when an entry is so long that the timer was probably forgotten."""
    if entry.discarded_at is None and entry.is_suspect_at(now):
        return ", over ten hours: forgotten?"
    return ""


@register.filter
def rows_of(kind: str, name: str) -> str:
    """Where the rows behind a report's figures are: the day's page, or the days on this one."""
    return reverse("missions:day", args=[name]) if kind == "day" else "#days"


@register.filter
def share_of(part: int, whole: int) -> str:
    """12 %, or a dash of nothing"""
    return percent(part / whole) if whole else "–"


@register.filter
def per_day(count: int, days: int) -> str:
    """2.5, or a dash without a day"""
    return f"{count / days:.1f}" if days else "–"


@register.filter
def brief(number: Decimal) -> str:
    """A factor or minutes, to two places and without trailing zeros: 7, 7.5, 61.33"""
    return plain(round(number, 2))
