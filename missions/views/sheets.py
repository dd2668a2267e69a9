"""Local days drawn from their entries: one as a strip, seven as a calendar week."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from devcraft.http import Request, page
from devcraft.templatetags.devcraft import duration
from missions import daysheet, desk, strips
from missions.daysheet import Sheet
from missions.entry_forms import YEARS

WEEK = 7


@require_GET
def time_day(request: Request, on: str) -> HttpResponse:
    day = day_of(on)
    found = _sheets(request, day, 1)
    drawn = drawn_day(request, found.days[0])
    context = {
        "current": "day",
        "sheets": found,
        "sheet": found.days[0],
        "strip": strips.strip(drawn, width=960, every=2),
        "narrow_strip": strips.strip(drawn, width=340, every=6),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "today": desk.of(request).today,
    }
    return page(request, "missions/time_day.html", context)


@require_GET
def time_week(request: Request, on: str) -> HttpResponse:
    """The week, from Monday, that a day lies in."""
    day = day_of(on)
    monday = day - timedelta(days=day.weekday())
    found = _sheets(request, monday, WEEK)
    drawn = [drawn_day(request, sheet) for sheet in found.days]
    context = {
        "current": "week",
        "sheets": found,
        "day": day,
        "week": strips.week(drawn, width=960, every=3),
        "narrow_week": strips.week(drawn, width=340, every=6, hour=16),
        "before": monday - timedelta(days=WEEK),
        "after": monday + timedelta(days=WEEK),
        "today": desk.of(request).today,
    }
    return page(request, "missions/time_week.html", context)


def day_of(text: str) -> date:
    """The day that an address names; 404 for one that never was or is out of our times."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if day.year not in YEARS:
        raise Http404
    return day


def _sheets(request: Request, first: date, count: int) -> daysheet.Sheets:
    rule, now = desk.rule_of(request.user), desk.of(request).now
    return daysheet.sheets(request.user, rule=rule, first=first, count=count, now=now)


def drawn_day(request: Request, sheet: Sheet) -> strips.Day:
    spans = [
        strips.Span(
            piece.start,
            piece.end,
            f"{piece.entry.mission.name}, {duration(piece.seconds)}",
            reverse("missions:entry_detail", args=[piece.entry.pk]),
            kind_of(piece),
        )
        for piece in sheet.pieces
    ]
    return strips.Day(
        sheet.start,
        sheet.end,
        request.user.zone,
        spans,
        title=f"{sheet.day:%a %-d}",
        note=f"{sheet.hours:g} h" if sheet.is_odd else "",
        at=reverse("missions:time_day", args=[sheet.day.isoformat()]),
        is_today=sheet.day == desk.of(request).today,
    )


def kind_of(piece: daysheet.Piece) -> str:
    """How a piece is drawn; six shades tell missions beside one another apart."""
    if piece.is_suspect:
        return "suspect"
    return "running" if piece.entry.is_running else f"shade-{piece.entry.mission_id % 6}"
