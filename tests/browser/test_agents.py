"""Writing an agent: from a few fields, from a config with mistakes, and changing it."""

import json

from playwright.sync_api import expect

from agents.models import Agent
from tests.agents.living.configs import EXAMPLE, example
from tests.browser.steps import sign_in
from tests.browser.test_pages import problems


def test_an_agent_is_written_mended_and_changed(page, owner):
    sign_in(page, owner).goto("/agents/")
    page.get_by_role("link", name="New agent").click()
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Model", exact=True).fill("gpt-4o")
    page.get_by_label("Prompt").fill("You are Ada.")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", name="Ada")).to_be_visible()

    page.get_by_role("link", name="Edit").click()
    text = page.get_by_label("Config")
    text.fill(text.input_value().replace("You are Ada.", "You are Ada, and brief."))
    page.get_by_role("button", name="Show what changes").click()
    expect(page.locator(".diff ins")).to_have_text('+     "system": "You are Ada, and brief."')
    expect(page.locator(".diff del")).to_have_text('-     "system": "You are Ada."')
    assert problems(page) == []
    page.get_by_role("button", name="Save these changes").click()
    expect(page.get_by_label("Config as JSON")).to_contain_text("and brief")

    assert Agent.objects.get(slug="ada").config_json["agent"]["system"] == "You are Ada, and brief."


def test_a_pasted_config_is_mended_where_it_was_typed(page, owner):
    wrong = json.dumps(example(model__temperature=9, tools__0__execution__hedders={}), indent=2)
    sign_in(page, owner).goto("/agents/new/")

    page.get_by_label("Config", exact=True).fill(wrong)
    page.get_by_role("button", name="Create from config").click()

    mistakes = page.locator(".mistakes li")
    expect(mistakes).to_have_count(2)
    expect(mistakes.first).to_contain_text("model.temperature must be a number from 0 to 2.")
    expect(mistakes.last).to_contain_text("did you mean headers?")
    expect(page.get_by_label("Config", exact=True)).to_have_value(wrong)
    assert problems(page) == []

    page.get_by_label("Config", exact=True).fill(EXAMPLE)
    page.get_by_role("button", name="Create from config").click()
    expect(page.get_by_role("heading", name="ProjectAssistant")).to_be_visible()
