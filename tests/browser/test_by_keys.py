"""A working day by keyboard alone, on a phone's width, told to a screen reader, nothing moving."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from devcraft import clock
from missions.models import Journal, TimeEntry
from tests.browser.steps import new_mission, pill, says, sign_in, start
from tests.browser.test_pages import AXE, EVERYTHING, PHONE, barriers

NAME = "Fix the portal gate"
MOST_STOPS = 70
NAMELESS = re.compile(
    r"^\s*- (?:button|link|textbox|searchbox|combobox|checkbox|radio|spinbutton|option|dialog"
    r"|listbox|tab|heading)(?: \[[^\]]*\])*:?$",
    re.MULTILINE,
)
STOP = """(wanted) => {
  const held = document.activeElement;
  if (!held || held === document.body) return [false, ""];
  const { left, top, right, bottom } = held.getBoundingClientRect();
  const middle = [(left + right) / 2, (top + bottom) / 2];
  const points = [middle, [left + 3, top + 3], [right - 3, bottom - 3]];
  const isSeen = points.some(([x, y]) => {
    const hit = document.elementFromPoint(x, y);
    return hit && (held.contains(hit) || hit.contains(held));
  });
  const isPicker = held.matches("[type=date]"); // its parts wear the browser's own ring
  const hasRing = (element) => isPicker || getComputedStyle(element).outlineStyle !== "none";
  const wrong = [isSeen || "covered", [held, held.parentElement].some(hasRing) || "no ring"];
  const told = wrong.filter((one) => one !== true).map((one) => `${one}: ${held.outerHTML}`);
  return [held === wanted, told.join()];
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none"
    || style.scrollBehavior === "smooth";
}).map((element) => element.outerHTML.slice(0, 80))"""


def tab_to(page, wanted):
    """Press Tab until WANTED has the focus; every stop on the way is seen, and has a ring."""
    expect(wanted).to_be_visible()
    element = wanted.element_handle()
    for _ in range(MOST_STOPS):
        is_there, lost = page.evaluate(STOP, element)
        assert lost == ""
        if is_there:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is no stop of the Tab key")


def press_on(page, wanted):
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def call(page, words):
    page.keyboard.press("ControlOrMeta+k")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def arrived(page, path, title):
    """Everything that must hold of a page; its tree as a screen reader is told it."""
    expect(page).to_have_url(re.compile(path))
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    assert page.evaluate(MOVING) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert NAMELESS.findall(page.locator("body").aria_snapshot()) == []


def free_of_barriers(page):
    page.evaluate(AXE.axe_script)
    return barriers(page, EVERYTHING) == []


def test_a_day_by_keys_alone_told_to_a_screen_reader(open_context, owner):
    context = open_context(reduced_motion="reduce")
    page = sign_in(context.new_page(), owner)
    page.set_viewport_size(PHONE)
    mission = start(new_mission(owner), minutes=50)
    new_mission(owner, "Hall")
    page.goto("/")
    arrived(page, "/$", "Today")
    assert free_of_barriers(page)
    quiet = page.get_by_role("group", name="Quiet clock")
    press_on(page, quiet.get_by_role("button", name="Keep it all"))
    expect(quiet).to_have_count(0)

    page.keyboard.press("ControlOrMeta+k")
    expect(page.get_by_role("dialog", name="Commands")).to_match_aria_snapshot(
        f"""
        - dialog "Commands":
          - search:
            - combobox "Anything to do or open" [expanded] [active]
            - button "Close"
          - listbox "Commands":
            - group "Clock":
              - option "Pause {NAME}" [selected]
              - option "Stop {NAME} keeps the time"
        """
    )
    assert free_of_barriers(page)
    page.keyboard.press("Escape")
    call(page, "new journal")
    arrived(page, "/journal/new/$", "Write about")
    tab_to(page, page.get_by_label("Text", exact=True))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(f"The hinge of #{mission.pk} was the trick.")
    press_on(page, page.get_by_role("main").get_by_role("button", name="Save"))
    says(page, "Saved the entry.")
    assert Journal.objects.get().content.startswith("The hinge")

    call(page, "new time")
    press_on(page, page.get_by_role("link", name="Claimed for a day"))
    arrived(page, "kind=claimed", "Add an entry")
    tab_to(page, page.get_by_label("Mission", exact=True))
    page.keyboard.type("Hall")
    tab_to(page, page.get_by_label("Day"))
    for key in ("ArrowUp", "Tab", "ArrowUp", "Tab", "ArrowUp"):
        page.keyboard.press(key)
    tab_to(page, page.get_by_label("Duration"))
    page.keyboard.type("1h 30m")
    page.keyboard.press("Enter")
    says(page, "Added time to")
    assert TimeEntry.objects.filter(mission__name="Hall").exists()
    arrived(page, "/time/$", "Time")
    assert free_of_barriers(page)

    call(page, "heatmap")
    arrived(page, "/reports/year/$", "53 weeks")
    tab_to(page, page.locator("[data-heatmap] a[tabindex='0']"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    week_ago = clock.now().astimezone(owner.tz).date() - timedelta(days=7)
    arrived(page, f"/missions/days/{week_ago}/", f"{week_ago.day}")

    call(page, "files")
    arrived(page, "/missions/files/$", "Files")
    tab_to(page, page.get_by_role("button", name="Time as CSV"))

    page.keyboard.press("/")
    expect(page.get_by_role("main").get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("hinge")
    page.keyboard.press("Enter")
    arrived(page, r"/search/\?q=hinge", "Search")
    found = page.get_by_role("region", name="Journal")
    press_on(page, found.get_by_role("listitem").get_by_role("link"))
    expect(page.get_by_role("main")).to_contain_text("The hinge of")

    page.keyboard.press("x")
    says(page, "Stopped")
    expect(pill(page)).to_contain_text("Nothing running")
