"""One run on its page: what woke it, its steps, calls and questions, what it cost, live."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.living import journal
from agents.living.providers import Reply
from agents.models import Run, RunStep
from tests.agents.living.asked import APPROVED, answer, asking, question
from tests.agents.living.asked import owner as owner_of
from tests.agents.living.thinking import awake, run_of, think, with_model, write
from tests.agents.runs.lived import HOSTILE, interrupted, lived, long, planned
from tests.devcraft.visiting import htmx, reading_only, signed_in
from tests.factories.agents import MORNING, RunFactory, UsageEventFactory
from tests.factories.living import PendingToolCallFactory

pytestmark = pytest.mark.django_db
NOW = MORNING + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _soon_after():
    with time_machine.travel(NOW, tick=False):
        yield


def at(run, query=""):
    return f"/runs/{run.pk}/{query}"


def opened(text):
    """Which steps stand open on the page."""
    return [int(number) for number in re.findall(r'id="\w+-(\d+)" open', text)]


def test_a_run_tells_what_woke_it_what_it_did_and_what_it_used(owner):
    run = lived(owner)

    page = signed_in(owner).get(at(run)).text

    for words in ("Message in a space", "What is the weather?", "It was done", "mini-1"):
        assert words in page
    assert "I answer now." in page
    assert "Sunny." in page
    assert page.count("24 k") == 1
    assert page.count("18 k") == 1
    assert f"/agents/{run.agent.slug}/consciousness/cycles/1/" in page
    assert f"/memory/sessions/{run.pk}/" in page


def test_each_step_leads_to_its_request_in_the_ledger(owner):
    run = lived(owner)
    client = signed_in(owner)

    (told, _) = client.get(at(run)).context["told"].steps

    assert told.cost.request_id == str(told.row.pk)
    assert client.get(told.cost.get_absolute_url()).status_code == 200


def test_what_providers_get_back_word_for_word_is_not_shown(owner):
    page = signed_in(owner).get(at(long(owner, 3, done=True))).text

    assert "Thought 3." in page
    assert "secret" not in page


def test_the_chosen_step_stands_open_without_scripts(owner):
    run = long(owner, 3, done=True)
    client = signed_in(owner)

    assert opened(client.get(at(run)).text) == []
    assert opened(client.get(at(run, "?step=2")).text) == [2]
    assert opened(client.get(at(run, "?step=nonsense")).text) == []


def test_long_texts_are_cut_until_they_are_asked_for(owner):
    run = lived(owner, text="long " * 5_000)
    client = signed_in(owner)

    sizes = [
        client.get(at(run, query)).text.count("long ")
        for query in ("", "?step=2", "?step=2&whole=yes")
    ]

    assert sizes == [160, 4_000, 5_000]


def test_hostile_words_are_shown_as_words(owner):
    run = lived(owner, text=HOSTILE)
    RunStep.objects.filter(run=run, number=1).update(finish_reason=HOSTILE, model=HOSTILE)
    planned(run, tool_name=HOSTILE, args={HOSTILE: HOSTILE}, result=[HOSTILE], error=HOSTILE)
    Run.objects.filter(pk=run.pk).update(error=HOSTILE)

    page = signed_in(owner).get(at(run)).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "\\u{202e}" in page


@pytest.mark.parametrize("payload", [None, [], "text", {"usage": 5}, {"usage": {"new": 1}}])
def test_a_journal_of_another_shape_is_still_shown(owner, payload):
    run = lived(owner)
    RunStep.objects.filter(run=run).update(payload=payload)

    assert signed_in(owner).get(at(run)).status_code == 200


def test_an_approval_says_who_decided_and_with_what(owner):
    agent = asking(APPROVED)
    write(agent, "Deploy it")
    think(agent)
    answer(owner_of(agent), "denied", result="Not on a Friday.")
    think(agent, now=NOW)

    page = signed_in(agent.owner).get(at(run_of(agent))).text

    assert "Not on a Friday." in page
    assert re.search(r"<b>denied</b> by \w+", page)
    assert "Not done" in page


def test_an_open_question_waits_in_words(owner):
    agent = asking(APPROVED)
    write(agent, "Deploy it")
    think(agent)

    page = signed_in(agent.owner).get(at(run_of(agent))).text

    assert "Waits for an answer" in page
    assert "nobody answered yet" in page
    assert question().status == "waiting"


def test_an_interrupted_step_is_marked_as_possibly_billed_twice(owner):
    run = RunFactory(owner=owner)
    interrupted(run)
    journal.interrupt(run, now=NOW)

    page = signed_in(owner).get(at(run)).text

    assert "possibly billed twice" in page
    assert opened(page) == [1]


def test_a_run_that_ended_asks_for_nothing_more(owner):
    client, run = signed_in(owner), lived(owner)

    assert "every 2s" not in client.get(at(run)).text


def test_a_run_is_followed_until_it_ends(owner):
    client, run = signed_in(owner), RunFactory(owner=owner)
    seen = client.get(at(run)).context["version"]

    def look():
        return client.get(at(run, f"?seen={seen}"), headers=htmx("run"))

    assert look().status_code == 204
    interrupted(run)
    changed = look()
    assert (changed.status_code, "every 2s" in changed.text) == (200, True)
    assert "<h1" not in changed.text
    Run.objects.filter(pk=run.pk).update(status="completed", completed_at=NOW)
    assert "every 2s" not in look().text


def test_a_rest_and_a_pause_are_told(owner):
    agent = awake(owner=owner)
    run = RunFactory(agent=agent, agent_entity=agent.entity, owner=owner)
    client = signed_in(owner)
    agent.paused_at = NOW
    agent.save()

    assert "Its agent is paused" in client.get(at(run)).text


def test_a_model_that_said_nothing_is_told_as_such(owner):
    run = RunFactory(owner=owner, done=True)

    assert "No model was asked yet." in signed_in(owner).get(at(run)).text


def test_a_foreign_run_shows_its_requests(owner):
    run = RunFactory(foreign=True, owner=owner, session="s-1", project="-work-oasis")
    for number in range(60):
        at_ = MORNING + timedelta(seconds=number)
        UsageEventFactory(owner=owner, run=run, session="s-1", at=at_)
    client = signed_in(owner)

    first = client.get(at(run))
    second = client.get(at(run), {"after": first.context["page"].older})

    assert [len(found.context["page"].rows) for found in (first, second)] == [50, 10]
    assert "-work-oasis" in first.text
    assert len(first.context["lanes"]) == 1


def test_steps_turn_their_pages(owner):
    run = long(owner, 0, done=True)
    RunStep.objects.bulk_create(
        RunStep(run=run, number=number, kind="other", started_at=MORNING)
        for number in range(1, 206)
    )
    client = signed_in(owner)

    first = client.get(at(run)).context["told"]
    second = client.get(at(run, f"?from={first.more}")).context["told"]

    assert [len(told.steps) for told in (first, second)] == [200, 5]
    assert (first.more, second.more) == (200, None)


def test_two_hundred_steps_cost_no_more_than_one(owner):
    client = signed_in(owner)
    counts = []
    for steps in (1, 200):
        run = long(owner, steps)
        with CaptureQueriesContext(connection) as captured, reading_only():
            assert client.get(at(run)).status_code == 200
        counts.append(len([q for q in captured if "SAVEPOINT" not in q["sql"]]))

    assert counts[0] == counts[1] <= 10


def test_a_look_that_finds_nothing_new_costs_little(owner):
    client, run = signed_in(owner), long(owner, 5)
    seen = client.get(at(run)).context["version"]

    with CaptureQueriesContext(connection) as captured:
        client.get(at(run, f"?seen={seen}"), headers=htmx("run"))

    assert len([q for q in captured if "SAVEPOINT" not in q["sql"]]) <= 3


def test_a_run_of_somebody_else_is_not_there(owner, stranger):
    run = lived(owner)

    answers = [
        signed_in(stranger).get(at(run)),
        signed_in(stranger).get(at(run, "?seen=x"), headers=htmx("run")),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_shared_run_shows_no_ledger(owner, stranger):
    run = RunFactory(done=True)

    page = signed_in(stranger).get(at(run)).text

    assert "no ledger" in page


def test_nobody_learns_of_a_space_they_are_not_in(owner):
    agent = awake(owner=owner)
    write(agent)
    think(agent, **with_model(Reply("Done."))[1])

    assert f"/spaces/{agent.space.pk}/" not in signed_in(owner).get(at(run_of(agent))).text


def test_an_answer_that_came_late_says_so(owner):
    run = lived(owner)
    PendingToolCallFactory(
        agent_entity=run.agent_entity, call=run.tool_calls.get(), resolved=True, came_late=True
    )

    assert "after the run had gone on" in signed_in(owner).get(at(run)).text
