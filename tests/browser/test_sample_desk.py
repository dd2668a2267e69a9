"""Looking around with sample data leaves one's own desk as it was."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import card, pill, press, says


@pytest.fixture
def visitor(desk):
    desk.goto("/")
    press(desk, "Look around with sample data")
    return desk


def own_desk_is_empty(page):
    expect(page.get_by_role("heading", name="What are you working on?")).to_be_visible()
    expect(banner(page)).to_be_hidden()
    page.goto("/missions/")
    expect(page.locator(".mission-card")).to_have_count(0)


def banner(page):
    return page.get_by_text("This is the sample desk. Nothing here is yours.")


def test_the_sample_desk_is_full_and_says_what_it_is(visitor):
    expect(banner(visitor)).to_be_visible()
    expect(pill(visitor)).to_contain_text("Fix the portal gate")
    expect(card(visitor, "Waiting for you").get_by_role("listitem")).to_have_count(3)


def test_removing_the_sample_desk_leads_back_to_the_own_empty_one(visitor):
    visitor.get_by_role("button", name="Remove the sample desk").click()

    says(visitor, "Removed the sample desk.")
    own_desk_is_empty(visitor)


def test_going_back_keeps_the_sample_desk_for_later(visitor):
    visitor.get_by_role("button", name="Pause Fix the portal gate").click()
    expect(pill(visitor)).to_contain_text("Nothing running")

    visitor.get_by_role("button", name="Back to my desk").click()

    own_desk_is_empty(visitor)
    visitor.goto("/")
    press(visitor, "Look around with sample data")
    expect(pill(visitor)).to_contain_text("Nothing running")


def test_the_sample_desk_is_visited_and_removed_without_scripts(js_off):
    js_off.goto("/")
    press(js_off, "Look around with sample data")
    expect(banner(js_off)).to_be_visible()

    js_off.get_by_role("button", name="Remove the sample desk").click()

    own_desk_is_empty(js_off)
