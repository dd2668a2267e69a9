"""From a session log on disk to the two lanes of a mission, in a browser."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from benchmarks import logs
from devcraft import clock
from missions import timer
from tests.browser.steps import card, follow, new_mission, says

SIZE = 200_000


@pytest.fixture
def imported(owner, tmp_path, capsys):
    """A few sessions of today, brought in by the command; what it printed."""
    truth = logs.write(tmp_path, size=SIZE, end=clock.now(), days=1)
    call_command("import_claude_code", tmp_path, user=owner.username)
    return truth, Path(tmp_path), capsys.readouterr().out


@pytest.fixture
def worked_on(owner):
    mission = new_mission(owner)
    hour_ago = clock.now() - timedelta(hours=1)
    timer.start(user=owner, mission=mission, now=hour_ago)
    timer.pause(user=owner, mission=mission, now=hour_ago + timedelta(minutes=1))
    return mission


def test_from_the_log_to_the_lane_of_a_mission(desk, owner, worked_on, imported):
    truth, _, printed = imported
    assert f"Added {truth.requests:,} requests" in printed
    desk.goto("/")
    expect(desk.get_by_role("heading", name="Two lanes")).to_be_visible()
    follow(desk, "Agents’ cost")

    follow(desk, "All requests")
    desk.get_by_role("main").locator("tbody a").first.click()

    expect(desk.get_by_role("heading", name="Why it cost")).to_be_visible()
    open_way(desk, "All work in project")
    form = desk.get_by_role("textbox", name="Mission for: All work in project")
    form.fill(f"#{worked_on.pk}")
    form.press("Enter")

    says(desk, "Assigned to “Fix the portal gate”")
    follow(desk, f"#{worked_on.pk} Fix the portal gate")
    expect(desk.get_by_role("heading", name="Two lanes, last eight days")).to_be_visible()
    expect(desk.get_by_role("heading", name="Latest requests")).to_be_visible()


def open_way(page, label):
    page.get_by_role("main").locator("summary", has_text=label).first.click()


def type_mission(page, text):
    open_way(page, "The whole project")
    page.get_by_role("textbox", name="Mission for: The whole project").first.fill(text)
    page.get_by_role("main").get_by_role("button", name="Assign").first.click()


def test_a_word_can_be_taken_back_and_that_undone(desk, owner, worked_on, imported):
    desk.goto("/billing/unassigned/")
    type_mission(desk, str(worked_on.pk))
    says(desk, "Assigned to")

    desk.get_by_role("main").get_by_role("button", name="Take back").first.click()
    says(desk, "Took the assignment back").get_by_role("button", name="Undo").click()

    says(desk, "Undone; ")
    expect(desk.get_by_role("button", name="Take back")).to_have_count(1)


def test_one_click_assigns_to_what_ran_last_and_undo_takes_it_back(
    desk, owner, worked_on, imported
):
    desk.goto("/billing/unassigned/")
    groups = desk.locator(".group").count()
    obvious = f"The whole project belongs to {worked_on.name}"
    desk.get_by_role("button", name=obvious).first.click()

    toast = says(desk, "Assigned to “Fix the portal gate”")
    expect(desk.locator(".group")).to_have_count(groups - 1)
    toast.get_by_role("button", name="Undo").click()

    says(desk, "Undone; ")
    expect(desk.locator(".group")).to_have_count(groups)


def test_a_mission_is_chosen_from_those_at_hand(desk, owner, worked_on, imported):
    new_mission(owner, "Paint the hall")
    desk.goto("/billing/unassigned/")
    open_way(desk, "The whole project")
    choice = desk.get_by_role("combobox", name="Choose a mission for: The whole project").first
    choice.select_option("Paint the hall")
    desk.get_by_role("main").get_by_role("button", name="Assign").first.click()

    says(desk, "Assigned to “Paint the hall”")


def test_what_is_no_mission_is_refused_and_nothing_moves(desk, owner, imported):
    desk.goto("/billing/unassigned/")
    type_mission(desk, "999")
    says(desk, "Mission #999 does not exist, or it is not yours.")


def test_without_javascript_the_same_can_be_done(js_off, owner, worked_on, imported):
    js_off.goto("/billing/unassigned/")
    type_mission(js_off, "no such mission")
    expect(js_off.get_by_label("Mission", exact=True)).to_have_value("no such mission")
    js_off.get_by_label("Mission", exact=True).fill("portal")
    js_off.get_by_role("button", name="Try again").click()

    says(js_off, "Assigned to “Fix the portal gate”").get_by_role("button", name="Undo").click()
    says(js_off, "Undone; ")


def test_the_brief_and_the_day_show_what_agents_used(desk, js_off, owner, worked_on, imported):
    desk.goto("/billing/unassigned/")
    desk.get_by_role("button", name="The whole project belongs to").first.click()
    says(desk, "Assigned to")

    desk.goto(worked_on.get_absolute_url())
    expect(card(desk, "Two lanes").get_by_text("Agents’ cost")).to_be_visible()
    follow(desk, "Agents’ lane")
    expect(desk.get_by_role("heading", name="Latest requests")).to_be_visible()
    js_off.goto(worked_on.get_absolute_url())
    follow(js_off, "My time beside what the agents used for it")
    expect(js_off.get_by_role("heading", name="Latest requests")).to_be_visible()


def test_a_bar_leads_to_the_requests_of_its_day(desk, owner, imported):
    desk.goto("/billing/")
    bar = desk.locator("svg.bars-wide a", has=desk.locator(".fill-agent")).last
    expected = bar.get_attribute("href")
    bar.click()

    expect(desk.get_by_role("heading", name="Requests", exact=True)).to_be_visible()
    assert desk.url.endswith(expected)


@pytest.mark.parametrize("page_of", ["list", "one"])
def test_the_cost_stands_on_a_phone_without_scrolling(desk, owner, imported, page_of):
    desk.set_viewport_size({"width": 360, "height": 780})
    desk.goto("/billing/requests/")
    if page_of == "one":
        desk.get_by_role("main").locator("tbody a").first.click()
        expect(desk.get_by_role("heading", name="Why it cost")).to_be_visible()
    costs = desk.locator("table td:last-child")

    boxes = [costs.nth(place).bounding_box() for place in range(min(costs.count(), 5))]

    assert boxes
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes)


def test_without_logs_billing_says_how_to_begin(desk):
    desk.goto("/billing/")

    expect(desk.get_by_role("heading", name="No requests yet")).to_be_visible()
    expect(desk.get_by_text("import_claude_code --user owner")).to_be_visible()
