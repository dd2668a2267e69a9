"""The index follows its rows: what is erased leaves it, what is there enters it."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from devcraft import triggers
from devcraft.models import User
from runtime_memory.store import RuntimeMemoryStore as store
from tests.devcraft.guarded import sql
from tests.factories.runtime_memory import (
    MORNING,
    SessionFactory,
    SkillFactory,
    TaskEventFactory,
    TurnFactory,
    WorkflowRunFactory,
)
from tests.runtime_memory.lifting import without_guards
from tests.runtime_memory.test_finding import keys
from tests.runtime_memory.tom_files import SAMPLE, run

pytestmark = pytest.mark.django_db
SECRET = "zyxwvsecret"
INDEXES = ("turn", "event", "skill")
TABLES = {"turn": "conversation_turns", "event": "task_events", "skill": "skills_learned"}


def rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def vocabulary(index):
    """Every word of an index."""
    if connection.vendor == "postgresql":
        words = f"SELECT words FROM runtime_memory_{index}_places"
        return {word for (word,) in rows(f"SELECT word FROM ts_stat('{words}')")}
    name = f"runtime_memory_{index}_words"
    sql(f"CREATE VIRTUAL TABLE temp.told_{index} USING fts5vocab(main, {name}, row)")
    found = {word for (word,) in rows(f"SELECT term FROM temp.told_{index}")}
    sql(f"DROP TABLE temp.told_{index}")
    return found


def places(index):
    return rows(f"SELECT count(*) FROM runtime_memory_{index}_places")[0][0]


def holding(text):
    """The tables behind the indexes in which TEXT stands, to the byte."""
    if connection.vendor == "postgresql":
        return [index for index in INDEXES if any(text in word for word in vocabulary(index))]
    return [
        f"{index} {part}"
        for index in INDEXES
        for part, column in (("data", "block"), ("idx", "term"))
        for (value,) in rows(f"SELECT {column} FROM runtime_memory_{index}_words_{part}")
        if text.encode() in bytes(value)
    ]


def remembered(owner, said):
    session = SessionFactory(owner=owner)
    run = WorkflowRunFactory(owner=owner, session=session)
    for number in range(30):
        TurnFactory(session=session, content=f"{said} number{number} {said}{number} café")
        TaskEventFactory(workflow_run=run, message="plain", payload_json=f'{{"a":"{said}"}}')
    return session


def test_an_erased_session_leaves_no_word_behind(owner):
    session = remembered(owner, SECRET)
    other = remembered(owner, "plainly")
    assert (len(keys(owner, SECRET)), len(keys(owner, SECRET, "events"))) == (20, 20)
    assert holding(SECRET[:6])

    store.erase_session(session_id=session.pk, by=owner, now=MORNING)

    assert (keys(owner, SECRET), keys(owner, SECRET, "events")) == ([], [])
    assert [index for index in INDEXES if SECRET in " ".join(vocabulary(index))] == []
    assert holding(SECRET[:6]) == []
    assert (places("turn"), places("event")) == (30, 30)
    assert len(keys(owner, "plainly")) == 20
    assert {"plainly", "number7", "cafe"} <= vocabulary("turn")
    assert other.turns.count() == 30


def test_without_its_rows_an_index_is_as_before(owner):
    before = held()
    session = remembered(owner, SECRET)
    assert held() != before

    store.erase_session(session_id=session.pk, by=owner, now=MORNING)

    assert held() == before


def held():
    """How many places each index has and which words; tests that lift guards may leave some."""
    return [(places(index), vocabulary(index)) for index in INDEXES]


def test_imported_evidence_is_found_by_who_imported_it(stranger):
    run(SAMPLE)
    owner = User.objects.get(username="local-user")

    assert len(keys(owner, '"ssh hardening"')) == 2
    assert len(keys(owner, '"final gate" create_proposal', "events")) == 3
    assert len(keys(owner, "backup.restore-drill", "skills")) == 1
    assert [keys(stranger, "gate", kind) for kind in ("turns", "events", "skills")] == [[]] * 3


def test_an_act_that_fails_leaves_no_word(owner):
    session = SessionFactory(owner=owner)
    with pytest.raises(Exception, match="role"):
        store.append_turn(session_id=session.pk, role="nobody", content=SECRET, now=MORNING)

    assert holding(SECRET[:6]) == []


def test_what_was_changed_past_the_guards_is_found_as_it_stands(owner):
    turn = TurnFactory(session__owner=owner, content=f"{SECRET} before")
    event = TaskEventFactory(workflow_run__owner=owner, payload_json=f'{{"a":"{SECRET}"}}')
    skill = SkillFactory(owner=owner, description=SECRET)
    guards = [one.name for one in triggers.expected(connection) if "_search_" not in one.name]

    with without_guards(guards):
        type(turn).objects.filter(pk=turn.pk).update(content="after")
        type(event).objects.filter(pk=event.pk).update(payload_json='{"a":"after"}')
        type(skill).objects.filter(pk=skill.pk).update(skill_key="after", description="x")

    assert (keys(owner, "after"), keys(owner, SECRET)) == ([turn.pk], [])
    assert keys(owner, "after", "events") == [event.pk]
    assert keys(owner, "after", "skills") == [skill.pk]
    assert holding(SECRET[:6]) == []


@pytest.mark.parametrize("index", INDEXES)
def test_without_its_trigger_an_index_misses_what_comes_and_keeps_what_goes(owner, index):
    names = {
        f"{TABLES[index]}_search_{verb}" for verb in ("insert", "update", "delete", "truncate")
    }
    kept = {one.name for one in triggers.expected(connection) if one.name in names}
    with without_guards(names):
        absent = {trigger.name for trigger in triggers.missing(connection)}
        remembered(owner, SECRET)
        SkillFactory(owner=owner, description=SECRET)

    assert absent == kept
    assert len(kept) == {"sqlite": 3, "postgresql": 4}[connection.vendor]
    assert places(index) == 0
    assert triggers.missing(connection) == []


@pytest.mark.parametrize("index", INDEXES)
def test_a_table_that_is_emptied_empties_its_index(owner, index):
    remembered(owner, SECRET)
    SkillFactory(owner=owner, description=SECRET)
    guards = [one.name for one in triggers.expected(connection) if "_search_" not in one.name]

    with without_guards(guards):
        empty = {"sqlite": "DELETE FROM {}", "postgresql": "TRUNCATE {} CASCADE"}
        sql(empty[connection.vendor].format(TABLES[index]))

    assert places(index) == 0


@pytest.mark.django_db(transaction=True)
def test_migrating_indexes_what_was_there_before(owner):
    call_command("migrate", "runtime_memory", "0002", verbosity=0)
    session = remembered(owner, SECRET)
    evidence = TurnFactory(session__owner=owner, session__imported=True, imported=True)
    SkillFactory(owner=owner, description=SECRET)

    call_command("migrate", verbosity=0)

    newest = session.turns.order_by("-turn_index").values_list("pk", flat=True)
    assert keys(owner, SECRET) == list(newest[:20])
    assert keys(owner, "decide") == [evidence.pk]
    assert (len(keys(owner, SECRET, "events")), len(keys(owner, SECRET, "skills"))) == (20, 1)
    assert triggers.missing(connection) == []
