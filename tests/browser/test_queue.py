"""The queue is put in order by buttons, by drag, and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import column, names_in, new_mission, press, says

NAMES = ["First", "Second", "Third"]


@pytest.fixture
def queue(owner):
    return [
        new_mission(owner, name, queue_position=place) for place, name in enumerate(NAMES, start=1)
    ]


def order_is(page, *names):
    cards = column(page, "Queue").locator(".mission-card a.title")
    expect(cards).to_have_text(list(names))
    page.reload()
    assert names_in(column(page, "Queue")) == list(names)


def test_a_button_moves_a_mission_up(desk, queue):
    desk.goto("/missions/")

    press(desk, "Move Third up")

    order_is(desk, "First", "Third", "Second")


def test_the_pressed_arrow_keeps_the_focus(desk, queue):
    desk.goto("/missions/")
    arrow = desk.get_by_role("button", name="Move Third up")
    arrow.focus()

    desk.keyboard.press("Enter")

    expect(column(desk, "Queue").locator("a.title")).to_have_text(["First", "Third", "Second"])
    expect(arrow).to_be_focused()


def test_a_button_moves_a_mission_down_without_scripts(js_off, queue):
    js_off.goto("/missions/")

    press(js_off, "Move First down")

    order_is(js_off, "Second", "First", "Third")


def test_dragging_moves_a_mission_to_the_head(desk, queue):
    desk.goto("/missions/")
    head = desk.locator(f"#card-{queue[0].pk}")

    with desk.expect_response("**/queue/move/"):
        desk.locator(f"#card-{queue[2].pk}").drag_to(head, target_position={"x": 20, "y": 4})

    order_is(desk, "Third", "First", "Second")


def test_queueing_puts_a_mission_at_the_end(desk, owner, queue):
    new_mission(owner, "Fourth")
    desk.goto("/missions/")

    press(desk, "Queue Fourth")

    order_is(desk, "First", "Second", "Third", "Fourth")


def test_taking_out_of_the_queue_puts_a_mission_back_on_the_list(desk, queue):
    desk.goto("/missions/")

    press(desk, "Take Second out of the queue")

    order_is(desk, "First", "Third")
    expect(column(desk, "To do")).to_contain_text("Second")


def test_completing_can_start_the_head_of_the_queue(desk, owner, queue):
    press_start_on_board(desk)
    desk.goto("/")
    desk.get_by_role("link", name="Complete…").click()
    desk.get_by_label("Start the next in the queue").check()

    press(desk, "Complete")

    says(desk, "is done")
    expect(desk.locator("#pill")).to_contain_text("Second")


def press_start_on_board(page):
    page.goto("/missions/")
    press(page, "Start First")
    expect(page.locator("#pill")).to_contain_text("First")
