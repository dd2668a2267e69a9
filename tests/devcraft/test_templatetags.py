from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.utils import timezone

from devcraft.templatetags import devcraft as tags

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
FIGURES = [
    (tags.clock, 0, "0:00:00"),
    (tags.clock, 4368, "1:12:48"),
    (tags.clock, -5, "0:00:00"),
    (tags.clock, 360_000, "100:00:00"),
    (tags.hours_minutes, 11_520, "3:12"),
    (tags.hours_minutes, 59, "0:00"),
    (tags.duration, 0, "0 s"),
    (tags.duration, 59, "59 s"),
    (tags.duration, 60, "1 min"),
    (tags.duration, 3600, "1 h"),
    (tags.duration, 11_520, "3 h 12 min"),
    (tags.duration, None, "unknown"),
    (tags.points, Decimal("1204.5400"), "1,204.5"),
    (tags.points, None, "—"),
    (tags.points, Decimal(0), "0.0"),
    (tags.signed, 120, "+120"),
    (tags.signed, -1200, "-1,200"),
    (tags.signed, Decimal("-90.0000"), "-90.0"),
    (tags.plain, Decimal("7.00"), "7"),
    (tags.plain, Decimal("7.50"), "7.5"),
    (tags.plain, Decimal("10.00"), "10"),
    (tags.plain, 80.0, "80"),
    (tags.plain, None, ""),
    (tags.plain_json, 8.0, "8"),
    (tags.plain_json, "eight", "eight"),
    (tags.plain_json, True, "True"),
    (tags.plain_json, [1], "[1]"),
    (tags.percent, 0.37, "37 %"),
    (tags.percent, 1, "100 %"),
    (tags.percent, "sure", "sure"),
    (tags.two_places, Decimal("4.2"), "4.20"),
    (tags.whole, 12_345, "12,345"),
    (tags.seconds_part, 4368, "48"),
]
AGES = [
    (timedelta(seconds=59), "just now"),
    (timedelta(minutes=1), "1 minute ago"),
    (timedelta(minutes=26), "26 minutes ago"),
    (timedelta(hours=1), "1 hour ago"),
    (timedelta(hours=23), "23 hours ago"),
    (timedelta(days=1), "1 day ago"),
    (timedelta(days=13), "13 days ago"),
    (timedelta(days=14), "4 Nov 2026"),
    (timedelta(seconds=-1), "18 Nov 2026, 09:00"),
]


@pytest.mark.parametrize(("show", "value", "wanted"), FIGURES)
def test_a_figure_is_shown_as(show, value, wanted):
    assert show(value) == wanted


@pytest.mark.parametrize(("age", "wanted"), AGES)
def test_an_instant_is_shown_by_its_distance(age, wanted):
    assert f">{wanted}</time>" in tags.ago(NOW - age, NOW)


def test_an_instant_tells_its_exact_local_time_in_the_title():
    with timezone.override("Europe/Berlin"):
        shown = tags.ago(NOW, NOW)

    assert 'title="Wednesday 18 November 2026, 10:00:00 CET"' in shown
    assert 'datetime="2026-11-18T09:00:00+00:00"' in shown


def test_an_instant_that_never_was_says_so():
    assert tags.ago(None) == "never"


@pytest.mark.parametrize(
    ("part", "whole", "width", "is_over"),
    [(0, 10, 0, False), (5, 10, 50, False), (20, 10, 100, True), (5, 0, 0, True)],
)
def test_a_meter_fills_up_to_its_end(part, whole, width, is_over):
    drawn = tags.meter(part, whole)

    assert f'width="{width}"' in drawn
    assert ('class="meter over"' in drawn) is is_over


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ("after='x'", "?q=a+b&amp;page=1&amp;after=x"),
        ("q=''", "?page=1"),
        ("q='' page=''", "/missions/"),
        ("q='<b>'", "?page=1&amp;q=%3Cb%3E"),
    ],
)
def test_a_link_keeps_the_query_apart_from_its_changes(rf, changes, wanted):
    request = rf.get("/missions/")
    request.GET = QueryDict("q=a+b&page=1")
    template = Template("{% query request " + changes + " %}")

    assert template.render(Context({"request": request})) == wanted


def test_every_form_gets_a_token_of_its_own():
    assert tags.act_token() != tags.act_token()


def test_the_way_back_is_escaped(rf):
    request = rf.get('/missions/?q="><script>')

    shown = tags.stay_here({"request": request})

    assert "<script>" not in shown


@pytest.mark.parametrize(
    ("address", "is_own"),
    [("/avatars/x.webp", True), ("https://evil.example/avatars/", False), ("", False)],
)
def test_only_avatars_stored_here_are_ones_own(address, is_own):
    assert tags.is_own_avatar(address) is is_own
