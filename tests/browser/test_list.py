"""The list narrows, sorts and pages by its address; the back button brings it back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import new_mission, pill, press, start

GATE, HALL = "Fix the portal gate", "Paint the hall"


@pytest.fixture
def missions(owner):
    return [
        new_mission(owner, GATE, quest_name="Gates", maturity_level=1),
        new_mission(owner, HALL),
    ]


def rows(page):
    return page.locator("#rows tbody tr")


def filters(page, label):
    return page.locator("form.filters").get_by_label(label)


def test_typing_words_narrows_the_rows_and_the_address(desk, missions):
    desk.goto("/missions/?status=open")
    expect(rows(desk)).to_have_count(2)

    filters(desk, "Words or #number").press_sequentially("portal")

    expect(rows(desk)).to_have_count(1)
    expect(rows(desk)).to_contain_text(GATE)
    expect(desk).to_have_url(re.compile("q=portal"))
    expect(filters(desk, "Words or #number")).to_be_focused()


def test_the_back_button_restores_the_rows_and_the_filter(desk, missions):
    desk.goto("/missions/?status=open")
    filters(desk, "Words or #number").fill("portal")
    expect(rows(desk)).to_have_count(1)

    desk.go_back()

    expect(rows(desk)).to_have_count(2)
    expect(filters(desk, "Words or #number")).to_have_value("")
    expect(desk).to_have_url(re.compile(r"\?status=open$"))


def test_the_clock_still_ticks_after_the_back_button(desk, missions):
    start(missions[0], minutes=5)
    desk.goto("/missions/?status=open")
    filters(desk, "Words or #number").fill("portal")
    expect(rows(desk)).to_have_count(1)

    desk.go_back()

    expect(rows(desk)).to_have_count(2)
    shown = pill(desk).locator(".clock").inner_text()
    expect(pill(desk).locator(".clock")).not_to_have_text(shown)


def test_a_filter_can_be_opened_again_from_its_address(desk, missions):
    desk.goto("/missions/?status=open")
    desk.get_by_text("More filters").click()
    filters(desk, "Maturity").select_option("1 pashyanti")
    expect(rows(desk)).to_have_count(1)

    desk.goto(desk.url)

    expect(rows(desk)).to_contain_text(GATE)
    expect(filters(desk, "Maturity")).to_have_value("1")


def test_the_list_is_filtered_without_scripts(js_off, missions):
    js_off.goto("/missions/?status=open")
    filters(js_off, "Words or #number").fill("portal")

    press(js_off, "Filter")

    expect(rows(js_off)).to_have_count(1)
    expect(rows(js_off)).to_contain_text(GATE)


def test_sorting_follows_the_heading(desk, owner, missions):
    new_mission(owner, "Most urgent", urgency=10)
    desk.goto("/missions/?status=open&sort=oldest")
    expect(rows(desk).first).to_contain_text(GATE)

    desk.locator("#rows").get_by_role("link", name="Priority").click()

    expect(rows(desk).first).to_contain_text("Most urgent")
    expect(desk).to_have_url(re.compile("sort=priority"))


def test_a_long_list_pages_forward_and_back(desk, owner):
    for number in range(52):
        new_mission(owner, f"Mission no. {number:02}")
    desk.goto("/missions/?status=open&sort=oldest")
    expect(rows(desk)).to_have_count(50)

    desk.get_by_role("link", name="More", exact=True).last.click()
    expect(rows(desk).last).to_contain_text("Mission no. 51")
    desk.get_by_role("link", name="Back", exact=True).click()

    expect(rows(desk).first).to_contain_text("Mission no. 00")


def test_nothing_found_offers_a_way_on(desk, missions):
    desk.goto("/missions/?status=open&q=unicorn")

    desk.get_by_role("link", name="Show all missions").click()

    expect(rows(desk)).to_have_count(2)


def test_a_mission_in_the_trash_can_be_put_back(desk, missions):
    desk.goto(missions[0].get_absolute_url())
    desk.get_by_label("More acts").click()
    press(desk, "Move to trash")
    expect(desk.get_by_role("main")).to_contain_text("This mission is in the trash")
    desk.goto("/missions/trash/")

    press(desk, "Put back")

    expect(desk.get_by_role("main")).to_contain_text("The trash is empty")
    desk.goto("/missions/")
    expect(desk.get_by_role("main")).to_contain_text(GATE)
