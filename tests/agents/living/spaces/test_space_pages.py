"""The list of spaces, a new one, and its settings, as people use them."""

from __future__ import annotations

import pytest

from agents.living import people
from agents.models import SmartSpace
from tests.agents.living.spaces.rooms import room, say, seat
from tests.devcraft.visiting import signed_in
from tests.factories.devcraft import UserFactory
from tests.factories.living import LivingFactory

pytestmark = pytest.mark.django_db


def members(space):
    names = space.memberships.values_list("entity__display_name", flat=True)
    return set(names) - {None}


def test_without_spaces_an_agent_is_offered_to_talk_to(owner):
    client = signed_in(owner)
    assert "Write the first one" in client.get("/spaces/").content.decode()
    LivingFactory(owner=owner, name="Ada", slug="ada")

    assert "Talk to Ada" in client.get("/spaces/").content.decode()
    answer = client.post("/agents/ada/talk/")

    assert answer.headers["Location"] == SmartSpace.objects.get().get_absolute_url()


def test_the_list_tells_what_was_said_last_and_what_is_new(owner, teammate):
    space = room(owner, teammate, name="Gate")
    for words in ("early words", "late words"):
        say(space, teammate, words)

    shown = signed_in(owner).get("/spaces/").content.decode()

    assert ("early words" in shown, "late words" in shown) == (False, True)
    assert '<b class="count">2<span' in shown


def test_a_new_space_opens_with_whom_was_chosen(owner, teammate):
    agent = LivingFactory(owner=owner, entity__display_name="Ada")
    typed = {"name": "Gate", "agents": [agent.pk], "guests": "teammate, teammate"}

    answer = signed_in(owner).post("/spaces/new/", typed)

    space = SmartSpace.objects.get()
    assert answer.headers["Location"] == space.get_absolute_url()
    assert members(space) == {"owner", "teammate", "Ada"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Name is needed."),
        ({"name": "x" * 81}, "Name must have at most 80 characters; it has 81."),
        ({"name": "a\u202eb"}, "Name must be one line of printable text."),
        ({"name": "x", "guests": "nobody"}, "Person “nobody” has no account here"),
        ({"name": "x", "guests": "sample"}, "Person “sample” has no account here"),
        ({"name": "x", "agents": ["not-a-key"]}, "Agents must be valid."),
    ],
)
def test_a_space_that_cannot_be_made_is_not(owner, typed, sentence):
    UserFactory(username="sample", is_sample=True)

    answer = signed_in(owner).post("/spaces/new/", typed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not SmartSpace.objects.exists()


def test_agents_of_others_are_neither_offered_nor_let_in(owner, stranger):
    foreign = LivingFactory(owner=stranger, name="A private agent")
    space, client = room(owner), signed_in(owner)

    assert "A private agent" not in client.get("/spaces/new/").content.decode()
    typed = {"name": "x", "agents": [foreign.pk]}
    assert client.post("/spaces/new/", typed).status_code == 422
    added = client.post(f"/spaces/{space.pk}/members/add/", {"agent": foreign.slug})
    assert added.status_code == 404


def test_members_are_let_in_and_taken_out(owner, teammate):
    space, client = room(owner), signed_in(owner)
    agent = LivingFactory(owner=owner, entity__display_name="Ada")
    settings = f"/spaces/{space.pk}/settings/"

    for typed in ({"agent": agent.slug}, {"person": "teammate"}):
        answer = client.post(f"/spaces/{space.pk}/members/add/", typed)
        assert answer.headers["Location"] == settings
    assert members(space) == {"owner", "teammate", "Ada"}
    guest = people.entity_of(teammate).pk
    client.post(f"/spaces/{space.pk}/members/{guest}/remove/")

    assert members(space) == {"owner", "Ada"}
    assert "“teammate” is no longer in here." in client.get(settings).content.decode()


def test_an_unknown_person_is_named_and_stays_typed(owner):
    space = room(owner)

    answer = signed_in(owner).post(f"/spaces/{space.pk}/members/add/", {"person": "nobody"})

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Person “nobody” has no account here that is in use." in shown
    assert 'value="nobody"' in shown
    assert 'value="Gate"' in shown


def test_the_owner_renames_and_others_are_refused(owner, teammate):
    space = room(owner, teammate)
    address, typed = f"/spaces/{space.pk}/settings/", {"name": "Door", "description": "Why"}

    assert signed_in(teammate).post(address, typed).status_code == 403
    assert "Leave this space" in signed_in(teammate).get(address).content.decode()
    signed_in(owner).post(address, typed)

    space.refresh_from_db()
    assert (space.name, space.description) == ("Door", "Why")


def test_a_space_is_archived_taken_back_and_left(owner, teammate):
    space, client = room(owner, teammate), signed_in(owner)
    say(space, owner)

    client.post(f"/spaces/{space.pk}/discard/")
    assert "Gate" not in client.get("/spaces/?tab=x").content.decode().split("toasts")[0]
    assert "Gate" in client.get("/spaces/?tab=archived").content.decode()
    shown = client.get(f"/spaces/{space.pk}/").content.decode()
    assert "This space is archived; nothing more is said here." in shown

    client.post(f"/spaces/{space.pk}/recover/")
    signed_in(teammate).post(f"/spaces/{space.pk}/leave/")
    assert seat(space, owner).smart_space.archived_at is None
    assert "teammate" not in members(space)
