"""Open tabs show the truth: after an act elsewhere, after a wrong clock, after a night."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.steps import (
    button,
    card,
    column,
    let_pass,
    new_mission,
    pill,
    press,
    says,
    seconds_shown,
    sign_in,
    start,
)

NAME = "Fix the portal gate"
TWO_SECONDS = 2_000
SKEW_THE_DATE = """
const Real = Date, skew = %d * 3600000;
window.Date = class extends Real {
  constructor(...parts) { if (parts.length) super(...parts); else super(Real.now() + skew); }
  static now() { return Real.now() + skew; }
};
"""
ZONE = "Asia/Tokyo"
WAKE_UP = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def running(owner):
    return start(new_mission(owner), hours=1, minutes=12)


def open_tab(page, path):
    tab = page.context.new_page()
    tab.goto(path)
    return tab


def test_a_pause_in_one_tab_shows_in_the_other_within_two_seconds(desk, running):
    desk.goto("/")
    other = open_tab(desk, "/missions/")
    expect(pill(other)).to_contain_text(NAME)

    press(desk, "Pause")

    expect(pill(other)).to_contain_text("Nothing running", timeout=TWO_SECONDS)
    expect(column(other, "Current")).to_contain_text("Resume", timeout=TWO_SECONDS)


def test_a_start_in_one_tab_shows_in_the_other_within_two_seconds(desk, owner):
    new_mission(owner)
    desk.goto("/")
    other = open_tab(desk, "/missions/")

    press(other, f"Start {NAME}")

    expect(pill(desk)).to_contain_text(NAME, timeout=TWO_SECONDS)
    expect(card(desk, NAME)).to_be_visible(timeout=TWO_SECONDS)
    assert abs(seconds_shown(desk) - seconds_shown(other)) <= 2


def test_the_page_of_a_mission_stops_its_clock_when_another_tab_pauses(desk, running):
    desk.goto("/")
    other = open_tab(desk, running.get_absolute_url())
    expect(button(other, "Pause")).to_be_visible()

    press(desk, "Pause")

    expect(button(other, "Resume")).to_be_visible(timeout=TWO_SECONDS)
    shown = other.locator(".big-clock").inner_text()
    other.wait_for_timeout(1_100)
    assert other.locator(".big-clock").inner_text() == shown


def test_an_act_in_a_refreshed_pill_stays_on_the_page(desk, running):
    desk.goto("/profile/")
    desk.evaluate(WAKE_UP)
    expect(pill(desk)).to_have_attribute("data-url", "/timer/")
    desk.wait_for_load_state("networkidle")

    pill(desk).get_by_role("button", name=f"Pause {NAME}").click()

    says(desk, "Paused")
    expect(card(desk, "XP ledger")).to_be_visible()
    expect(desk).to_have_url(re.compile("/profile/$"))


def test_an_act_elsewhere_leaves_what_is_being_typed_alone(desk, running):
    desk.goto("/missions/")
    other = open_tab(desk, "/")
    desk.get_by_placeholder("New mission").fill("Half a though")

    press(other, "Pause")

    expect(pill(desk)).to_contain_text("Nothing running", timeout=TWO_SECONDS)
    desk.keyboard.type("t")
    expect(desk.get_by_placeholder("New mission")).to_have_value("Half a thought")


@pytest.mark.parametrize("hours", [-1, 1])
def test_the_clock_is_right_on_a_computer_whose_date_is_wrong(open_context, owner, running, hours):
    context = open_context()
    context.add_init_script(SKEW_THE_DATE % hours)
    page = sign_in(context.new_page(), owner)
    page.goto("/")
    assert abs(page.evaluate("Date.now()") / 1000 - timezone.now().timestamp()) > 3500

    first = seconds_shown(page)

    assert first == pytest.approx(72 * 60, abs=20)
    expect(pill(page).locator(".clock")).not_to_have_text(clock_face(first))
    assert first < seconds_shown(page) <= first + 3


def clock_face(seconds):
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def test_title_and_favicon_show_the_clock_while_it_runs(desk, running):
    desk.goto("/")
    icon = desk.locator("link[rel=icon]")

    expect(desk).to_have_title(re.compile(rf"^▶ 1:12 {NAME} · Today · Devcraft$"))
    expect(icon).to_have_attribute("href", re.compile("^data:image/png"))

    press(desk, "Pause")

    expect(desk).to_have_title("Today · Devcraft")
    expect(icon).to_have_attribute("href", re.compile(r"paused\.svg$"))


def test_the_title_stays_as_it_is_when_a_name_holds_a_separator(desk, owner):
    start(new_mission(owner, "Gate · hall"), minutes=5)
    desk.goto("/")
    expect(pill(desk).locator(".clock")).to_have_text("0:05:03")

    title = desk.title()

    assert title == "▶ 0:05 Gate · hall · Today · Devcraft"


def test_a_forgotten_clock_is_flagged_and_counted_by_the_bell(desk, owner):
    start(new_mission(owner), hours=11)

    desk.goto("/")

    expect(card(desk, NAME)).to_contain_text("has run 11 h without a break")
    expect(desk.get_by_role("link", name="Waiting for you: 1")).to_be_visible()
    desk.goto("/waiting/")
    expect(desk.get_by_role("main")).to_contain_text("probably forgotten")


def test_a_forgotten_clock_is_flagged_in_a_tab_that_stayed_open(desk, running):
    desk.goto("/")
    let_pass(hours=10)

    desk.evaluate(WAKE_UP)

    expect(card(desk, NAME)).to_contain_text("has run 11 h 12 min without a break")
    expect(desk.get_by_role("link", name="Waiting for you: 1")).to_be_visible()


def test_a_forgotten_clock_is_paused_as_of_an_earlier_time(desk, owner):
    type(owner).objects.filter(pk=owner.pk).update(zone=ZONE)
    mission = start(new_mission(owner), hours=11)
    stopped = (mission.started_at + timedelta(hours=2)).astimezone(ZoneInfo(ZONE))
    desk.goto("/")
    desk.get_by_label("I stopped at").fill(f"{stopped:%Y-%m-%dT%H:%M}")

    press(desk, "Pause as of then")

    says(desk, "Paused")
    expect(card(desk, "Nothing is running")).to_contain_text(re.compile("1 h 59 min|2 h"))


def test_an_act_that_cannot_reach_the_server_says_so(desk, running, watch):
    watch.expect("ERR_INTERNET_DISCONNECTED", "htmx")
    desk.goto("/")
    desk.context.set_offline(True)

    press(desk, "Pause")

    says(desk, "did not reach the server")
    expect(pill(desk)).to_contain_text(NAME)
