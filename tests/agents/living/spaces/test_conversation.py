"""The page of a space and what it asks for afterwards."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents.living.spaces import gathering
from agents.models import SmartSpaceMessage
from tests.agents.living.spaces.rooms import ask, room, say, seat, show_call
from tests.devcraft.visiting import htmx, reading_only, signed_in
from tests.factories.agents import MORNING, RunFactory, RunStepFactory
from tests.factories.living import AgentLeaseFactory, SpaceDraftFactory

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> javascript:alert(1) {{ 7|add:1 }} \u202eevil"


@pytest.fixture
def space(owner, teammate):
    return room(owner, teammate)


def told(page):
    """What a page tells with its next look: its hidden inputs."""
    found = re.findall(r'name="(\w+)" value="([^"]*)"[^>]*data-told', page)
    names = {name for name, _ in found}
    return {name: [value for one, value in found if one == name] for name in names}


def opened(client, space):
    return client.get(f"/spaces/{space.pk}/").content.decode()


def look(client, space, page):
    return client.get(f"/spaces/{space.pk}/live/", told(page), headers=htmx("live"))


def test_what_was_said_stands_there_as_text(space, owner, teammate):
    say(space, teammate, HOSTILE + "\n```\n<b>\n```\nhttps://example.org/a?b=1")

    page = opened(signed_in(owner), space)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; javascript:alert(1) {{ 7|add:1 }}" in page
    assert "<code>&lt;b&gt;</code>" in page
    assert '<a href="https://example.org/a?b=1" rel="nofollow">' in page


def test_a_page_with_nothing_new_is_answered_by_nothing(space, owner, teammate):
    say(space, teammate)
    client = signed_in(owner)

    with reading_only():
        assert look(client, space, opened(client, space)).status_code == 204


def test_only_what_came_after_is_sent(space, owner, teammate):
    client = signed_in(owner)
    say(space, teammate, "early words")
    page = opened(client, space)
    say(space, teammate, "late words")

    sent = look(client, space, page).content.decode()

    assert ("early words" in sent, "late words" in sent) == (False, True)
    assert 'id="after" name="after" value="2"' in sent


def test_the_answer_of_an_agent_is_seen_as_it_is_written_and_never_twice(space, owner):
    client = signed_in(owner)
    run = RunFactory(agent=space.agent, agent_entity=space.agent.entity)
    draft = SpaceDraftFactory(
        run=run, smart_space=space, entity=space.agent.entity, key="k", text="Half a"
    )
    page = opened(client, space)
    assert "Half a" in page

    draft.text = "Half an answer"
    draft.save()
    assert "Half an answer" in look(client, space, page).content.decode()

    say(space, space.agent, "Half an answer, whole.", key="k")
    sent = look(client, space, page).content.decode()
    for shown in (sent, opened(client, space)):
        assert shown.count("Half an answer") == 1
        assert "writing…" not in shown


def test_a_draft_of_a_run_that_ended_is_not_shown(space, owner):
    run = RunFactory(agent=space.agent, agent_entity=space.agent.entity, done=True)
    SpaceDraftFactory(run=run, smart_space=space, entity=space.agent.entity, text="Lost words")

    assert "Lost words" not in opened(signed_in(owner), space)


def test_agents_at_work_and_at_rest_are_told(space, owner):
    client = signed_in(owner)
    run = RunFactory(agent=space.agent, agent_entity=space.agent.entity, owner=owner)
    for number in (1, 2):
        RunStepFactory(run=run, number=number)
    assert "thinking… step 2" in opened(client, space)

    run.status, run.completed_at = "completed", MORNING
    run.save()
    AgentLeaseFactory(
        agent=space.agent,
        resting_until=MORNING + timedelta(days=9000),
        rest_reason="The provider is busy.",
    )
    assert "resting: The provider is busy." in opened(client, space)


def test_a_card_of_a_tool_is_replaced_when_the_call_is_over(space, owner):
    client = signed_in(owner)
    message = show_call(say(space, space.agent), "running", result=None)
    page = opened(client, space)
    assert look(client, space, page).status_code == 204

    show_call(message, "error", result={"error": "no such suite"})
    sent = look(client, space, page).content.decode()

    assert f'id="m-{message.seq}" hx-swap-oob="true"' in sent
    assert "no such suite" in sent


def test_questions_come_and_are_settled_in_an_open_page(space, owner, teammate):
    client = signed_in(owner)
    page = opened(client, space)
    question = ask(space)
    sent = look(client, space, page).content.decode()
    assert f'id="q-{question.pk}"' in sent

    answer = {"decision": "approved", "shown": question.args_digest}
    signed_in(teammate).post(f"/questions/{question.pk}/answer/", answer)
    later = look(client, space, page + sent).content.decode()

    assert f'id="q-{question.pk}" hx-swap-oob="true"' in later
    assert "<b>Approved</b> by teammate" in later


def test_a_question_that_came_and_went_between_two_looks_is_told_once(space, owner, teammate):
    client = signed_in(owner)
    page = opened(client, space)
    question = ask(space, now=timezone.now())
    answer = {"decision": "approved", "shown": question.args_digest}
    signed_in(teammate).post(f"/questions/{question.pk}/answer/", answer)

    sent = look(client, space, page).content.decode()

    assert "<b>Approved</b> by teammate" in sent
    again = told(page) | {
        name: told(sent)[name] for name in ("pulse", "since") if name in told(sent)
    }
    again["had"] = told(sent)["had"]
    assert client.get(f"/spaces/{space.pk}/live/", again).status_code == 204


@pytest.mark.parametrize(
    "query",
    ["since=now", "since=0001-01-01T00:00:00+00:00", "asked=x&had=y", "unfinished=-1&after=x"],
)
def test_what_a_page_cannot_have_told_is_passed_over(space, owner, query):
    assert signed_in(owner).get(f"/spaces/{space.pk}/live/?{query}").status_code == 200


def test_older_messages_come_by_themselves_and_name_no_day_twice(space, owner):
    for number in range(60):
        say(space, owner, f"word {number}.")
    client = signed_in(owner)
    assert "word 9." not in opened(client, space)

    older = client.get(f"/spaces/{space.pk}/?before=11&day=2026-11-18", headers=htmx("older"))

    sent = older.content.decode()
    assert "word 9." in sent
    assert "word 10." not in sent
    assert '<li id="day-2026-11-18" hx-swap-oob="delete">' in sent
    assert "<html" not in sent


def test_the_divider_stands_at_the_first_new_message_until_it_was_read(space, owner, teammate):
    for number in range(3):
        say(space, teammate, f"word {number}.")
    client = signed_in(owner)
    client.post(f"/spaces/{space.pk}/seen/", {"seq": "1"})

    page = opened(client, space)
    assert page.index("word 0.") < page.index('id="new"') < page.index("word 1.")
    assert 'id="spaces-unread">2' in page

    client.post(f"/spaces/{space.pk}/seen/", {"seq": "3"})
    page = opened(client, space)
    assert 'id="new"' not in page
    assert 'class="count none"' in page


def test_many_new_messages_are_announced_with_a_way_to_the_first(space, owner, teammate):
    for _ in range(60):
        say(space, teammate)

    assert '<a class="link" href="?from=1#new">' in opened(signed_in(owner), space)


def test_a_message_is_sent_once_however_often_it_is_pressed(space, owner):
    client = signed_in(owner)
    typed = {"text": "Hello\nall", "token": "t"}

    for _ in range(2):
        answer = client.post(f"/spaces/{space.pk}/say/", typed)
        assert answer.headers["Location"] == f"/spaces/{space.pk}/#end"

    assert SmartSpaceMessage.objects.get().content == "Hello\nall"
    assert seat(space, owner).last_seen_seq == 1


def test_htmx_is_sent_the_new_lines_and_the_key_of_the_next_message(space, owner):
    typed = {"text": "Hello", "token": "t", "after": "0"}

    answer = signed_in(owner).post(f"/spaces/{space.pk}/say/", typed, headers=htmx("composer"))

    sent = answer.content.decode()
    assert 'id="m-1"' in sent
    assert re.search(r'id="say-token" name="token" value="(?!t")[^"]+"', sent)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Message is needed."),
        (" \n ", "Message is needed."),
        ("x" * 20_001, "Message must have at most 20000 characters; it has 20001."),
        ("a\0b", "Message must not hold NUL characters."),
    ],
)
def test_what_cannot_be_sent_stays_in_its_field(space, owner, text, sentence):
    answer = signed_in(owner).post(f"/spaces/{space.pk}/say/", {"text": text, "token": "t"})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not SmartSpaceMessage.objects.exists()


def test_whoever_was_removed_reads_and_says_nothing_more(space, owner, teammate):
    client = signed_in(teammate)
    page = opened(client, space)
    gathering.remove(space, by=owner, entity_id=seat(space, teammate).entity_id)

    assert look(client, space, page).status_code == 404
    assert client.get(f"/spaces/{space.pk}/").status_code == 404
    assert client.post(f"/spaces/{space.pk}/say/", {"text": "x"}).status_code == 404


@pytest.mark.parametrize("said", [1, 70])
def test_a_page_and_a_look_keep_to_their_budget(space, owner, teammate, said):
    client = signed_in(owner)
    for number in range(said):
        show_call(say(space, teammate)) if number % 9 == 5 else say(space, space.agent)
        if number < 15:
            ask(space)
    page = opened(client, space)

    with CaptureQueriesContext(connection) as whole:
        opened(client, space)
    with CaptureQueriesContext(connection) as nothing:
        look(client, space, page)
    with CaptureQueriesContext(connection) as all_of_it:
        client.get(f"/spaces/{space.pk}/live/", headers=htmx("live"))

    assert len(whole) <= 10
    assert len(nothing) <= 8
    assert len(all_of_it) <= 8
