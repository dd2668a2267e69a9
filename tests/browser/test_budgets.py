"""A budget is reached, its agent stops and says why; it is raised, and the agent goes on."""

from playwright.sync_api import expect

from agents.living import cycle
from agents.models import Run
from agents.usage.budgets import keeping
from devcraft import clock
from tests.agents.budgets.spending import priced, want
from tests.agents.living.thinking import awake, call_in, rule
from tests.browser.steps import follow, press, says, settled, sign_in
from tests.browser.test_pages import problems

WORK = [
    rule({"calls": [{"name": "list_missions", "args": {}}]}, {"text": "Done."}, when="[Service"),
    rule({"text": "Went on, and done."}, when="You were stopped"),
]


def think(agent):
    return cycle.think(agent.pk, holder="worker")


def test_a_budget_is_reached_the_agent_stops_it_is_raised_and_goes_on(page, owner):
    priced("scripted:hello")
    agent = awake(WORK, owner=owner, name="Ada")
    sign_in(page, owner).goto(agent.get_absolute_url())
    follow(page, "Set one")
    page.get_by_label("Limit in dollars").fill("nothing")
    page.get_by_label("When it is spent").select_option("stop")
    press(page, "Set")
    expect(page.get_by_text("Limit in dollars must be a number.")).to_be_visible()
    expect(page.get_by_label("When it is spent")).to_have_value("stop")
    assert problems(page) == []
    page.get_by_label("Limit in dollars").fill("0.50")
    press(page, "Set")
    says(page, "Set the budget.")

    call_in(agent, "work", now=clock.now())
    assert think(agent) == "resting"

    page.goto(agent.get_absolute_url())
    state = page.get_by_role("region", name="State")
    expect(state).to_contain_text("Stopped: the budget of $0.50 a day for Ada is spent")
    page.goto("/")
    page.get_by_role("link", name="Waiting for you: 1").click()
    expect(page.get_by_text("The budget of $0.50 a day for Ada is spent")).to_be_visible()
    assert problems(page) == []
    press(page, "I have seen these")
    settled(page)
    expect(page.get_by_role("link", name="Waiting for you: 0")).to_be_visible()

    run = Run.objects.get()
    page.goto(f"/runs/{run.pk}/")
    expect(page.get_by_text("Budget spent").first).to_be_visible()
    page.goto("/billing/budgets/")
    follow(page, "Ada")
    page.get_by_label("Limit in dollars").fill("100")
    press(page, "Save")
    says(page, "1 agent that had stopped looks again.")

    assert think(agent) == "saved"
    page.goto(agent.get_absolute_url())
    expect(state).to_contain_text("Asleep")
    assert Run.objects.latest("started_at").stop_reason == "end_turn"


def test_the_bars_come_to_billing_and_to_a_mission_by_themselves(page, owner):
    priced("scripted:hello")
    agent = awake(WORK, owner=owner, name="Ada")
    keeping.create(owner, want(5, at_limit="warn"), now=clock.now())
    call_in(agent, "work", now=clock.now())
    think(agent)

    sign_in(page, owner).goto("/billing/")

    bars = page.get_by_role("region", name="Budgets")
    expect(bars).to_contain_text("of $5.00")
    expect(bars).to_contain_text("warns only")
    assert problems(page) == []
