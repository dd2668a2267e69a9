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
from tests.browser.steps import follow, new_mission, says

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
    form = desk.get_by_role("combobox", name="Mission for: All work in project")
    form.fill(f"#{worked_on.pk}")
    form.press("Enter")

    says(desk, "Assigned to “Fix the portal gate”")
    follow(desk, f"#{worked_on.pk} Fix the portal gate")
    expect(desk.get_by_role("heading", name="Two lanes, last eight days")).to_be_visible()
    expect(desk.get_by_role("heading", name="Latest requests")).to_be_visible()


def test_a_word_can_be_taken_back(desk, owner, worked_on, imported):
    desk.goto("/billing/unassigned/")
    desk.get_by_role("main").get_by_role("combobox").first.fill(str(worked_on.pk))
    desk.get_by_role("main").get_by_role("button", name="Assign").first.click()
    says(desk, "Assigned to")

    desk.get_by_role("main").get_by_role("button", name="Take back").first.click()

    says(desk, "Took the assignment back")


def test_a_number_that_is_no_mission_is_refused_and_nothing_moves(desk, owner, imported):
    desk.goto("/billing/unassigned/")
    desk.get_by_role("main").get_by_role("combobox").first.fill("999")
    desk.get_by_role("main").get_by_role("button", name="Assign").first.click()

    says(desk, "Mission #999 does not exist, or it is not yours.")


def test_without_javascript_the_same_can_be_done(js_off, owner, worked_on, imported):
    js_off.goto("/billing/unassigned/")
    js_off.get_by_role("main").get_by_role("combobox").first.fill(f"#{worked_on.pk}")
    js_off.get_by_role("main").get_by_role("button", name="Assign").first.click()

    says(js_off, "Assigned to “Fix the portal gate”")


def test_without_logs_billing_says_how_to_begin(desk):
    desk.goto("/billing/")

    expect(desk.get_by_role("heading", name="No requests yet")).to_be_visible()
    expect(desk.get_by_text("import_claude_code --user owner")).to_be_visible()
