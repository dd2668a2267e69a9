"""Writing an agent: from a few fields, from a config with mistakes, and changing it."""

import json

from playwright.sync_api import expect

from agents.models import Agent, AgentMemory
from tests.agents.living.configs import EXAMPLE, example
from tests.browser.steps import follow, press, says, settled, sign_in
from tests.browser.test_pages import problems
from tests.factories import living


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


def test_an_agent_is_paused_started_and_its_mind_is_edited(page, owner):
    sign_in(page, owner).goto("/agents/new/")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Provider").select_option("scripted")
    page.get_by_label("Model", exact=True).fill("hello")
    page.get_by_role("button", name="Create", exact=True).click()
    state = page.get_by_role("region", name="State")
    expect(state).to_contain_text("Asleep")

    press(page, "Pause")
    says(page, "Paused “Ada”.")
    expect(state).to_contain_text("Paused")
    press(page, "Start")
    expect(state).to_contain_text("Asleep")
    assert problems(page) == []

    agent = Agent.objects.get()
    memory = living.AgentMemoryFactory(entity=agent.entity, key="tone", value="Loud")
    follow(page, "Mind")
    follow(page, "Memories")
    page.get_by_role("link", name="Edit tone").click()
    page.get_by_label("Value").fill("Short and friendly")
    press(page, "Save")
    expect(page.get_by_role("list", name="Memories")).to_contain_text("Short and friendly")
    assert AgentMemory.objects.get(pk=memory.pk).value == "Short and friendly"
    says(page, "Changed.").get_by_role("button", name="Undo").click()
    says(page, "Taken back.")
    assert AgentMemory.objects.get(pk=memory.pk).value == "Loud"


def test_what_waits_is_seen_without_a_reload_and_discarded(page, owner):
    agent = living.LivingFactory(owner=owner, name="Ada")
    sign_in(page, owner).goto(agent.get_absolute_url())
    state = page.get_by_role("region", name="State")
    expect(state).not_to_contain_text("waiting")
    page.get_by_role("button", name="Pause").focus()

    living.InboxEventFactory(agent_entity=agent.entity, data={"serviceName": "jira"})

    expect(state).to_contain_text("1 waiting", timeout=10_000)
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    page.get_by_role("link", name="1 waiting").click()
    follow(page, "Service")
    expect(page.get_by_label("Data as JSON")).to_contain_text('"serviceName": "jira"')
    press(page, "Discard")
    says(page, "“Ada” never sees it.")
    expect(page.get_by_text(f"Discarded by {owner.get_username()}.")).to_be_visible()
    press(page, "Try again")
    settled(page)
    expect(page.get_by_role("button", name="Discard")).to_be_visible()
    assert problems(page) == []
