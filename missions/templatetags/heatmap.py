"""A year as a table of days, built here: a template would take four times as long for 371 cells."""

from __future__ import annotations

from collections.abc import Iterator

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from missions.reports.periods import ONE_DAY, spelt
from missions.reports.year import Cell, Year

KEPT_WEEKS = 18
"""So many weeks, the last ones, have room on a narrow screen."""

OLD, NEW = SafeString(' class="old"'), SafeString()

register = template.Library()


@register.simple_tag
def heatmap(year: Year) -> SafeString:
    """Weeks as columns, weekdays as rows; every day is a link that says what it holds."""
    return format_html(
        '<table class="heatmap" data-heatmap><caption class="visually-hidden">{} by day</caption>'
        "<thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>",
        year.measure.label,
        format_html_join("", '<th scope="col"{}>{}</th>', _weeks(year)),
        format_html_join("", '<tr><th scope="row">{}</th>{}</tr>', _weekdays(year)),
    )


def _weeks(year: Year) -> Iterator[tuple[SafeString, SafeString]]:
    """The class and the words of each week; a week in which a month begins shows its name."""
    columns = len(year.rows[0])
    for place in range(columns):
        monday = year.span.first + 7 * place * ONE_DAY
        firsts = [day for day in (monday + offset * ONE_DAY for offset in range(7)) if day.day == 1]
        words = format_html(
            '<span aria-hidden="true">{}</span><span class="visually-hidden">Week of {}</span>',
            "".join(f"{first:%b}" for first in firsts),
            spelt(monday),
        )
        yield _old(place, columns), words


def _weekdays(year: Year) -> Iterator[tuple[str, SafeString]]:
    at = reverse("missions:day", args=["-"]).removesuffix("-/")
    for offset, row in enumerate(year.rows):
        cells = (_cell(cell, at, year, place) for place, cell in enumerate(row))
        weekday = f"{year.span.first + offset * ONE_DAY:%a}"
        yield weekday, format_html_join("", "{}", ((cell,) for cell in cells))


def _cell(cell: Cell | None, at: str, year: Year, place: int) -> SafeString:
    old = _old(place, len(year.rows[0]))
    if cell is None:
        return format_html("<td{}></td>", old)
    words = f"{spelt(cell.day)}: {cell.words}"
    return format_html(
        '<td{}><a class="heat-{}{}" href="{}{}/" title="{}" aria-label="{}"></a></td>',
        old,
        cell.step,
        " is-today" if cell.day == year.today else "",
        at,
        cell.day.isoformat(),
        words,
        words,
    )


def _old(place: int, columns: int) -> SafeString:
    """Marks a week that narrow screens leave out."""
    return OLD if place < columns - KEPT_WEEKS else NEW
