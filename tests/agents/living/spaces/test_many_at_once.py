"""Many people, programs and tabs in one space at the same moment."""

from __future__ import annotations

import pytest

from agents.living.spaces import meeting, reading
from agents.models import SmartSpace, SmartSpaceMessage
from tests.agents.living.spaces.rooms import ask, room, say, seat
from tests.agents.test_two_imports import at_once
from tests.devcraft.visiting import signed_in
from tests.factories.agents import MORNING
from tests.factories.devcraft import UserFactory
from tests.factories.living import LivingFactory

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def test_twenty_posts_at_once_are_numbered_from_1_to_20(owner, teammate):
    space = room(owner, teammate)
    clients = [signed_in(owner if number % 2 else teammate) for number in range(20)]
    address = f"/spaces/{space.pk}/say/"

    answers = at_once(
        *(
            lambda number=number, client=client: (
                client.post(address, {"text": f"{number}", "token": f"t{number}"}).status_code
            )
            for number, client in enumerate(clients)
        )
    )

    assert answers == [302] * 20
    numbers = SmartSpaceMessage.objects.order_by("seq").values_list("seq", flat=True)
    assert list(numbers) == list(range(1, 21))
    assert SmartSpace.objects.get().last_seq == 20


def test_the_same_post_from_many_sides_is_one(owner):
    space = room(owner)
    clients = [signed_in(owner) for _ in range(5)]

    at_once(
        *(
            lambda client=client: client.post(
                f"/spaces/{space.pk}/say/", {"text": "Hello", "token": "t"}
            )
            for client in clients
        )
    )

    assert SmartSpaceMessage.objects.count() == 1


def test_marks_from_many_tabs_end_at_the_highest(owner, teammate):
    space = room(owner, teammate)
    for _ in range(6):
        say(space, teammate)
    found = seat(space, owner)

    at_once(*(lambda seq=seq: reading.move(found, seq) for seq in (3, 6, 1, 5, 2, 4)))

    assert seat(space, owner).last_seen_seq == 6


def test_several_clicks_open_one_space():
    user, agent = UserFactory(), LivingFactory()

    spaces = at_once(*[lambda: meeting.with_agent(agent, user=user, now=MORNING).pk] * 4)

    assert len(set(spaces)) == 1


def test_of_several_answers_one_counts(owner, teammate):
    question = ask(room(owner, teammate))
    clients = [signed_in(who) for who in (owner, teammate, owner, teammate)]
    typed = {"decision": "approved", "shown": question.args_digest}

    answers = at_once(
        *(
            lambda client=client: (
                client.post(f"/questions/{question.pk}/answer/", typed).status_code
            )
            for client in clients
        )
    )

    assert sorted(answers) == [302, 409, 409, 409]
