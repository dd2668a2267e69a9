"""Which days the pages are about: by name, month, day or all time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from agents.usage import linking, periods
from agents.usage.spans import Period, Span
from missions.days import DayRule
from tests.agents.facts import AT, fact, record
from tests.agents.logs import NOW
from tests.agents.views.reading import texts

pytestmark = pytest.mark.django_db
PAGES = ("/billing/", "/billing/requests/", "/billing/unassigned/", "/billing/by/project/")
MARCH = datetime(2025, 3, 9, 12, 0, tzinfo=UTC)
RULE = DayRule("Europe/Berlin")
TODAY = date(2026, 11, 18)


@pytest.fixture
def old(owner):
    record(owner, fact(at=MARCH))


def chosen(name, span=None):
    return periods.named(name, today=TODAY, rule=RULE, span=span)


@pytest.mark.parametrize(
    ("name", "label", "first", "last"),
    [
        ("today", "Today", TODAY, TODAY),
        ("quarter", "Last 90 days", date(2026, 8, 21), TODAY),
        ("2024-02", "February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", "December 2026", date(2026, 12, 1), date(2026, 12, 31)),
        ("2025-03-09", "Sunday 9 March 2025", date(2025, 3, 9), date(2025, 3, 9)),
    ],
)
def test_a_period_is_named_by_a_word_a_month_or_a_day(name, label, first, last):
    assert chosen(name) == periods.Chosen(name, label, Period(first, last, RULE))


@pytest.mark.parametrize(
    "name",
    [
        *("", "century", "2025-3", "2025-13", "2025-02-30", "0001-01-01", "9999-12", "2025-03-09x"),
        *("٢٠٢٥-٠٣", "\x00", "2025-W10", " today", "today ", "All"),
    ],
)
def test_what_is_no_period_is_none(name):
    assert chosen(name) is None


def test_all_time_spans_the_first_and_the_last_request_and_today():
    later = TODAY + timedelta(days=3)

    assert chosen("all").period == Period(TODAY, TODAY, RULE)
    assert chosen("all", Span(date(2025, 3, 9), MARCH.date())).period.last == TODAY
    assert chosen("all", Span(date(2025, 3, 9), later)).period == Period(
        date(2025, 3, 9), later, RULE
    )


def test_a_long_period_goes_by_month():
    long = Period(date(2025, 11, 20), date(2026, 2, 19), RULE)
    longer = Period(date(2025, 11, 20), date(2026, 2, 20), RULE)

    assert (len(long.steps), long.is_by_month) == (92, False)
    months = [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert longer.steps == [date(2025, 11, 20), *months]


@pytest.mark.parametrize(("name", "unit"), [("all", "Month"), ("week", "Day")])
def test_the_table_is_headed_by_what_its_rows_are(desk, old, name, unit):
    said = texts(desk, f"/billing/?period={name}")

    assert f"Show as table {unit} Focused Cost" in said
    assert f"agents’ cost by {unit.lower()}" in said


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("all", "The newest 5 months; all of them in the table."),
        ("week", "The newest 5 days; all of them in the table."),
    ],
)
def test_a_narrow_chart_says_what_it_leaves_out(desk, old, name, note):
    assert note in texts(desk, f"/billing/?period={name}")


def test_a_narrow_chart_that_shows_all_says_nothing(desk, old):
    assert "The newest" not in texts(desk, "/billing/?period=today")


@pytest.mark.parametrize("page", PAGES)
def test_older_requests_are_reached_by_all_time_their_month_and_their_day(desk, old, page):
    offered = texts(desk, page)

    assert "All time" in offered
    assert "March 2025" in offered
    for period in ("all", "2025-03", "2025-03-09"):
        assert "-p" in texts(desk, f"{page}?period={period}")


@pytest.mark.parametrize("page", PAGES[:2])
def test_an_empty_period_says_when_the_last_request_was(desk, old, page):
    said = texts(desk, page)

    assert "No request in this period. The last one was on 9 March 2025; look at all time." in said
    assert b'href="?period=2025-03-09"' in desk.get(page).content


def test_unassigned_says_where_older_work_is_and_when_there_is_none(desk, owner, old, mission):
    before = texts(desk, "/billing/unassigned/")
    linking.link(owner=owner, subject="project", name="-p", mission=mission, now=NOW)

    assert "Nothing in this period is unassigned. The last unassigned request was on 9 March" in (
        before
    )
    assert "Every request belongs to a mission." in texts(desk, "/billing/unassigned/")


def test_without_any_request_the_pages_lead_to_the_way_to_bring_them_in(desk):
    for page in ("/billing/requests/", "/billing/unassigned/"):
        assert "No request is known yet. Bring in your agents’ logs." in texts(desk, page)


@pytest.mark.parametrize("page", PAGES)
def test_a_bad_period_is_refused_in_a_sentence(desk, old, page):
    said = texts(desk, f"{page}?period=<century>")

    assert "Period must be today, week, month, quarter, all, a month such as 2026-03" in said
    assert "not “<century>”; the last " in said


def test_a_bad_period_is_refused_on_the_empty_page_too(desk):
    assert "not “century”" in texts(desk, "/billing/?period=century")


@pytest.mark.parametrize("page", PAGES)
def test_a_name_that_is_no_filter_is_refused_in_a_sentence(desk, old, page):
    said = texts(desk, f"{page}?projet=-p&period=week")

    assert "“projet” is no filter of this page; it was left out." in said


def test_a_month_may_be_chosen_without_losing_the_filters(desk, old):
    html = desk.get("/billing/requests/?period=all&project=-p&after=x").content.decode()

    assert '<input type="hidden" name="project" value="-p">' in html
    assert '<input type="hidden" name="after"' not in html
    assert '<option value="2025-03">March 2025</option>' in html


def test_all_time_shows_months_that_lead_on(desk, owner, old):
    record(owner, fact(at=AT, request_id="r2", message_id="m2"))

    response = desk.get("/billing/?period=all")

    titles = [day.title for day in response.context["days"].days]
    assert (titles[0], titles[-1], len(titles)) == ("March 2025", "November 2026", 21)
    assert 'href="/billing/requests/?period=2025-03"' in response.content.decode()
    assert response.context["spend"].requests == 2
