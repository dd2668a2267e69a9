"""Reading what an agent has in mind, compacting it as previewed, and taking that back."""

from playwright.sync_api import expect

from tests.agents.living.minds import limited, live
from tests.browser.steps import sign_in
from tests.browser.test_pages import problems
from tests.factories.living import LivingFactory


def test_a_consciousness_is_read_compacted_as_shown_and_restored(page, owner):
    agent = LivingFactory(owner=owner, name="Ada")
    live(agent, 13, limit=limited(100_000, 10), words="The gate code is 4711.")
    sign_in(page, owner).goto(agent.get_absolute_url())
    page.get_by_role("link", name="Mind", exact=True).click()
    page.get_by_role("link", name="By cycle").click()
    expect(page.get_by_text("The gate code is 4711.").first).to_be_visible()
    assert problems(page) == []

    page.get_by_role("link", name="Compact", exact=True).click()
    expect(page.locator(".lines li").first).to_have_text("Cycle 1: Answered question 1.")
    assert problems(page) == []
    page.get_by_role("button", name="Compact now").click()
    expect(page.get_by_text("What was there before is snapshot")).to_be_visible()

    page.get_by_label("Find a cycle").fill("gate code")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".found .badge").first).to_have_text("in the archive")
    assert problems(page) == []

    page.get_by_role("link", name="Snapshots").click()
    assert problems(page) == []
    page.get_by_role("link", name="Snapshot 3", exact=True).click()
    expect(page.get_by_text("Cycles 1–3 come back whole.")).to_be_visible()
    assert problems(page) == []
    page.get_by_role("button", name="Restore this snapshot").click()
    expect(page.get_by_text("Restored snapshot 3.")).to_be_visible()
    page.goto(f"{agent.get_absolute_url()}consciousness/cycles/1/")
    expect(page.get_by_text("whole in mind")).to_be_visible()
    assert problems(page) == []
