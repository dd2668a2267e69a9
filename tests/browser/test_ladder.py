"""The maturity ladder: up through gates, and the answer to a curator."""

import re

import pytest
from playwright.sync_api import expect

from devcraft import clock
from missions import maturation
from tests.browser.steps import button, card, new_mission, press, says


@pytest.fixture
def mission(owner):
    return new_mission(owner, carbon_description="It must feel alive.")


@pytest.fixture
def asked(mission):
    """A curator has matured the mission, guessed the answer, and asks."""
    maturation.enrich(
        mission=mission,
        enrichment=maturation.Enrichment(
            message="Split the work in two.",
            predicted_response="Ship it.",
            confidence=0.8,
            fields={},
        ),
        now=clock.now(),
    )
    return mission


def history_of(page, mission):
    page.goto(mission.get_absolute_url() + "history/")


def answer(page, decision, words=""):
    page.get_by_label(decision).check()
    page.get_by_label("Your words").fill(words)
    press(page, "Send the answer")


def test_a_level_is_raised_through_its_gate(desk, mission):
    desk.goto(mission.get_absolute_url())

    press(desk, "Raise to pashyanti")

    expect(card(desk, "Maturity")).to_contain_text("1 of 8")
    expect(card(desk, "Maturity").locator("[aria-current=step]")).to_contain_text("pashyanti")


def test_the_next_step_names_what_it_still_needs(desk, mission):
    desk.goto(mission.get_absolute_url())

    press(desk, "Raise to pashyanti")

    expect(card(desk, "Maturity")).to_contain_text("Still needs a technical spec.")
    expect(button(desk, "Raise to madhyama")).to_be_hidden()


def test_a_step_whose_gate_closed_meanwhile_is_refused_with_what_is_missing(desk, mission):
    desk.goto(mission.get_absolute_url())
    type(mission).objects.filter(pk=mission.pk).update(carbon_description="")

    press(desk, "Raise to pashyanti")

    says(desk, "Level 1 (pashyanti) still needs human words or a technical spec.")
    expect(desk).to_have_url(re.compile(rf"{mission.get_absolute_url()}$"))
    desk.reload()
    expect(card(desk, "Maturity")).to_contain_text("0 of 8")


def test_a_refused_step_says_so_without_scripts(js_off, mission):
    js_off.goto(mission.get_absolute_url())
    type(mission).objects.filter(pk=mission.pk).update(carbon_description="")

    press(js_off, "Raise to pashyanti")

    expect(js_off.get_by_role("heading", name="That did not happen")).to_be_visible()
    js_off.get_by_role("link", name="Go back").click()
    expect(card(js_off, "Maturity")).to_contain_text("0 of 8")


def test_the_bell_leads_to_the_question(desk, asked):
    desk.goto("/")

    desk.get_by_role("link", name="Waiting for you: 1").click()
    desk.get_by_role("main").get_by_role("link", name=asked.name).click()

    expect(card(desk, "Your answer")).to_contain_text("The guess at it, 80 % sure: “Ship it.”")


def test_a_bump_raises_the_level_and_is_written_down(desk, asked):
    history_of(desk, asked)

    answer(desk, "Bump: mature enough, one level up", "Yes, ship it.")

    says(desk, "Answered")
    expect(card(desk, "History")).to_contain_text("Yes, ship it.")
    expect(card(desk, "History")).to_contain_text("level 0 → 1")
    expect(desk.get_by_role("link", name="Waiting for you: 0")).to_be_visible()


def test_a_refinement_keeps_the_level_and_says_what_is_missing(desk, asked):
    history_of(desk, asked)

    answer(desk, "Refine: not there yet", "What happens offline?")

    says(desk, "Answered")
    expect(card(desk, "History")).to_contain_text("What happens offline?")
    desk.goto(asked.get_absolute_url())
    expect(card(desk, "Maturity")).to_contain_text("0 of 8")


def test_a_refinement_without_words_is_refused_and_kept(desk, asked):
    history_of(desk, asked)

    answer(desk, "Refine: not there yet")

    form = card(desk, "Your answer")
    expect(form).to_contain_text("Your words are needed to refine: say what is missing.")
    expect(form.get_by_label("Refine: not there yet")).to_be_checked()
    expect(desk).to_have_url(re.compile("/history/$"))


def test_a_bump_at_a_closed_gate_is_refused_with_what_is_missing(desk, asked):
    type(asked).objects.filter(pk=asked.pk).update(carbon_description="")
    history_of(desk, asked)

    answer(desk, "Bump: mature enough, one level up", "Yes.")

    expect(card(desk, "Your answer").get_by_role("alert")).to_contain_text(
        "Level 1 (pashyanti) still needs human words or a technical spec."
    )
    expect(desk.get_by_label("Your words")).to_have_value("Yes.")
