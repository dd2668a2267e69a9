"""The journal, from the draft of a day to an entry that was thrown away and came back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from devcraft import clock
from missions import timer
from tests.browser.steps import card, follow, new_mission, press, says, start


def test_an_entry_is_written_found_named_edited_and_brought_back(desk, owner):
    mission = start(new_mission(owner), minutes=40)
    timer.complete(user=owner, mission=mission, now=clock.now(), valor=1)

    desk.goto("/journal/")
    follow(desk, "Write about today")
    draft = desk.get_by_label("Text", exact=True)
    expect(draft).to_have_value(re.compile(rf"Done: #{mission.pk} Fix the portal gate"))
    draft.fill(f"{draft.input_value()}\nThe hinge was the trick.")
    desk.get_by_label("Good (4)").check()
    desk.get_by_label("Tags").fill("Gates, flow")
    press(desk, "Save")
    says(desk, "Saved the entry.")

    desk.goto("/")
    expect(card(desk, "Journal")).to_contain_text("Write more about this day")
    desk.goto("/journal/")
    desk.get_by_label("Words").fill("hinge")
    expect(desk.locator("#rows mark")).to_have_text("hinge")
    expect(desk).to_have_url(re.compile("q=hinge"))

    desk.goto(mission.get_absolute_url())
    card(desk, "In your journal").get_by_role("listitem").get_by_role("link").click()
    follow(desk, "Edit")
    desk.get_by_label("Text", exact=True).fill(f"#{mission.pk} is done.")
    press(desk, "Save")
    follow(desk, "1 earlier version")
    expect(desk.locator("del").last).to_contain_text("The hinge was the trick.")
    desk.go_back()
    press(desk, "Delete")
    says(desk, "Moved the entry to the trash.").get_by_role("button", name="Undo").click()
    says(desk, "The entry is out of the trash.")
    expect(desk.get_by_role("main")).to_contain_text("is done.")
