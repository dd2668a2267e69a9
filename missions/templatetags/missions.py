"""Template tags that need the missions' formulas."""

from __future__ import annotations

from datetime import datetime

from django import template

from devcraft.templatetags.devcraft import clock, points
from missions import awards, scoring
from missions.models import Mission, ScoreKind, TimeEntry

EARNED = {**awards.NAMES, **dict(ScoreKind.choices), "opening": "Opening balance"}

register = template.Library()


@register.filter
def earned_for(action: str) -> str:
    """What an XP line was paid for, in plain words; an action nobody knows stays as it is."""
    return str(EARNED.get(action, action))


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
