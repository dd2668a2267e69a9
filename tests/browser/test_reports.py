"""From a figure of a report to the entries behind it; and through a year with the keyboard."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from playwright.sync_api import expect

from devcraft import clock
from missions import timer
from missions.reports import periods
from tests.browser.steps import card, follow, new_mission


def worked(owner):
    """A mission with ten minutes at noon two days ago, and that day."""
    mission = new_mission(owner, "Fix the portal gate")
    day = clock.now().astimezone(owner.tz).date() - timedelta(days=2)
    noon = datetime.combine(day, time(12), tzinfo=owner.tz)
    timer.start(user=owner, mission=mission, now=noon)
    timer.pause(user=owner, mission=mission, now=noon + timedelta(minutes=10))
    return mission, day


def test_a_figure_leads_to_its_day_and_that_to_its_entries(desk, owner):
    _, day = worked(owner)
    desk.goto("/")
    follow(desk, "Reports")
    desk.goto(f"/reports/?week={periods.around('week', day).name}")
    expect(card(desk, "Together")).to_contain_text("10 min on 1 of 7 days")

    follow(desk, f"{day:%a} {day.day} {day:%b}")
    expect(card(desk, "Time")).to_contain_text("0:10:00")
    follow(desk, "Fix the portal gate")
    entry = card(desk, "Entries").get_by_role("row", name="12:00:00 12:10:00")
    expect(entry).to_contain_text("0:10:00")


def test_keys_walk_through_the_year_and_open_a_day(desk, owner):
    _, day = worked(owner)
    today = day + timedelta(days=2)
    desk.goto("/reports/year/")
    days = desk.locator("[data-heatmap] a")
    expect(desk.locator("[data-heatmap] a[tabindex='0']")).to_have_count(1)
    expect(days.and_(desk.locator("[tabindex='0']"))).to_have_attribute(
        "href", f"/missions/days/{today}/"
    )

    days.and_(desk.locator("[tabindex='0']")).focus()
    if day.weekday() > today.weekday():
        desk.keyboard.press("ArrowLeft")
    step = day.weekday() - today.weekday()
    for _ in range(abs(step)):
        desk.keyboard.press("ArrowDown" if step > 0 else "ArrowUp")
    held = desk.locator("[data-heatmap] a:focus")
    expect(held).to_have_accessible_name(re.compile(rf"{day.day} {day:%B %Y}: 10 min"))
    for key in ("ArrowLeft", "ArrowRight"):
        desk.keyboard.press(key)
    desk.keyboard.press("Enter")

    expect(desk).to_have_url(re.compile(f"/missions/days/{day}/"))
    expect(card(desk, "Time")).to_contain_text("Fix the portal gate")


def test_a_phone_sees_eighteen_weeks_and_every_day_is_a_stop_without_scripts(js_off, owner):
    js_off.set_viewport_size({"width": 360, "height": 780})
    js_off.goto("/reports/year/")

    first = js_off.locator("[data-heatmap] tbody tr").first.locator("td")
    expect(first).to_have_count(53)
    expect(first.locator("visible=true")).to_have_count(18)
    expect(js_off.locator("[data-heatmap] a[tabindex]")).to_have_count(0)
    expect(js_off.get_by_text("The newest 18 weeks")).to_be_visible()
