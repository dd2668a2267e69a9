"""Single keys, and the whole site by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import button, card, new_mission, pill, press, says, settled, start

NAME = "Fix the portal gate"
A_MOMENT = 300


@pytest.fixture
def mission(owner):
    return new_mission(owner)


@pytest.fixture
def running(mission):
    return start(mission, minutes=12)


def keys_are_listed(page):
    return page.get_by_role("dialog", name="Keyboard")


def test_n_goes_to_the_line_for_a_new_mission(desk, mission):
    desk.goto("/missions/")

    desk.keyboard.press("n")

    expect(desk.get_by_placeholder("New mission")).to_be_focused()


def test_n_finds_that_line_from_any_page(desk):
    desk.goto("/profile/")

    desk.keyboard.press("n")

    expect(desk.get_by_placeholder("New mission")).to_be_focused()


def test_s_starts_the_first_mission_on_the_page(desk, mission):
    desk.goto("/")

    desk.keyboard.press("s")

    expect(pill(desk)).to_contain_text(NAME)


def test_s_switches_on_the_page_of_another_mission(desk, owner, running):
    other = new_mission(owner, "Paint the hall")
    desk.goto(other.get_absolute_url())

    desk.keyboard.press("s")

    expect(pill(desk)).to_contain_text("Paint the hall")


def test_p_pauses_and_resumes(desk, running):
    desk.goto("/")

    desk.keyboard.press("p")
    expect(pill(desk)).to_contain_text("Nothing running")
    says(desk, "Paused")
    desk.keyboard.press("p")

    expect(pill(desk)).to_contain_text(NAME)


def test_p_resumes_what_was_paused_last(desk, owner, running):
    start(new_mission(owner, "More urgent", urgency=10), minutes=5)
    start(running, minutes=2)
    desk.goto("/")
    desk.keyboard.press("p")
    expect(button(desk, "Resume")).to_have_count(2)

    desk.keyboard.press("p")

    expect(pill(desk)).to_contain_text(NAME)


def test_a_key_held_down_acts_once(desk, running):
    desk.goto("/")
    acts = []
    desk.on("request", lambda request: request.method == "POST" and acts.append(request.url))

    desk.keyboard.down("p")
    expect(button(desk, "Resume")).to_be_visible()
    desk.keyboard.down("p")
    desk.wait_for_timeout(A_MOMENT)

    assert len(acts) == 1


def test_x_stops_and_keeps_the_time(desk, running):
    desk.goto("/profile/")

    desk.keyboard.press("x")

    says(desk, "Stopped")
    desk.goto(running.get_absolute_url())
    expect(button(desk, "Start")).to_be_visible()
    expect(desk.locator(".big-clock")).to_contain_text("0:12")


def test_slash_goes_to_the_search_and_enter_finds(desk, owner, mission):
    new_mission(owner, "Paint the hall")
    desk.goto("/")

    desk.keyboard.press("/")
    expect(desk.get_by_role("searchbox", name="Search everything")).to_be_focused()
    desk.keyboard.type("portal")
    desk.keyboard.press("Enter")

    found = desk.get_by_role("region", name="Missions")
    expect(found).to_contain_text(NAME)
    expect(found).not_to_contain_text("Paint the hall")
    expect(desk.get_by_role("region", name="Runs")).to_be_visible()


def test_question_mark_lists_the_keys_and_escape_closes(desk):
    desk.goto("/profile/")
    desk.keyboard.press("?")
    expect(keys_are_listed(desk)).to_contain_text("Pause or resume")

    desk.keyboard.press("Escape")

    expect(keys_are_listed(desk)).to_be_hidden()


def test_keys_are_ignored_while_typing(desk, running):
    desk.goto("/missions/")
    field = desk.get_by_placeholder("New mission")
    field.focus()

    desk.keyboard.type("nspx/?")

    expect(field).to_have_value("nspx/?")
    expect(keys_are_listed(desk)).to_be_hidden()
    expect(pill(desk)).to_contain_text(NAME)


def test_keys_do_nothing_once_they_are_switched_off(desk, running):
    desk.goto("/settings/")
    desk.get_by_label("Single-key shortcuts").uncheck()
    press(desk, "Save")
    says(desk, "Saved your settings")
    desk.goto("/missions/")

    desk.keyboard.type("nspx/?")

    expect(desk.locator("body")).to_be_focused()
    expect(keys_are_listed(desk)).to_be_hidden()
    desk.reload()
    expect(pill(desk)).to_contain_text(NAME)


@pytest.mark.parametrize("path", ["", "history/", "time/", "score/"])
def test_the_toggle_of_a_mission_keeps_the_focus(desk, mission, path):
    desk.goto(mission.get_absolute_url() + path)
    button(desk, "Start").focus()

    desk.keyboard.press("Enter")

    expect(button(desk, "Pause")).to_be_focused()
    settled(desk)
    desk.keyboard.press("Enter")
    expect(button(desk, "Resume")).to_be_focused()


def test_the_toggle_on_the_board_keeps_the_focus(desk, mission):
    desk.goto("/missions/")
    button(desk, f"Start {NAME}").focus()

    desk.keyboard.press("Enter")

    expect(button(desk, "Pause")).to_be_focused()


def test_the_toggle_on_today_keeps_the_focus(desk, running):
    desk.goto("/")
    button(desk, "Pause").focus()

    desk.keyboard.press("Enter")

    expect(button(desk, "Resume")).to_be_focused()


def test_leaving_a_text_that_is_edited_in_place_gives_the_focus_back(desk, mission):
    desk.goto(mission.get_absolute_url())
    edit = desk.get_by_role("link", name="Edit human words")
    edit.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#part-words textarea")).to_be_focused()

    desk.keyboard.press("Escape")

    expect(edit).to_be_focused()


def test_a_part_that_vanishes_leaves_the_focus_in_the_page(desk, mission):
    desk.goto(mission.get_absolute_url())
    button(desk, "Queue").focus()

    desk.keyboard.press("Enter")

    expect(button(desk, "Take out of the queue")).to_be_visible()
    expect(desk.get_by_role("main")).to_be_focused()


def test_the_first_tab_stop_skips_to_the_content(desk, mission):
    desk.goto("/missions/")

    desk.keyboard.press("Tab")
    skip = desk.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("main")).to_be_focused()


def test_a_mission_is_completed_by_keyboard_alone(desk, running):
    desk.goto("/")
    desk.get_by_role("link", name="Complete…").focus()
    desk.keyboard.press("Enter")
    dialog = desk.get_by_role("dialog")
    expect(dialog.get_by_role("spinbutton", name="Valor")).to_be_focused()
    desk.keyboard.press("ControlOrMeta+a")
    desk.keyboard.type("1.5")

    desk.keyboard.press("Enter")

    says(desk, "is done")
    expect(card(desk, "Growth")).to_contain_text("18 of 100 XP")
