"""The palette: everything by name, with keys, with a pointer, and without scripts."""

import re

from playwright.sync_api import expect

from tests.browser.steps import follow, new_mission, pill, press, says, settled
from tests.browser.test_pages import PHONE, problems
from tests.factories.worlds import WorldFactory

NAME = "Fix the portal gate"


def palette(page):
    return page.get_by_role("dialog", name="Commands")


def chosen(page):
    """The option that Enter would take; the field says the same to screen readers."""
    option = palette(page).get_by_role("option", selected=True)
    expect(option).to_have_count(1)
    field = palette(page).get_by_role("combobox", name="Anything to do or open")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    return option


def call(page, words):
    page.keyboard.press("ControlOrMeta+k")
    expect(palette(page)).to_be_visible()
    page.keyboard.type(words)


def test_anything_is_done_and_opened_by_name(desk, owner):
    mission = new_mission(owner)
    WorldFactory(owner=owner, name="Portal hall")
    desk.goto("/profile/")
    profile_link = desk.get_by_role("main").get_by_role("link").first
    profile_link.focus()

    desk.keyboard.press("ControlOrMeta+k")
    expect(chosen(desk)).to_have_accessible_name(f"Start {NAME}")
    desk.keyboard.press("ArrowDown")
    expect(chosen(desk)).to_have_accessible_name("Undo the last act")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowUp")
    expect(chosen(desk)).to_be_in_viewport()
    assert problems(desk) == []
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.keyboard.press("Escape")
    expect(palette(desk)).to_be_hidden()
    expect(profile_link).to_be_focused()

    call(desk, "start portal")
    desk.keyboard.press("Enter")
    says(desk, "is running")
    expect(palette(desk)).to_be_hidden()
    expect(pill(desk)).to_contain_text(NAME)
    expect(desk).to_have_url(re.compile("/profile/$"))

    call(desk, "portal hall")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Portal hall")

    desk.set_viewport_size(PHONE)
    desk.get_by_label("Your menu").click()
    desk.get_by_role("link", name="Commands Ctrl K").click()
    palette(desk).get_by_role("combobox").fill("pause")
    palette(desk).get_by_role("option", name=f"Pause {NAME}").click()
    says(desk, "Paused")
    settled(desk)
    desk.keyboard.press("?")
    desk.get_by_role("dialog", name="Keyboard").get_by_role("link", name="All commands").click()
    palette(desk).get_by_role("combobox").fill(f"#{mission.pk}")
    expect(chosen(desk)).to_have_accessible_name(re.compile(f"^#{mission.pk} {NAME}"))
    palette(desk).get_by_role("button", name="Close").click()
    expect(palette(desk)).to_be_hidden()


def test_without_scripts_the_commands_are_a_page(js_off, owner):
    new_mission(owner)
    js_off.goto("/")
    js_off.get_by_role("banner").get_by_role("link", name="Commands").first.click()
    js_off.get_by_label("What to do").fill("start portal")
    press(js_off, "Find")
    press(js_off, f"Start {NAME}")
    says(js_off, "is running")
    js_off.goto("/commands/?q=journal")
    follow(js_off, "New journal entry")
    expect(js_off.get_by_label("Text", exact=True)).to_be_visible()
