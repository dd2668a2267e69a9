from __future__ import annotations

from datetime import timedelta

import pytest

from agents.living.spaces import gathering, meeting
from agents.models import SmartSpace, SmartSpaceMessage
from devcraft.refusing import Refused
from tests.agents.living.spaces.rooms import room, say, seat
from tests.factories.agents import MORNING, AgentFactory
from tests.factories.living import LivingFactory

pytestmark = pytest.mark.django_db


def named(space):
    return set(space.memberships.values_list("entity__display_name", flat=True))


def test_a_space_begins_with_its_owner_agents_and_guests(owner, teammate):
    agent = LivingFactory(owner=owner, name="Ada", entity__display_name="Ada")

    space = room(owner, teammate, agents=[agent])

    assert named(space) == {"owner", "teammate", "Ada"}
    assert (space.owner, space.last_seq) == (owner, 0)


def test_nothing_is_made_when_one_of_the_agents_is_not_here(owner):
    with pytest.raises(Refused, match="agent must be one that thinks here"):
        room(owner, agents=[AgentFactory()])

    assert not SmartSpace.objects.exists()


def test_whoever_comes_later_has_nothing_unread(owner, teammate):
    space = room(owner)
    last = [say(space, owner) for _ in range(3)][-1]
    space.refresh_from_db()

    assert gathering.add_person(space, by=owner, guest=teammate, now=MORNING)

    found = seat(space, teammate)
    assert (found.last_seen_seq, found.last_seen_message_id) == (3, last.pk)
    assert not gathering.add_person(space, by=owner, guest=teammate, now=MORNING)


def test_agents_come_and_go(owner):
    space = room(owner)
    other = LivingFactory(owner=owner)

    gathering.add_agent(space, by=owner, agent=other, now=MORNING)
    gathering.remove(space, by=owner, entity_id=other.entity.pk)

    with pytest.raises(Refused, match="spaceId names no space you are a member of"):
        say(space, other)
    with pytest.raises(Refused, match="member is not in this space"):
        gathering.remove(space, by=owner, entity_id=other.entity.pk)


@pytest.mark.parametrize(
    "act",
    [
        lambda space, who: gathering.describe(space, by=who, name="x", description="", now=MORNING),
        lambda space, who: gathering.add_person(space, by=who, guest=who, now=MORNING),
        lambda space, who: gathering.add_agent(space, by=who, agent=space.agent, now=MORNING),
        lambda space, who: gathering.remove(space, by=who, entity_id=space.agent.entity.pk),
        lambda space, who: gathering.discard(space, by=who, now=MORNING),
        lambda space, who: gathering.recover(space, by=who),
    ],
    ids=["describe", "add a person", "add an agent", "remove", "discard", "recover"],
)
def test_only_the_owner_changes_a_space(owner, teammate, act):
    space = room(owner, teammate)
    before = (named(space), SmartSpace.objects.values().get())

    with pytest.raises(Refused, match="space can be changed by its owner alone"):
        act(space, teammate)

    assert (named(space), SmartSpace.objects.values().get()) == before


def test_members_leave_and_the_owner_stays(owner, teammate):
    space = room(owner, teammate)

    gathering.leave(space, user=teammate)

    assert "teammate" not in named(space)
    with pytest.raises(Refused, match="owner stays in their space"):
        gathering.leave(space, user=owner)
    with pytest.raises(Refused, match="member owns this space and stays in it"):
        gathering.remove(space, by=owner, entity_id=seat(space, owner).entity_id)


def test_an_account_that_is_not_in_use_is_not_let_in(owner, teammate):
    space = room(owner)
    teammate.is_active = False

    with pytest.raises(Refused, match="person must have an account that is in use"):
        gathering.add_person(space, by=owner, guest=teammate, now=MORNING)


def test_there_is_a_limit_to_members(owner, teammate, monkeypatch):
    space = room(owner)
    monkeypatch.setattr(gathering, "MOST_MEMBERS", 2)

    with pytest.raises(Refused, match="members may be 2 at most"):
        gathering.add_person(space, by=owner, guest=teammate, now=MORNING)


def test_a_space_in_which_nothing_was_said_is_deleted(owner):
    assert not gathering.discard(room(owner), by=owner, now=MORNING)

    assert not SmartSpace.objects.exists()


def test_one_with_words_is_archived_silent_and_comes_back(owner, teammate):
    space = room(owner, teammate)
    say(space, owner)

    assert gathering.discard(space, by=owner, now=MORNING)

    with pytest.raises(Refused, match="space is archived; nothing more is said there"):
        say(space, owner)
    space.refresh_from_db()
    with pytest.raises(Refused, match="space is archived; take it back first"):
        gathering.add_agent(space, by=owner, agent=LivingFactory(owner=owner), now=MORNING)
    gathering.recover(space, by=owner)
    assert say(space, owner).seq == 2


def test_a_person_and_an_agent_have_one_space_alone(owner):
    agent = LivingFactory(owner=owner, name="Ada")
    room(owner, agents=[agent, LivingFactory(owner=owner)])

    first = meeting.with_agent(agent, user=owner, now=MORNING)
    second = meeting.with_agent(agent, user=owner, now=MORNING + timedelta(days=1))

    assert (first.pk, first.name) == (second.pk, "owner and Ada")
    assert first.memberships.count() == 2


def test_another_person_has_another_space_with_it(owner, teammate):
    shared = LivingFactory(owner=None)

    spaces = {meeting.with_agent(shared, user=who, now=MORNING).pk for who in (owner, teammate)}

    assert len(spaces) == 2


def test_nobody_talks_to_an_archived_agent(owner):
    agent = LivingFactory(owner=owner, archived_at=MORNING)

    with pytest.raises(Refused, match="agent must be one that thinks here"):
        meeting.with_agent(agent, user=owner, now=MORNING)


def test_use_puts_a_space_on_top(owner):
    space = room(owner)

    say(space, owner, now=MORNING + timedelta(hours=1))

    space.refresh_from_db()
    assert space.updated_at == MORNING + timedelta(hours=1)
    assert SmartSpaceMessage.objects.get().role == "user"
