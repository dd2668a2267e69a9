"""SQLite's hidden row numbers are no way around the guards; MERGE and COPY are none either."""

from __future__ import annotations

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from runtime_memory.models import ChainEntry, Session
from tests.devcraft.guarded import sql
from tests.factories.runtime_memory import (
    ChainEntryFactory,
    ProposalFactory,
    SessionFactory,
    SkillFactory,
    WorkflowRunFactory,
    WorkflowStepFactory,
)
from tests.runtime_memory.lifting import without_guards

pytestmark = pytest.mark.django_db
CHAIN = ChainEntry._meta.db_table
FORGED_LINE = f"""\
INSERT OR REPLACE INTO {CHAIN} (rowid, seq, prev_hash, row_hash, at, kind, subject, body)
SELECT 1, seq + 1, row_hash, 'forged', at, kind, subject, body FROM {CHAIN} WHERE seq = 2"""
STOLEN_PLACE = """\
UPDATE OR REPLACE {0} SET {1}rowid = (SELECT MIN(rowid) FROM {0})
WHERE rowid = (SELECT MAX(rowid) FROM {0})"""
MERGED = """\
MERGE INTO {0} USING (SELECT MIN({1}) AS first FROM {0}) found ON {0}.{1} = found.first
WHEN MATCHED THEN DELETE"""
CHANGEABLE = {
    "sessions": SessionFactory,
    "workflow_runs": WorkflowRunFactory,
    "workflow_steps": WorkflowStepFactory,
    "skills_learned": SkillFactory,
    "skill_to_logic_proposals": ProposalFactory,
}
"""Tables whose rows may be updated, so that their places need a guard of their own."""
MEANWHILE = {"workflow_steps": "status = 'failed', finished_at = started_at, "}
"""What may change as well, where another guard would see that nothing does."""
FORGERIES = {
    "sqlite": [
        (ChainEntryFactory, FORGED_LINE, ()),
        *(
            (
                make,
                STOLEN_PLACE.format(table, MEANWHILE.get(table, "")),
                (f"{table}_place_no_update",),
            )
            for table, make in CHANGEABLE.items()
        ),
    ],
    "postgresql": [
        (ChainEntryFactory, MERGED.format(CHAIN, "seq"), ()),
        *((make, MERGED.format(table, "id"), ()) for table, make in CHANGEABLE.items()),
    ],
}[connection.vendor]
"""What makes a row, what pushes it off, and the one guard that refuses that, or all."""
each_forgery = pytest.mark.parametrize(
    ("make", "statement", "guards"), FORGERIES, ids=["line", *CHANGEABLE]
)


def keys(make):
    return list(make._meta.model.objects.order_by("pk").values_list("pk", flat=True))


def forge(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


@pytest.fixture(autouse=True)
def _plain_sqlite(db):
    """The second line of defence is a pragma that another program need not set."""
    if connection.vendor == "sqlite":
        sql("PRAGMA recursive_triggers = OFF")
        yield
        sql("PRAGMA recursive_triggers = ON")
    else:
        yield


@each_forgery
def test_a_row_cannot_be_pushed_off_its_place(make, statement, guards):
    make(), make()
    before = keys(make)

    with pytest.raises(IntegrityError, match="is append-only"):
        forge(statement)

    assert keys(make) == before


@each_forgery
def test_without_its_guards_it_is_pushed_off(make, statement, guards):
    make(), make()
    first = keys(make)[0]

    with without_guards(guards):
        forge(statement)

    assert (first in keys(make), len(keys(make))) in [(False, 2), (False, 1), (True, 1)]


def test_rows_still_find_places_of_their_own():
    ChainEntryFactory(), ChainEntryFactory()
    SessionFactory(), SessionFactory()

    assert (ChainEntry.objects.count(), Session.objects.count()) == (2, 2)


def copied(line):
    """Send LINE to the chain by PostgreSQL's COPY, by INSERT elsewhere."""
    columns = "seq, prev_hash, row_hash, at, kind, subject, body"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {CHAIN} ({columns}) FROM STDIN") as stream:
                stream.write_row(line)
        else:
            marks = ", ".join(["%s"] * len(line))
            cursor.execute(f"INSERT INTO {CHAIN} ({columns}) VALUES ({marks})", line)


@pytest.mark.parametrize("seq", [1, 3])
def test_no_line_is_copied_in_out_of_its_turn(seq):
    ChainEntryFactory()

    with pytest.raises((IntegrityError, psycopg.IntegrityError)):
        copied((seq, "x", "y", "2026-11-18T08:00:00.000Z", "k", "s/1", "{}"))

    assert ChainEntry.objects.count() == 1


def test_without_its_guards_a_line_is_copied_in():
    ChainEntryFactory()

    with without_guards():
        copied((3, "x", "y", "2026-11-18T08:00:00.000Z", "k", "s/1", "{}"))

    assert ChainEntry.objects.count() == 2
