"""Programs read and speak in spaces, as the owner of their key and as nobody else."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from agents.living import people
from agents.models import SmartSpaceMessage
from tests.agents.living.spaces.rooms import room, say, seat
from tests.devcraft.visiting import signed_in, snapshot
from tests.runtime_memory.api.programs import Program

pytestmark = pytest.mark.django_db
BOTH = ("spaces:read", "spaces:write")


@pytest.fixture
def space(owner, teammate):
    return room(owner, teammate)


def at(space, place="messages"):
    return f"/api/spaces/{space.pk}/{place}"


def tell(user, space, body, *scopes, **headers):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Program(user, *(scopes or BOTH)).tell(at(space), body, headers=headers)


def test_the_author_is_the_owner_of_the_key_whoever_is_named(space, owner, teammate):
    other = str(people.entity_of(teammate).pk)

    answer = tell(owner, space, {"content": "Hello", "entityId": other})

    assert answer.status_code == 201
    said = SmartSpaceMessage.objects.get()
    assert (said.entity, said.role) == (people.entity_of(owner), "user")
    assert answer.json()["entity"] == {
        "id": str(said.entity_id),
        "displayName": "owner",
        "type": "human",
    }


def test_messages_are_listed_oldest_first(space, owner):
    for _ in range(5):
        say(space, owner)
    client = Program(owner, *BOTH).client

    def seqs(query):
        found = client.get(at(space) + query).json()["messages"]
        return [message["seq"] for message in found]

    assert seqs("") == [1, 2, 3, 4, 5]
    assert seqs("?limit=2") == [4, 5]
    assert seqs("?afterSeq=2&limit=2") == [3, 4]
    assert seqs("?beforeSeq=4&limit=2") == [2, 3]
    assert seqs("?afterSeq=1&beforeSeq=4") == [2, 3]
    assert seqs("?afterSeq=5") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("afterSeq=-1", "afterSeq"),
        ("beforeSeq=x", "beforeSeq"),
        ("afterSeq=1&afterSeq=2", "afterSeq"),
        ("page=2", "query"),
    ],
)
def test_a_wish_that_makes_no_sense_is_named(space, owner, query, field):
    answer = Program(owner, *BOTH).client.get(f"{at(space)}?{query}")

    assert (answer.status_code, answer.json()["field"]) == (400, field)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "body"),
        (b"[]", "body"),
        ({}, "content"),
        ({"content": 5}, "content"),
        ({"content": "x", "role": "assistant"}, "role"),
        ({"content": " "}, "text"),
        ({"content": "x" * 20_001}, "text"),
        (b'{"content": "\xff"}', "body"),
        (b'{"content": "a\\u0000b"}', "content"),
        (b'{"content": "a\\ud800b"}', "content"),
    ],
)
def test_a_body_that_is_none_is_named_and_says_nothing(space, owner, body, field):
    answer = tell(owner, space, body)

    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert not SmartSpaceMessage.objects.exists()


def test_a_key_says_a_message_once(space, owner):
    first, again = (tell(owner, space, {"content": "a"}, **{"Idempotency-Key": "k"}) for _ in "ab")
    other = tell(owner, space, {"content": "b"}, **{"Idempotency-Key": "k"})

    assert first.json() == again.json()
    assert (other.status_code, other.json()["field"]) == (409, "Idempotency-Key")
    assert SmartSpaceMessage.objects.count() == 1


def test_the_same_key_of_another_person_is_another_message(space, owner, teammate):
    for who in (owner, teammate):
        tell(who, space, {"content": "a"}, **{"Idempotency-Key": "k"})

    assert SmartSpaceMessage.objects.count() == 2


def test_the_mark_moves_forward_only(space, owner, teammate):
    said = [say(space, teammate) for _ in range(3)]
    program = Program(owner, *BOTH)

    for seq in (2, 1):
        answer = program.tell(at(space, "seen"), {"seq": seq})

    assert answer.json() == {"lastSeenSeq": 2, "lastSeenMessageId": str(said[1].pk)}
    (told,) = program.client.get("/api/spaces/").json()["spaces"]
    assert (told["name"], told["lastSeq"], told["unread"]) == ("Gate", 3, 1)
    assert seat(space, owner).last_seen_seq == 2


@pytest.mark.parametrize("seq", [0, -1, "2", True, 1.5, None, 10**9])
def test_a_mark_is_the_number_of_a_message(space, owner, seq):
    answer = Program(owner, *BOTH).tell(at(space, "seen"), {"seq": seq})

    assert (answer.status_code, answer.json()["field"]) == (400, "seq")


def test_spaces_of_others_are_not_there(space, stranger):
    program = Program(stranger, *BOTH)
    before = snapshot()

    answers = [
        program.client.get(at(space)),
        program.tell(at(space), {"content": "x"}),
        program.tell(at(space, "seen"), {"seq": 1}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert program.client.get("/api/spaces/").json() == {"spaces": []}
    kept = {k: v for k, v in snapshot().items() if k not in ("ClientKey", "Entity")}
    assert kept == {k: v for k, v in before.items() if k in kept}


def test_a_scope_opens_its_half_alone(space, owner):
    reader, writer = Program(owner, BOTH[0]), Program(owner, BOTH[1])

    assert writer.client.get(at(space)).status_code == 403
    assert writer.client.get("/api/spaces/").status_code == 403
    assert reader.tell(at(space), {"content": "x"}).status_code == 403
    assert reader.tell(at(space, "seen"), {"seq": 1}).status_code == 403


@pytest.mark.parametrize("client_of", [lambda _: Client(), signed_in], ids=["nobody", "signed in"])
def test_without_a_key_nothing_opens(space, owner, client_of):
    client = client_of(owner)

    answers = [client.get("/api/spaces/"), client.get(at(space)), client.post(at(space), {})]

    assert [answer.status_code for answer in answers] == [401] * 3


def test_hostile_words_come_back_as_they_were(space, owner):
    text = '<script>"\u2028\u202e</script>'

    tell(owner, space, {"content": text})

    (told,) = Program(owner, *BOTH).client.get(at(space)).json()["messages"]
    assert told["content"] == text
