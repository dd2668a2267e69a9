"""The way of a mission from one line to its points, with and without JavaScript."""

import re

from playwright.sync_api import expect

from tests.browser.steps import (
    button,
    card,
    column,
    follow,
    let_pass,
    new_mission,
    one_time_link,
    pill,
    press,
    start,
)

BESIDE = "Paint the hall"
NAME = "Fix the portal gate"


def test_a_mission_runs_from_one_line_to_its_points(page, owner):
    walk(page, owner)


def test_a_mission_runs_from_one_line_to_its_points_without_scripts(open_context, owner):
    walk(open_context(java_script_enabled=False).new_page(), owner)


def walk(page, owner):
    page.goto(one_time_link(owner))
    create_in_one_line(page)
    pause_and_find_the_time_again(page)
    resume(page)
    switch_to_another_and_back(page)
    complete_with_valor(page)
    find_the_score_explained(page)
    find_the_xp_explained(page)


def create_in_one_line(page):
    page.get_by_label("What are you working on?").fill(NAME)
    page.keyboard.press("Enter")

    expect(pill(page)).to_contain_text(NAME)
    expect(card(page, NAME)).to_contain_text(re.compile(r"0:00:0\d"))


def pause_and_find_the_time_again(page):
    let_pass(minutes=42)
    press(page, "Pause")
    expect(page.get_by_role("heading", name="Nothing is running")).to_be_visible()

    page.reload()

    expect(pill(page)).to_contain_text("Nothing running")
    expect(card(page, "Nothing is running")).to_contain_text("42 min")


def resume(page):
    press(page, "Resume")

    expect(pill(page)).to_contain_text(re.compile(r"0:42:\d\d"))


def switch_to_another_and_back(page):
    page.goto("/missions/")
    page.get_by_placeholder("New mission").fill(BESIDE)
    press(page, "Add")
    expect(column(page, "To do")).to_contain_text(BESIDE)

    press(page, f"Switch to {BESIDE}")
    expect(pill(page)).to_contain_text(BESIDE)
    expect(button(page, f"Resume {NAME}")).to_be_visible()

    press(page, f"Resume {NAME}")
    expect(pill(page)).to_contain_text(NAME)


def complete_with_valor(page):
    page.goto("/")
    follow(page, "Complete…")
    page.get_by_role("spinbutton", name="Valor").fill("1.5")
    press(page, "Complete")

    expect(pill(page)).to_contain_text("Nothing running")
    page.goto("/missions/")
    expect(column(page, "Done")).to_contain_text(NAME)


def find_the_score_explained(page):
    follow(page, NAME)
    page.get_by_role("link", name="Score", exact=True).click()

    formula = card(page, "Score").locator(".formula")
    expect(formula).to_have_text(re.compile(r"^42\.\d min · 1\.5 · 1\.00 = 6[34]\.\d$"))
    minutes, points = re.findall(r"\d+\.\d", formula.inner_text())[::3]
    assert abs(float(minutes) * 1.5 - float(points)) < 0.2
    expect(page.get_by_role("row", name=re.compile("Completed"))).to_contain_text("+63")


def find_the_xp_explained(page):
    page.goto("/profile/")

    line = card(page, "XP ledger").get_by_role("row", name=NAME)
    expect(line).to_contain_text("+63")
    expect(card(page, "Experience")).to_contain_text("63 XP")
    line.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()


def test_completing_shows_beforehand_what_a_valor_is_worth(desk, owner):
    start(new_mission(owner), minutes=30)
    desk.goto("/")
    follow(desk, "Complete…")
    preview = desk.get_by_role("dialog").locator("#preview")
    expect(preview).to_have_text(
        re.compile(r"30\.\d min · valor 1 · priority 1\.00 = 30\.\d points")
    )

    desk.get_by_role("spinbutton", name="Valor").fill("2")

    expect(preview).to_have_text(
        re.compile(r"30\.\d min · valor 2 · priority 1\.00 = 60\.\d points")
    )


def test_pressing_add_twice_makes_one_mission(desk):
    desk.goto("/missions/")
    desk.get_by_placeholder("New mission").fill(NAME)

    button(desk, "Add").dblclick()

    expect(column(desk, "To do").locator(".mission-card")).to_have_count(1)


def test_completing_does_not_wait_for_the_preview(desk, owner):
    start(new_mission(owner), minutes=30)
    desk.goto("/")
    held = []
    desk.route("**/complete/preview/**", lambda route: held.append(route))
    with desk.expect_request("**/complete/preview/**"):
        follow(desk, "Complete…")
    desk.get_by_role("spinbutton", name="Valor").fill("2")

    press(desk, "Complete")

    expect(pill(desk)).to_contain_text("Nothing running")
    held[0].fulfill(status=204)


def test_not_yet_closes_the_dialog_and_stays_on_the_page(desk, owner):
    start(new_mission(owner), minutes=30)
    desk.goto("/")
    follow(desk, "Complete…")

    follow(desk, "Not yet")

    expect(desk.get_by_role("dialog")).to_be_hidden()
    desk.wait_for_load_state("networkidle")
    expect(desk.get_by_role("heading", name="Today")).to_be_visible()


def test_completing_from_the_page_of_the_mission_leads_back_to_it(desk, owner):
    mission = start(new_mission(owner), minutes=30)
    desk.goto(mission.get_absolute_url())
    follow(desk, "Complete…")

    press(desk, "Complete")

    expect(button(desk, "Log the time")).to_be_hidden()
    expect(desk.get_by_role("link", name="Reopen…")).to_be_visible()
    expect(desk).to_have_url(re.compile(rf"{mission.get_absolute_url()}$"))


def test_acts_add_no_steps_to_the_way_back(desk, owner):
    start(new_mission(owner), minutes=30)
    desk.goto("/profile/")
    desk.goto("/")
    press(desk, "Pause")
    expect(pill(desk)).to_contain_text("Nothing running")
    press(desk, "Resume")
    expect(pill(desk)).to_contain_text(NAME)

    desk.go_back()

    expect(desk).to_have_url(re.compile("/profile/$"))


def test_slider_and_number_of_valor_follow_each_other(desk, owner):
    mission = start(new_mission(owner), minutes=30)
    desk.goto(mission.get_absolute_url() + "complete/")
    slider, number = desk.locator("#id_valor_slider"), desk.get_by_role("spinbutton", name="Valor")

    slider.fill("1.5")
    expect(number).to_have_value("1.5")
    number.fill("0.5")

    expect(slider).to_have_value("0.5")
