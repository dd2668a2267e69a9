"""What reaches somebody who looks elsewhere: the tab's title and icon, and notifications."""

import re
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from devcraft import clock
from tests.agents.living.spaces.rooms import ask, room
from tests.browser.steps import new_mission, pill, press, says, sign_in, start
from tests.browser.test_pages import problems

LOOK = 76_000
SHOWN = """
window.shown = [];
window.isAway = false;
window.Notification = class extends Notification {
  constructor(title, options) {
    super(title, options);
    window.shown.push(this);
    console.log(`told: ${title}, ${options.body}`);
  }
};
Object.defineProperty(Document.prototype, "hidden", { get: () => window.isAway });
"""
LEAVE = "() => { window.isAway = true; document.dispatchEvent(new Event('visibilitychange')) }"


@pytest.fixture
def browser(whole_browser):
    return whole_browser


def told(*tabs):
    """The titles of what was told; a browser shows no two of the same tag."""
    every = "window.shown.map(({ tag, title }) => [tag, title])"
    return list({tag: title for tab in tabs for tag, title in tab.evaluate(every)}.values())


def later(**amount):
    """The server's clock that much on; those of all tabs are moved by hand."""
    return time_machine.travel(clock.now() + timedelta(**amount))


def test_a_question_is_told_once_and_only_out_of_view(open_context, owner):
    context = open_context()
    context.grant_permissions(["notifications"])
    context.add_init_script(SHOWN)
    context.clock.install()
    desk, other = sign_in(context.new_page(), owner), context.new_page()
    space = room(owner)
    desk.goto("/settings/notifications/")
    assert told(desk) == []
    assert problems(desk) == []
    press(desk, "Notify me in this browser")
    expect(desk.get_by_text("This browser tells you")).to_be_visible()
    assert told(desk) == ["Devcraft"]
    other.goto("/missions/")

    ask(space, now=clock.now())
    drawn = pill(desk).get_attribute("data-now")
    with later(seconds=30):
        context.clock.run_for(LOOK)
        expect(pill(desk)).not_to_have_attribute("data-now", drawn)
    assert told(desk, other) == ["Devcraft"]

    for tab in (desk, other):
        tab.evaluate(LEAVE)
    is_told = re.compile("^told: .* wants an approval, Deploy$")
    with later(seconds=90):
        ask(space, now=clock.now())
        with context.expect_console_message(lambda message: is_told.match(message.text)):
            context.clock.run_for(LOOK)
    with (
        later(seconds=170),
        context.expect_event("requestfinished", lambda asked: "/news/" in asked.url),
    ):
        context.clock.run_for(LOOK)
    assert len(told(desk, other)) == 2

    teller = next(tab for tab in (other, desk) if "approval" in "".join(told(tab)))
    teller.evaluate("() => { window.shown.at(-1).dispatchEvent(new Event('click')) }")
    expect(teller).to_have_url(re.compile("/waiting/$"))
    desk.goto("/settings/notifications/")
    press(desk, "Stop in this browser")
    expect(desk.get_by_text("This browser says nothing")).to_be_visible()


def test_a_browser_that_refuses_is_told_so_in_plain_words(desk):
    desk.goto("/settings/notifications/")
    press(desk, "Notify me in this browser")

    expect(desk.get_by_text("told to refuse notifications")).to_be_visible()


def test_the_tab_shows_how_the_clock_stands_unless_that_is_off(desk, owner):
    start(new_mission(owner), minutes=12)
    icon = desk.locator("link[rel=icon]")
    desk.goto("/settings/notifications/")
    expect(desk).to_have_title(re.compile(r"^▶ 0:12 Fix the portal gate · Notifications"))
    expect(icon).to_have_attribute("href", re.compile("^data:image/png"))

    desk.keyboard.press("p")
    expect(pill(desk)).to_contain_text("Nothing running")
    expect(icon).to_have_attribute("href", re.compile(r"img/paused[.\w]*svg$"))
    expect(desk).to_have_title(re.compile("^Notifications"))

    desk.get_by_label("The running clock in the tab").uncheck()
    press(desk, "Save")
    says(desk, "Saved what is shown")
    desk.goto("/")
    desk.keyboard.press("p")
    expect(pill(desk)).to_contain_text("Fix the portal gate")
    expect(icon).to_have_attribute("href", re.compile(r"img/mark[.\w]*svg$"))
    expect(desk).to_have_title(re.compile("^Today"))
