"""Talking in spaces: two browsers and an agent, answers that appear, questions answered."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from agents.living import working
from agents.models import PendingToolCall, SmartSpaceMessage, SpaceDraft
from tests.agents.living import asked
from tests.agents.living.spaces.rooms import ask, room, say, seat
from tests.agents.living.thinking import ANSWER
from tests.browser.steps import follow, sign_in
from tests.browser.test_pages import problems
from tests.factories.agents import RunFactory
from tests.factories.living import LivingFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agent(owner):
    made = LivingFactory(owner=owner, name="Ada", slug="ada", entity__display_name="Ada")
    made.config_json["model"]["script"] = ANSWER
    made.config_json["tools"] = [asked.tool() | {"inputSchema": {"type": "object"}}]
    made.save()
    return made


@pytest.fixture
def space(owner, teammate, agent):
    return room(owner, teammate, agents=[agent])


def words(page):
    return page.locator("#said .words")


def write(page, text):
    page.get_by_label("Message").fill(text)
    page.keyboard.press("Enter")


def test_two_browsers_and_an_agent_in_one_space(open_context, owner, teammate, space):
    one, two = (sign_in(open_context().new_page(), who) for who in (owner, teammate))
    for page in (one, two):
        page.goto(space.get_absolute_url())

    write(one, "Is it late?")
    expect(words(two)).to_have_text(["Is it late?"])
    expect(one.get_by_label("Message")).to_have_value("")
    expect(one.get_by_label("Message")).to_be_focused()
    working.run_once(holder="test")
    for page in (one, two):
        expect(words(page)).to_have_text(["Is it late?", "Noted: Is it late?"])

    question = ask(space, now=timezone.now())
    one.get_by_role("button", name="Approve", exact=True).click()
    for page in (one, two):
        expect(page.locator(f"#q-{question.pk}")).to_contain_text("Approved by owner")
    question.refresh_from_db()
    assert question.decision == "approved"
    write(two, "Two lines")
    expect(words(one)).to_have_count(3)
    assert problems(one) == []


def test_arguments_are_edited_where_they_stand(desk, space):
    question = ask(space)
    desk.goto(space.get_absolute_url())
    desk.get_by_text("Edit the arguments…").click()
    desk.get_by_label("Arguments, as JSON").fill('{"service": "door"')
    desk.get_by_role("button", name="Approve with these changes").click()
    expect(desk.locator(".toast")).to_contain_text("arguments must be JSON")

    desk.get_by_label("Arguments, as JSON").fill('{"service": "door"}')
    desk.get_by_role("button", name="Approve with these changes").click()

    expect(desk.locator(f"#q-{question.pk}")).to_contain_text("Approved with changes by owner")
    assert PendingToolCall.objects.get().result == {"service": "door"}


def test_an_answer_appears_as_it_is_written_and_survives_a_reload(desk, space, agent):
    run = RunFactory(agent=agent, agent_entity=agent.entity)
    desk.goto(space.get_absolute_url())
    draft = SpaceDraft.objects.create(
        run=run, smart_space=space, entity=agent.entity, key="k", text="It is"
    )
    expect(desk.locator("#pulse .words")).to_have_text("It is")
    desk.reload()
    expect(desk.locator("#pulse .words")).to_have_text("It is")
    draft.text, draft.updated_at = "It is late", timezone.now()
    draft.save()
    expect(desk.locator("#pulse .words")).to_have_text("It is late")

    say(space, agent, "It is late.", key="k")

    expect(words(desk)).to_have_text(["It is late."])
    expect(desk.locator("#pulse .words")).to_have_count(0)


def test_what_is_new_is_divided_counted_and_read(desk, space, owner, teammate):
    for number in range(3):
        say(space, teammate, f"word {number}")
    desk.goto("/spaces/")
    expect(desk.get_by_role("main").locator(".count")).to_contain_text("3")
    expect(desk.locator("#spaces-unread")).to_contain_text("3")

    desk.goto(space.get_absolute_url())
    expect(desk.locator("#said > li#new + li#m-1")).to_be_visible()
    expect(desk.locator("#spaces-unread")).to_be_hidden()
    say(space, teammate, "word 3")
    expect(words(desk)).to_have_count(4)
    expect(desk.locator("#said > li#new + li#m-1")).to_be_visible()
    desk.reload()
    expect(words(desk)).to_have_count(4)
    expect(desk.locator("#new")).to_have_count(0)
    assert seat(space, owner).last_seen_seq == 4


def test_whoever_scrolled_back_stays_where_they_are(desk, space, teammate):
    for number in range(60):
        say(space, teammate, f"word {number}\n" * 3)
    desk.goto(space.get_absolute_url())
    expect(desk.locator("#m-60")).to_be_in_viewport()
    desk.locator("#m-20").scroll_into_view_if_needed()
    before = desk.locator("#m-20").bounding_box()["y"]

    say(space, teammate, "the newest")
    expect(desk.get_by_role("button", name="New messages below")).to_be_visible()
    assert abs(desk.locator("#m-20").bounding_box()["y"] - before) < 2
    follow(desk, "Older messages")
    expect(desk.locator("#m-1")).to_be_attached()
    expect(desk.locator(".day")).to_have_count(1)
    desk.get_by_role("button", name="New messages below").click()
    expect(desk.locator("#m-61")).to_be_in_viewport()


def test_a_space_works_without_scripts(js_off, space, agent):
    js_off.goto("/agents/ada/")
    js_off.get_by_role("button", name="Talk").click()
    js_off.get_by_label("Message").fill("Hello")
    js_off.get_by_role("button", name="Send").click()
    expect(words(js_off)).to_have_text(["Hello"])
    ask(space)
    js_off.goto(space.get_absolute_url())
    js_off.get_by_role("button", name="Approve", exact=True).click()

    expect(js_off.get_by_text("Approved by owner")).to_be_visible()
    assert SmartSpaceMessage.objects.get().content == "Hello"
