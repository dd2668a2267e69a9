"""Words, criteria and notes are edited in place, and nobody's edit is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import button, card, follow, new_mission, press, says

WORDS = "It must feel alive."
ADDRESS_OF_MISSION = re.compile(r"/missions/\d+/$")


@pytest.fixture
def mission(owner):
    return new_mission(owner, carbon_description=WORDS, acceptance_criteria="- opens fast")


def words(page):
    return page.locator("#part-words")


def open_words(page, mission):
    page.goto(mission.get_absolute_url())
    follow(page, "Edit human words")


def save_on_edit_page(page, text):
    page.get_by_label("Human words").fill(text)
    press(page, "Save")


def test_human_words_are_edited_in_place(desk, mission):
    open_words(desk, mission)
    words(desk).get_by_role("textbox").fill("It opens in under a second.")

    press(desk, "Save")

    expect(words(desk)).to_contain_text("It opens in under a second.")
    expect(words(desk).get_by_role("textbox")).to_be_hidden()
    expect(desk).to_have_url(ADDRESS_OF_MISSION)
    desk.reload()
    expect(words(desk)).to_contain_text("It opens in under a second.")


def test_editing_in_place_puts_the_cursor_into_the_text(desk, mission):
    open_words(desk, mission)

    expect(words(desk).get_by_role("textbox")).to_be_focused()


def test_escape_leaves_the_text_as_it_was(desk, mission):
    open_words(desk, mission)
    words(desk).get_by_role("textbox").fill("Something else")

    desk.keyboard.press("Escape")

    expect(words(desk).get_by_role("textbox")).to_be_hidden()
    expect(words(desk)).to_contain_text(WORDS)


def test_cancel_leaves_the_text_as_it_was(desk, mission):
    open_words(desk, mission)
    words(desk).get_by_role("textbox").fill("Something else")

    follow(desk, "Cancel")

    expect(words(desk)).to_contain_text(WORDS)
    expect(desk).to_have_url(ADDRESS_OF_MISSION)


def test_human_words_are_edited_without_scripts(js_off, mission):
    open_words(js_off, mission)

    save_on_edit_page(js_off, "It opens in under a second.")

    expect(words(js_off)).to_contain_text("It opens in under a second.")


def test_saving_on_the_page_of_a_form_leads_to_the_address_of_the_mission(desk, mission):
    desk.goto(mission.get_absolute_url() + "edit/words/")

    save_on_edit_page(desk, "It opens in under a second.")

    expect(words(desk)).to_contain_text("It opens in under a second.")
    expect(desk).to_have_url(ADDRESS_OF_MISSION)


def test_cancelling_on_the_page_of_a_form_leads_to_the_address_of_the_mission(desk, mission):
    desk.goto(mission.get_absolute_url() + "edit/words/")

    follow(desk, "Cancel")

    expect(words(desk)).to_contain_text(WORDS)
    expect(desk).to_have_url(ADDRESS_OF_MISSION)


def conflict(desk, mission):
    """Two tabs open the same text; the other saves first, then this one."""
    other = desk.context.new_page()
    for tab in (desk, other):
        tab.goto(mission.get_absolute_url() + "edit/words/")
    save_on_edit_page(other, "Theirs.")
    expect(words(other)).to_contain_text("Theirs.")
    save_on_edit_page(desk, "Mine.")


def test_a_save_over_somebody_elses_shows_both_texts(desk, mission):
    conflict(desk, mission)

    alert = desk.get_by_role("alert")
    expect(alert).to_contain_text("Somebody saved this mission since you opened it")
    expect(alert).to_contain_text("Theirs.")
    expect(desk.get_by_label("Human words")).to_have_value("Mine.")


def test_after_a_conflict_mine_can_be_saved_and_theirs_stays_in_the_history(desk, mission):
    conflict(desk, mission)

    press(desk, "Save mine over it")

    expect(words(desk)).to_contain_text("Mine.")
    desk.goto(mission.get_absolute_url() + "history/")
    desk.get_by_text("Earlier text").first.click()
    expect(card(desk, "History")).to_contain_text("Theirs.")


def test_a_name_that_is_too_long_is_refused_and_kept(desk, mission):
    desk.goto(mission.get_absolute_url() + "edit/name/")
    field = desk.get_by_label("Name")
    field.evaluate("field => field.removeAttribute('maxlength')")
    field.fill("x" * 501)

    press(desk, "Save")

    expect(desk.get_by_role("main")).to_contain_text("Name must have at most 500 characters")
    expect(desk.get_by_label("Name")).to_have_value("x" * 501)


def test_ticking_a_criterion_stays_and_keeps_the_focus(desk, mission):
    desk.goto(mission.get_absolute_url())
    tick = button(desk, "opens fast")
    expect(tick).to_have_attribute("aria-pressed", "false")
    tick.focus()

    desk.keyboard.press("Enter")

    expect(tick).to_have_attribute("aria-pressed", "true")
    expect(tick).to_be_focused()
    desk.reload()
    expect(tick).to_have_attribute("aria-pressed", "true")


def test_ticking_a_criterion_that_was_changed_meanwhile_is_refused(desk, mission):
    desk.goto(mission.get_absolute_url())
    type(mission).objects.filter(pk=mission.pk).update(acceptance_criteria="- opens on a phone")

    press(desk, "opens fast")

    says(desk, "That criterion was changed meanwhile")


def test_a_note_is_added_and_removed(desk, mission):
    desk.goto(mission.get_absolute_url() + "history/")
    card(desk, "Notes").get_by_role("textbox", name="Note").fill("Look at the shader.")
    press(desk, "Add the note")
    expect(card(desk, "Notes").get_by_role("listitem")).to_contain_text("Look at the shader.")

    press(desk, "Remove this note")

    expect(card(desk, "Notes")).not_to_contain_text("Look at the shader.")
    says(desk, "Removed the note")


def test_another_priority_is_tried_without_saving(desk, mission):
    desk.goto(mission.get_absolute_url())
    desk.get_by_text("What if?").click()

    card(desk, "Priority").get_by_role("spinbutton", name="Urgency").fill("10")

    expect(card(desk, "Priority").locator(".formula")).to_have_text("10 · 5 · 5 / 125 = 2.00")
    desk.reload()
    expect(card(desk, "Priority").locator(".formula")).to_have_text("5 · 5 · 5 / 125 = 1.00")


def test_moving_the_what_if_slider_shows_another_priority(desk, mission):
    desk.goto(mission.get_absolute_url())
    desk.get_by_text("What if?").click()
    slider = card(desk, "Priority").locator("input[type=range]").first
    expect(slider).to_be_visible()

    slider.fill("10")

    expect(card(desk, "Priority").locator(".formula")).to_have_text("10 · 5 · 5 / 125 = 2.00")


def test_dragging_the_what_if_slider_is_not_broken_off_by_the_answer(desk, mission):
    desk.goto(mission.get_absolute_url())
    desk.get_by_text("What if?").click()
    slider = card(desk, "Priority").locator("input[type=range]").first
    slider.hover()  # waits until it stands still
    box = slider.bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    desk.mouse.down()
    desk.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    expect(card(desk, "Priority")).to_contain_text("What if: it would stand")

    desk.mouse.move(box["x"] + box["width"], box["y"] + box["height"] / 2)
    desk.mouse.up()

    expect(card(desk, "Priority").locator(".formula")).to_have_text("10 · 5 · 5 / 125 = 2.00")
