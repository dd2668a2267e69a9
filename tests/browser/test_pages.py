"""Every page can be used by everybody: no serious barrier, nothing wider than a phone.

axe looks at each page on a phone in light, and on a wide screen in the dark at what
depends on colour; at the front page on both screens in both themes, and on a tablet.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from devcraft import clock, demo
from runtime_memory import approvers
from tests.browser.places import ADMIN, address, places, proposals
from tests.browser.steps import follow, new_mission, press, says, sign_in, start

PHONE = {"width": 360, "height": 780}
TABLET = {"width": 900, "height": 1200}
WIDE = {"width": 1440, "height": 900}
EVERYTHING = {"preload": False, "resultTypes": ["violations"]}  # preloading would break the CSP
COLOURS = {
    **EVERYTHING,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
AXE = Axe()
RUN_AXE = "async (options) => (await axe.run(options)).violations"
IDS_USED_TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))];
}"""


MOTION_IS_OVER = "Promise.allSettled(document.getAnimations().map((motion) => motion.finished))"


EVERY_LOOK = [
    (screen, look)
    for screen in (PHONE, WIDE)
    for look in (("light", EVERYTHING), ("dark", COLOURS))
]
SOME_LOOKS = [EVERY_LOOK[0], EVERY_LOOK[-1]]
FRONT_LOOKS = [*EVERY_LOOK, (TABLET, ("light", EVERYTHING))]


def problems(page, looks=SOME_LOOKS):
    """What keeps people from using this page, on both screens and in both themes."""
    page.evaluate(AXE.axe_script)
    found = [f"id used twice: {name}" for name in page.evaluate(IDS_USED_TWICE)]
    for screen, (theme, options) in looks:
        page.set_viewport_size(screen)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > screen["width"]:
            found.append(f"{width} px wide on a screen of {screen['width']}")
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.evaluate(MOTION_IS_OVER)
        found += [f"{theme}, {screen['width']} px: {one}" for one in barriers(page, options)]
    return found


