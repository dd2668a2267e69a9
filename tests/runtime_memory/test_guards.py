"""Every trigger that is more than append-only: what it refuses, past the store."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from devcraft import triggers
from runtime_memory.models import ChainEntry, Proposal, Session, Skill, TaskEvent, Turn
from tests.factories.runtime_memory import (
    MORNING,
    ErasureFactory,
    SessionFactory,
    SkillFactory,
    TaskEventFactory,
    TurnFactory,
    validated,
)
from tests.runtime_memory.guard_cases import BESIDE, CASES, change
from tests.runtime_memory.lifting import without_guards

pytestmark = pytest.mark.django_db
PLAIN = ("_no_update", "_no_delete", "_no_replace", "_no_truncate", "_no_change")


def guards():
    return {
        one.name: one
        for one in triggers.expected(connection)
        if not one.name.endswith(PLAIN)
        and "_search_" not in one.name  # they refuse nothing: test_search_index
        and (one.table.startswith("runtime_memory") or one.table in TABLES)
    }


TABLES = {
    *("sessions", "conversation_turns", "workflow_runs", "workflow_steps", "task_events"),
    *("skills_learned", "skill_to_logic_proposals", "validation_results", "approvals"),
    *("deploy_outcomes", "behavior_profiles", "personality_profiles"),
}


def words(trigger):
    """What it says, out of its text."""
    before = "RAISE(ABORT, '" if connection.vendor == "sqlite" else "RAISE EXCEPTION '"
    return trigger.create.partition(before)[2].partition("'")[0]


@pytest.mark.parametrize(("name", "act"), CASES, ids=lambda one: one if type(one) is str else "")
def test_the_database_refuses(name, act):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()

    same_table = [words(one) for one in guards().values() if one.table == guards()[name].table]
    assert str(refusal.value).splitlines()[0] in same_table


@pytest.mark.parametrize(("name", "act"), CASES, ids=lambda one: one if type(one) is str else "")
def test_without_that_guard_it_would_go_through(name, act):
    made = [act.make()] if hasattr(act, "make") else []
    with without_guards((name, *BESIDE.get(name, ()))):
        getattr(act, "act", act)(*made)

    assert triggers.missing(connection) == []


def test_every_guard_is_named_by_a_case_that_breaks_it():
    assert guards().keys() - {name for name, _ in CASES} == set()


def test_a_gap_is_refused_row_by_row():
    session = SessionFactory()
    turns = [TurnFactory.build(session=session, turn_index=n) for n in (0, 1, 2)]

    Turn.objects.bulk_create(turns)

    gapped = [TurnFactory.build(session=session, turn_index=n) for n in (3, 5)]
    with pytest.raises(IntegrityError, match="must be the next from 0"), transaction.atomic():
        Turn.objects.bulk_create(gapped)
    assert Turn.objects.count() == 3


def test_only_a_tombstone_opens_the_way():
    event = TaskEventFactory(workflow_run__session=SessionFactory())
    session = event.workflow_run.session
    ErasureFactory(session_id=session.pk)

    for row in (event, event.workflow_run, session):
        row.delete()

    assert (TaskEvent.objects.count(), Session.objects.count()) == (0, 0)


def test_what_may_change_does():
    skill, session = SkillFactory(), SessionFactory()

    change(skill, state="deprecated")
    change(session, status="completed", ended_at=MORNING)
    change(validated(), proposal_json="{}", content_digest="4" * 64)

    assert Skill.objects.get(pk=skill.pk).state == "deprecated"
    assert Session.objects.get().status == "completed"
    assert Proposal.objects.get().status == "validated"
    assert ChainEntry.objects.filter(kind="proposal.validated").exists()
