"""People answer what agents ask, in the conversation: the first answer counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.living import people
from agents.models import PendingToolCall
from devcraft import clock
from tests.agents.living.spaces.rooms import ask, room, say
from tests.devcraft.visiting import htmx, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(owner, teammate):
    space = room(owner, teammate)
    space.agent.config_json["tools"] = [
        {
            "name": "deploy",
            "description": "Deploys",
            "executionType": "space",
            "inputSchema": {
                "type": "object",
                "properties": {"replicas": {"type": "integer", "maximum": 5}},
                "required": ["service"],
            },
            "display": {"customUI": "deploymentConfirmation"},
        }
    ]
    space.agent.save()
    return space


def answer(user, question, **typed):
    typed.setdefault("shown", question.args_digest)
    answered = signed_in(user).post(f"/questions/{question.pk}/answer/", typed)
    question.refresh_from_db()
    return answered


def page(user, space):
    return signed_in(user).get(f"/spaces/{space.pk}/").content.decode()


def test_a_question_shows_exactly_what_would_be_done(space, owner):
    ask(space, args={"service": "ga\u200bte", "note": "<b>", "replicas": 3})

    shown = page(owner, space)

    assert "<h2>Deployment confirmation</h2>" in shown
    assert "&quot;ga\\u{200b}te&quot;" in shown
    assert "&quot;&lt;b&gt;&quot;" in shown


@pytest.mark.parametrize("who", ["owner", "teammate"])
def test_every_member_may_approve(space, who, request):
    question = ask(space)
    user = request.getfixturevalue(who)

    assert answer(user, question, decision="approved").status_code == 302

    assert (question.status, question.decision) == ("resolved", "approved")
    assert question.resolved_by == people.entity_of(user)
    assert f"<b>Approved</b> by {who}" in page(user, space)


def test_the_second_answer_is_too_late(space, owner, teammate):
    question = ask(space)
    answer(owner, question, decision="denied", reason="Not today")

    late = answer(teammate, question, decision="approved")

    assert late.status_code == 409
    assert "question was answered or ran out before." in late.content.decode()
    assert (question.decision, question.result) == ("denied", "Not today")


def test_an_answer_after_the_end_is_too_late(space, owner):
    question = ask(space, expires_at=clock.now() - timedelta(seconds=1))

    assert answer(owner, question, decision="approved").status_code == 409
    assert "<b>Ran out</b> without an answer" in page(owner, space)


def test_an_approval_holds_for_what_was_shown_alone(space, owner):
    question = ask(space)

    answered = answer(owner, question, decision="approved", shown="0" * 64)

    assert answered.status_code == 409
    assert "arguments changed since you looked at them." in answered.content.decode()
    assert question.status == "waiting"


def test_edited_arguments_take_the_place_of_the_asked(space, owner):
    question = ask(space)

    answer(owner, question, decision="edited", arguments='{"service": "door", "replicas": 2}')

    assert (question.decision, question.result) == ("edited", {"service": "door", "replicas": 2})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("{", "arguments must be JSON"),
        ('{"service": 1, "service": 2}', "twice in one object"),
        ('{"replicas": 2}', "arguments is wrong: &#x27;service&#x27; is a required property"),
        ('{"service": "x", "replicas": 6}', "arguments.replicas is wrong: 6 is greater than"),
        ("[]", "arguments is wrong: [] is not of type"),
        ("9" * 400, "has more than 300 digits"),
    ],
)
def test_arguments_that_the_tool_does_not_take_are_refused(space, owner, arguments, sentence):
    question = ask(space)

    answered = answer(owner, question, decision="edited", arguments=arguments)

    assert answered.status_code == 422
    assert sentence in answered.content.decode()
    assert question.status == "waiting"


@pytest.mark.parametrize(
    ("typed", "result"),
    [
        ({"choice": "yes"}, "yes"),
        ({"decision": "answered", "answer": "After lunch"}, "After lunch"),
        ({"decision": "answered", "answer": '{"at": 12}', "is_json": "on"}, {"at": 12}),
    ],
)
def test_a_question_is_answered(space, owner, typed, result):
    question = ask(space, "answer", tool="confirm")

    answer(owner, question, **typed)

    assert (question.decision, question.result) == ("answered", result)


@pytest.mark.parametrize(
    "typed",
    [
        {"decision": "answered"},
        {"decision": "answered", "answer": "{", "is_json": "on"},
        {"decision": "approved"},
        {"decision": "blessed"},
        {},
    ],
)
def test_what_is_no_answer_is_refused(space, owner, typed):
    question = ask(space, "answer", tool="confirm")

    assert answer(owner, question, **typed).status_code == 422
    assert question.status == "waiting"


@pytest.mark.parametrize(
    ("args", "options"),
    [
        ({"options": ["noon", "night"]}, ["noon", "night"]),
        ({"options": [1]}, ["yes", "no"]),
        ({"options": "noon"}, ["yes", "no"]),
        ([], ["yes", "no"]),
    ],
)
def test_what_the_agent_offers_is_offered(space, owner, args, options):
    ask(space, "answer", tool="confirm", args=args)

    shown = page(owner, space)

    assert all(f'name="choice" value="{option}"' in shown for option in options)


def test_a_question_to_one_person_is_shown_to_all_and_answered_by_one(space, owner, teammate):
    question = ask(space, audience=people.entity_of(teammate))

    assert "Only teammate may answer" in page(owner, space)
    assert f"/questions/{question.pk}/answer/" not in page(owner, space)
    assert answer(owner, question, decision="approved").status_code == 403
    assert answer(teammate, question, decision="approved").status_code == 302


def test_a_stranger_finds_no_question(space, stranger):
    question = ask(space)

    assert answer(stranger, question, decision="approved").status_code == 404
    assert question.status == "waiting"


def test_htmx_gets_the_settled_card_and_what_came_meanwhile(space, owner, teammate):
    question = ask(space)
    say(space, teammate, "Meanwhile")
    typed = {"decision": "approved", "shown": question.args_digest}
    told = {"after": "0", "asked": str(question.pk)}

    answered = signed_in(owner).post(
        f"/questions/{question.pk}/answer/", typed | told, headers=htmx("f")
    )

    sent = answered.content.decode()
    assert f'id="q-{question.pk}" hx-swap-oob="true"' in sent
    assert "Meanwhile" in sent


def test_what_waits_for_a_person_is_counted_and_listed(space, owner, stranger):
    ask(space)
    asked = ask(space, audience=people.entity_of(stranger))

    for user in (owner, stranger):
        shown = signed_in(user).get("/waiting/").content.decode()
        assert 'aria-label="Waiting for you: 1"' in shown
    shown = signed_in(owner).get("/waiting/").content.decode()
    assert f'href="/spaces/{space.pk}/#q-' in shown
    assert shown.count(">approval<") == 1
    foreign = signed_in(stranger).get("/waiting/").content.decode()
    assert f"/spaces/{space.pk}/" not in foreign
    assert f"/questions/{asked.pk}/answer/" in foreign
    PendingToolCall.objects.update(status="expired")
    assert 'aria-label="Waiting for you: 0"' in page(owner, space)
