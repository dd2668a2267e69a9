"""The last act on the clock can be taken back from where it is announced."""

from playwright.sync_api import expect

from tests.browser.steps import (
    card,
    follow,
    new_mission,
    pill,
    press,
    says,
    seconds_shown,
    start,
)

NAME = "Fix the portal gate"


def test_a_pause_is_undone_as_if_the_clock_had_run_on(desk, owner):
    start(new_mission(owner), minutes=30)
    desk.goto("/")
    press(desk, "Pause")

    says(desk, "Paused").get_by_role("button", name="Undo").click()

    says(desk, "as it was before")
    expect(pill(desk)).to_contain_text(NAME)
    assert 1800 <= seconds_shown(desk) < 1830


def test_a_completion_is_undone_with_its_points(desk, owner):
    start(new_mission(owner), minutes=30)
    desk.goto("/")
    follow(desk, "Complete…")
    press(desk, "Complete")
    says(desk, "is done")
    expect(card(desk, "Growth")).to_contain_text("30 of 100 XP")

    says(desk, "is done").get_by_role("button", name="Undo").click()

    expect(pill(desk)).to_contain_text(NAME)
    expect(card(desk, "Growth")).to_contain_text("0 of 100 XP")


def test_a_pause_is_undone_without_scripts(js_off, owner):
    start(new_mission(owner), minutes=30)
    js_off.goto("/")
    press(js_off, "Pause")

    says(js_off, "Paused").get_by_role("button", name="Undo").click()

    expect(pill(js_off)).to_contain_text(NAME)
