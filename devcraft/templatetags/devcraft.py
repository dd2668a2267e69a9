"""How figures, times and forms look: one filter or tag each."""

from __future__ import annotations

import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from devcraft.http import page_shown

register = template.Library()
MINUTE, HOUR, DAY = 60, 3600, 86400


@register.filter
def clock(seconds: int) -> str:
    """1:12:48"""
    hours, rest = divmod(max(int(seconds), 0), HOUR)
    return f"{hours}:{rest // MINUTE:02}:{rest % MINUTE:02}"


@register.filter
def hours_minutes(seconds: int) -> str:
    """3:12, for tables and bars"""
    minutes = int(seconds) // MINUTE
    return f"{minutes // 60}:{minutes % 60:02}"


@register.filter
def duration(seconds: int | None) -> str:
    """3 h 12 min, for sentences"""
    if seconds is None:
        return "unknown"
    if seconds < MINUTE:
        return f"{int(seconds)} s"
    hours, minutes = divmod(int(seconds) // MINUTE, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else ""]
    return " ".join(part for part in parts if part)


@register.filter
def points(score: Decimal | float | None) -> str:
    """1,204.5; a dash when there is no score"""
    return "—" if score is None else f"{score:,.1f}"


@register.filter
def signed(number: Decimal | int) -> str:
    return f"{number:+,.1f}" if isinstance(number, Decimal) else f"{number:+,}"


@register.filter
def plain(number: Decimal | float | None) -> str:
    """A factor without trailing zeros: 7, 7.5"""
    return "" if number is None else f"{Decimal(str(number)).normalize():f}"


@register.filter
def plain_json(value: Any) -> str:
    """A number out of a JSON body, or whatever an import left there, as text."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return plain(value) if is_number else str(value)


@register.filter
def percent(share: Any) -> str:
    """0.37 as 37 %"""
    return f"{share:.0%}".replace("%", " %") if isinstance(share, int | float) else str(share)


@register.filter
def two_places(number: Decimal | float) -> str:
    return f"{number:.2f}"


@register.filter
def whole(number: int) -> str:
    return f"{number:,}"


@register.filter
def seconds_part(seconds: int) -> str:
    return f"{int(seconds) % MINUTE:02}"


@register.filter
def negate(number: int) -> int:
    return -number


@register.filter
def minus(number: int, other: int) -> int:
    return number - other


@register.simple_tag
def meter(part: float, whole: float) -> SafeString:
    """A bar of how much of WHOLE is reached; the figures stand beside it as text."""
    share = min(100, int(100 * part / whole)) if whole else 0
    over = " over" if part > whole else ""
    return format_html(
        '<svg class="meter{}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="6"/></svg>',
        over,
        share,
    )


@register.filter
def ago(moment: datetime | None, now: datetime | None = None) -> SafeString | str:
    """26 minutes ago, with the exact local instant in the title"""
    if moment is None:
        return "never"
    local = timezone.localtime(moment)
    seconds = int(((now or timezone.now()) - moment).total_seconds())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        f"{local:%A %-d %B %Y, %H:%M:%S} {local.tzname()}",
        _distance(seconds, local),
    )


def _distance(seconds: int, local: datetime) -> str:
    if seconds < 0:
        return f"{local:%-d %b %Y, %H:%M}"
    if seconds < MINUTE:
        return "just now"
    for size, name, most in ((MINUTE, "minute", HOUR), (HOUR, "hour", DAY), (DAY, "day", 14 * DAY)):
        if seconds < most:
            number = seconds // size
            return f"{number} {name}{'s' if number != 1 else ''} ago"
    return f"{local:%-d %b %Y}"


@register.filter
def is_own_avatar(url: str) -> bool:
    """Only files stored here are shown and linked; foreign addresses are never fetched."""
    return url.startswith("/avatars/")


@register.simple_tag
def act_token() -> SafeString:
    """The idempotency key of one form; a second POST with it changes nothing."""
    return format_html('<input type="hidden" name="token" value="{}">', secrets.token_urlsafe(12))


@register.simple_tag(takes_context=True)
def stay_here(context: Context) -> SafeString:
    """Come back after the form to this page, or to the one that asked for this part."""
    here = page_shown(context["request"])
    return format_html('<input type="hidden" name="next" value="{}">', here)


@register.simple_tag(takes_context=True)
def then_here(context: Context) -> str:
    """The query of a link to a form that comes back to this page."""
    return "?" + urlencode({"next": page_shown(context["request"])}, safe="/")


@register.simple_tag
def live() -> SafeString:
    """Attributes of a form or link whose answer replaces the page's parts in place.

    The same request and redirect as without scripts; htmx takes the parts out of the page.
    The pressed button stays enabled, or it would lose the focus; a second press is dropped.
    """
    return format_html(
        'hx-boost="true" hx-replace-url="true" hx-target="#main" hx-select="#main"'
        ' hx-select-oob="#rail,#bar,#toasts" hx-swap="outerHTML show:none"'
        ' hx-disinherit="*" hx-sync="{}"',
        "this:drop",
    )


@register.simple_tag
def query(request: Any, **changes: Any) -> str:
    """This page's query string with CHANGES; an empty value takes the key out."""
    params = request.GET.copy()
    for key, value in changes.items():
        params.pop(key, None)
        if value not in (None, ""):
            params[key] = value
    return f"?{params.urlencode()}" if params else request.path
