"""What is done once per token is found by the index of tokens, however much was done before.

The index leaves out rows without a token, so each query says that it wants none of those.
"""

from __future__ import annotations

import pytest
from django.db import connection

from agents.living import speaking
from missions import acts, editing, journaling
from missions.api import once
from missions.journaling import Said
from missions.models import TimerAct
from tests.factories import living
from tests.factories.missions import MORNING, JournalFactory, MissionFactory, TimerActFactory

pytestmark = pytest.mark.django_db


def written(owner):
    said = Said("A day.", MORNING.date())
    journaling.write(owner=owner, said=said, worlds={}, now=MORNING, token="t")


def said(owner):
    seat = living.MembershipFactory()
    speaking.say(
        space_id=seat.smart_space_id, entity=seat.entity, text="Hello", key="t", now=MORNING
    )


def called(owner):
    call = once.Call(owner, "key", "start", {})
    once.perform(call, TimerAct.objects.all(), "token", lambda token: None)


CASES = {
    "timeract_token_used_once": lambda owner: acts.replayed(owner, "t"),
    "timeract_token_used_once ": called,
    "mission_created_once_per_token": lambda owner: editing.create(
        owner=owner, name="Once", now=MORNING, token="t"
    ),
    "journal_written_once_per_token": written,
    "smart_space_messages_said_once": said,
}


BEFORE = 60


def crowd(owner):
    """What OWNER did before; a database that has counted few rows walks them by any index."""
    mission = MissionFactory(owner=owner)
    MissionFactory.create_batch(BEFORE, owner=owner)
    TimerActFactory.create_batch(BEFORE, mission=mission)
    JournalFactory.create_batch(BEFORE, owner=owner)
    space = living.SmartSpaceFactory(owner=owner)
    living.MessageFactory.create_batch(BEFORE, smart_space=space)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@pytest.mark.parametrize(("index", "act"), CASES.items())
def test_a_token_is_found_by_its_index(owner, index, act):
    crowd(owner)
    looked = []

    def note(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            looked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act(owner)

    assert index.strip() in " ".join(plan for sql, params in looked for plan in plans(sql, params))


def plans(sql, params):
    """How the database would go about it; PostgreSQL as if the table were large."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'' if is_postgresql else 'QUERY PLAN '}{sql}", params)
        return [str(row) for row in cursor.fetchall()]
