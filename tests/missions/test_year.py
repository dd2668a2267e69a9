"""The heatmap: five steps, every day reachable, and colours that can be told from the ground."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from missions.reports import periods, year
from tests.agents.views.reading import texts
from tests.devcraft.processes import ROOT
from tests.devcraft.visiting import signed_in
from tests.factories.missions import LocalDayFactory

AMOUNTS = st.lists(st.integers(0, 86_400), max_size=60)
NOW = "2026-11-18T12:00:00Z"
DAY_LINK = re.compile(r'class="heat-(\d)[^"]*" href="/missions/days/([\d-]+)/" title="([^"]+)"')


@given(amounts=AMOUNTS)
def test_more_is_never_a_smaller_step_and_nothing_is_none(amounts):
    cuts = year.cuts_of(amounts)

    steps = [year.step_of(amount, cuts) for amount in sorted(amounts)]

    assert steps == sorted(steps)
    assert set(steps) <= set(range(5))
    assert all(
        (step == 0) == (amount == 0) for step, amount in zip(steps, sorted(amounts), strict=True)
    )


def test_points_fall_into_quarters_of_the_days_that_have_any():
    cuts = year.cuts_of([Decimal(0), *map(Decimal, (10, 20, 30, 40))])

    assert [year.step_of(Decimal(n), cuts) for n in (0, 10, 20, 30, 40)] == [0, 1, 2, 3, 4]


@pytest.fixture
def lived(owner):
    """A year ago nothing, then one day in each of its weeks."""
    for back in range(0, 371, 7):
        day = date(2026, 11, 18) - timedelta(days=back)
        LocalDayFactory(owner=owner, day=day, timed_seconds=60 * (back + 1), done_count=back % 3)
    return signed_in(owner)


@pytest.mark.django_db
def test_every_day_until_today_is_a_link_that_says_what_it_holds(lived, django_assert_num_queries):
    with time_machine.travel(NOW, tick=False), django_assert_num_queries(5):
        html = lived.get("/reports/year/").content.decode()

    found = DAY_LINK.findall(html)
    assert len(found) == 371 - 4
    assert ("1", "2026-11-18", "18 November 2026: 1 min") in found
    assert ("0", "2026-11-17", "17 November 2026: nothing") in found
    assert {step for step, _, _ in found} == set("01234")
    assert html.count('<th scope="row">Mon</th>') == 1
    assert "is-today" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("show", "words"),
    [
        ("minutes", "11 November 2026: 8 min"),
        ("done", "11 November 2026: 1 done"),
        ("score", "nothing"),
    ],
)
def test_the_address_says_what_is_shown(lived, show, words):
    with time_machine.travel(NOW, tick=False):
        html = lived.get(f"/reports/year/?show={show}").content.decode()

    assert words in html
    assert f'show={show}" aria-current' in html


@pytest.mark.django_db
def test_months_add_up_to_the_map_and_lead_to_their_reports(owner, lived):
    last = periods.named("week", "2026-W47")

    found = year.year_of(
        owner, last, year.MEASURES["minutes"], today=date(2026, 11, 18), working=None
    )

    assert sum(total.seconds for _, total in found.months) == found.total.seconds
    assert found.active == 53
    assert (found.later, found.earlier.name) == (None, "2025-W46")
    with time_machine.travel(NOW, tick=False):
        assert "?month=2026-10" in lived.get("/reports/year/").content.decode()


@pytest.mark.django_db
def test_an_earlier_year_leads_back_to_this_week(lived):
    with time_machine.travel(NOW, tick=False):
        html = lived.get("/reports/year/?week=2025-W46").content.decode()

    assert "?week=2026-W47&amp;show=minutes" in html


@pytest.mark.django_db
def test_an_empty_year_says_how_it_fills(owner):
    said = texts(signed_in(owner), "/reports/year/")

    assert "No day in these weeks holds anything. Start a mission’s clock and today fills" in said


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_step_stands_out_from_the_card(theme):
    tokens = (ROOT / "static/css/tokens.css").read_text()
    named = dict(re.findall(r"--([\w-]+): light-dark\(([^)]+)\)", tokens))
    shown = {name: value.split(", ")[theme] for name, value in named.items()}

    steps = [shown[f"heat-{step}"] for step in range(5)]

    assert [step for step in steps if contrast(step, shown["surface-2"]) < 3] == []
    fills = [luminance(step) for step in steps[1:]]
    assert fills == sorted(fills, reverse=theme == 0)
