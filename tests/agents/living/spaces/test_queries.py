"""What a chat asks the database is led by an index, however much was said before."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from agents.living.spaces import asking, conversation, listing, reading
from agents.models import SmartSpaceMessage
from tests.agents.living.spaces.rooms import ask, room

pytestmark = pytest.mark.django_db
MANY = 3_000
WHOLE = {"postgresql": "Seq Scan on ", "sqlite": "SCAN "}


@pytest.fixture
def space(owner, teammate):
    """A space in which much was said, beside one in which as much was."""
    spaces = [room(owner, teammate) for _ in range(2)]
    for space in spaces:
        entity = space.agent.entity
        SmartSpaceMessage.objects.bulk_create(
            SmartSpaceMessage(
                smart_space=space, entity=entity, role="assistant", content="x", seq=seq
            )
            for seq in range(1, MANY + 1)
        )
        type(space).objects.filter(pk=space.pk).update(last_seq=MANY)
    ask(spaces[0])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return spaces[0]


def scans(rows):
    """The steps of the plan for ROWS that read the whole of a large table."""
    plan = rows.explain().splitlines()
    return [
        step
        for step in plan
        if WHOLE[connection.vendor] in step and "message" in step and "USING" not in step
    ]


def test_a_stretch_is_read_from_its_end(space):
    said = conversation.said_in(space.pk)

    assert scans(said.order_by("-seq")[:51]) == []
    assert scans(said.filter(seq__lt=900).order_by("-seq")[:51]) == []
    assert scans(said.filter(seq__gte=MANY - 1).order_by("seq")[:201]) == []
    assert scans(said.filter(seq__in=[5, 6]).order_by("seq")) == []


def test_the_last_messages_of_the_list_are_found_by_their_numbers(space, owner):
    (card,) = [card for card in listing.cards([space]) if card.space == space]

    assert card.last.seq == MANY
    assert reading.unread_of(owner) == 2 * MANY


def test_questions_of_a_space_are_found_by_it(space):
    now = timezone.now()

    assert len(asking.open_in(space.pk, now=now)) == 1
    assert asking.settled_in(space.pk, since=None, until=None, now=now) == []
    plan = asking.questions().filter(smart_space=space.pk).order_by("created_at").explain()
    assert "pending_tool_calls_" in plan or connection.vendor == "postgresql"
