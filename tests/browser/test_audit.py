"""An auditor verifies the trail: by itself with scripts, press by press without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from runtime_memory.auditing import running, stretches
from tests.browser.steps import card, follow, press
from tests.runtime_memory.acting import checked, learned, proposed, published


@pytest.fixture(autouse=True)
def trail(owner, monkeypatch):
    """A trail that takes many stretches."""
    monkeypatch.setattr(stretches, "BATCH", 2)
    monkeypatch.setattr(running, "ROWS", 1)
    proposal = proposed(skill_id=learned(owner=owner, skill_key="deploy.safely").pk)
    checked(proposal)
    published()
    return proposal


def test_a_verification_goes_on_by_itself_to_the_end(desk):
    desk.goto("/memory/scorecard/")
    follow(desk, "Verify the whole trail")

    press(desk, "Verify the whole trail")

    expect(card(desk, "Verification")).to_contain_text("4 lines, and every row is what its line")
    desk.goto("/memory/scorecard/")
    expect(desk.get_by_role("main")).to_contain_text("Everything that is looked at holds.")


def test_without_scripts_every_press_goes_a_stretch_further(js_off):
    js_off.goto("/memory/audit/")
    press(js_off, "Verify the whole trail")
    expect(card(js_off, "Verification")).to_contain_text("line 2 of 4")

    for _ in range(30):
        if card(js_off, "Verification").get_by_role("button", name="Go on").count() == 0:
            break
        press(js_off, "Go on")

    expect(card(js_off, "Verification")).to_contain_text("✓ holds")


def test_looking_back_stays_in_the_past_until_one_goes_back(desk, trail):
    desk.goto("/memory/skills/")
    desk.get_by_label("As of").fill("2026-11-18T09:30")
    press(desk, "Look back")

    follow(desk, "deploy.safely")

    expect(desk.get_by_role("status").first).to_contain_text("You see this skill as known at")
    follow(desk, "Back to now")
    expect(desk.get_by_role("link", name="Lineage as JSON")).to_be_visible()