def barriers(page, options):
    """What axe calls serious or critical, with the elements."""
    return [
        f"{violation['id']} at {node['target'][0]}"
        for violation in page.evaluate(RUN_AXE, options)
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def problems_of(page, addresses):
    found = []
    for name, path in addresses.items():
        page.goto(path)
        found += [f"{name}: {problem}" for problem in problems(page)]
    return found


@pytest.fixture
def full_desk(page, owner):
    """The sample month of somebody who may use the admin too, and approves alone."""
    type(owner).objects.filter(pk=owner.pk).update(is_staff=True, is_superuser=True)
    approvers.appoint_the_only_one()
    demo.fill(owner, now=clock.now())
    return sign_in(page, owner)


def test_every_page_is_free_of_barriers_and_fits_a_phone(full_desk, owner):
    one = address(owner, "Fix the portal gate").replace("/missions/", "/admin/missions/mission/")
    full_desk.goto("/")
    assert problems(full_desk, FRONT_LOOKS) == []

    admin = {f"admin, {name}": path for name, path in {**ADMIN, **proposals(owner)}.items()}
    found = problems_of(full_desk, {**admin, "admin, one": f"{one}change/", **places(owner)})

    assert not found, "\n".join(found)


def nothing_yet(page, owner):
    page.goto("/")


def only_to_do(page, owner):
    new_mission(owner)
    page.goto("/")


def paused(page, owner):
    start(new_mission(owner), minutes=5)
    page.goto("/")
    press(page, "Pause")
    says(page, "Paused")


def all_done(page, owner):
    start(new_mission(owner), minutes=5)
    page.goto("/")
    follow(page, "Complete…")
    press(page, "Complete")
    expect(page.get_by_role("heading", name="All done")).to_be_visible()


def forgotten(page, owner):
    start(new_mission(owner), hours=11)
    page.goto("/")


def nudged(page, owner):
    start(new_mission(owner), hours=5)
    page.goto("/")


def forgotten_and_waiting(page, owner):
    start(new_mission(owner), hours=11)
    page.goto("/waiting/")


def empty_board(page, owner):
    page.goto("/missions/")


def complete_dialog(page, owner):
    start(new_mission(owner), minutes=5)
    page.goto("/")
    follow(page, "Complete…")
    expect(page.get_by_role("dialog")).to_be_visible()


def keys_dialog(page, owner):
    page.goto("/missions/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()


def open_menu(page, owner):
    page.goto("/profile/")
    page.get_by_label("Your menu").click()


def words_in_place(page, owner):
    page.goto(new_mission(owner).get_absolute_url())
    follow(page, "Edit human words")
    expect(page.locator("#part-words textarea")).to_be_visible()


def open_explanations(page, owner):
    page.goto(new_mission(owner, maturity_level=2).get_absolute_url())
    page.evaluate("document.querySelectorAll('details.explain').forEach((d) => { d.open = true })")


def refused_name(page, owner):
    page.goto(new_mission(owner).get_absolute_url() + "edit/name/")
    page.get_by_label("Name").evaluate("field => { field.required = false; field.value = '' }")
    press(page, "Save")
    expect(page.get_by_text("Name is needed.")).to_be_visible()


def refused_act(page, owner):
    page.goto(new_mission(owner).get_absolute_url() + "complete/")
    page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('main form'))")
    expect(page.get_by_role("heading", name="That did not happen")).to_be_visible()


def edit_conflict(page, owner):
    mission = new_mission(owner, carbon_description="Before.")
    page.goto(mission.get_absolute_url() + "edit/words/")
    type(mission).objects.filter(pk=mission.pk).update(carbon_description="Theirs.", revision=9)
    page.get_by_label("Human words").fill("Mine.")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_be_visible()


def sample_desk(page, owner):
    page.goto("/")
    press(page, "Look around with sample data")
    expect(page.get_by_role("note")).to_be_visible()


STATES = [
    nothing_yet,
    only_to_do,
    paused,
    all_done,
    nudged,
    forgotten,
    forgotten_and_waiting,
    empty_board,
    complete_dialog,
    keys_dialog,
    open_menu,
    words_in_place,
    open_explanations,
    refused_name,
    refused_act,
    edit_conflict,
    sample_desk,
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_state_is_free_of_barriers_and_fits_a_phone(desk, owner, state):
    state(desk, owner)

    found = problems(desk)
    assert not found, "\n".join(found)


def spent_link(page):
    page.goto("/sign-in/spent/")


def sign_in_page(page):
    page.goto("/sign-in/")


def refused_sign_in(page):
    try_to_sign_in(page)
    expect(page.get_by_role("alert")).to_contain_text("do not match an account")


def locked_sign_in(page):
    for _ in range(5):
        try_to_sign_in(page)
    expect(page.get_by_role("heading", name="Too many tries")).to_be_visible()


def try_to_sign_in(page):
    page.goto("/sign-in/")
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    press(page, "Sign in")


@pytest.mark.parametrize(
    "door",
    [sign_in_page, refused_sign_in, locked_sign_in, spent_link],
    ids=lambda door: door.__name__,
)
def test_every_door_is_free_of_barriers_and_fits_a_phone(page, door):
    door(page)

    found = problems(page)
    assert not found, "\n".join(found)


def test_long_words_break_instead_of_widening_the_page(desk, owner):
    desk.set_viewport_size(PHONE)
    mission = start(new_mission(owner, "Donaudampfschifffahrt" * 12, quest_name="q" * 90))
    widths = {}
    for path in ("/", "/missions/", "/missions/?status=all", mission.get_absolute_url()):
        desk.goto(path)
        widths[path] = desk.evaluate("document.documentElement.scrollWidth")

    assert {path: width for path, width in widths.items() if width > PHONE["width"]} == {}
