from __future__ import annotations

from contextlib import contextmanager, suppress

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from devcraft import triggers
from tests.devcraft.guarded import GUARDED, ROADS, UNGUARDED, sql

pytestmark = pytest.mark.django_db
HERE = ROADS[connection.vendor]


def named(things):
    return [getattr(thing, "__name__", None) or thing.name for thing in things]


def stored(table):
    return list(table.model.objects.order_by("pk").values())


@pytest.mark.parametrize("road", HERE, ids=named(HERE))
@pytest.mark.parametrize("table", GUARDED, ids=named(GUARDED))
def test_a_written_line_cannot_be_changed_by(road, table):
    row = table.make()
    before = stored(table)

    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        road(table, row)

    assert stored(table) == before


@pytest.mark.parametrize("road", HERE, ids=named(HERE))
def test_the_same_road_works_where_no_guard_stands(road):
    row = UNGUARDED.make()
    before = stored(UNGUARDED)

    with triggers_lifted(), transaction.atomic():
        road(UNGUARDED, row)

    assert stored(UNGUARDED) != before


@contextmanager
def triggers_lifted():
    """TRUNCATE … CASCADE reaches guarded tables too; here only the unguarded one matters."""
    for trigger in triggers.expected(connection):
        sql(triggers.drop_sql(trigger, connection.vendor))
    yield
    triggers.restore(connection)


@pytest.mark.parametrize("table", GUARDED, ids=named(GUARDED))
def test_a_new_line_is_welcome(table):
    table.make()
    table.make()

    assert len(stored(table)) == 2


@pytest.mark.parametrize("table", GUARDED, ids=named(GUARDED))
def test_a_line_keeps_what_it_speaks_of(table):
    row = table.make()
    parent = getattr(row, table.unique[0].removesuffix("_id"))

    with pytest.raises(ProtectedError):
        parent.delete()

    assert len(stored(table)) == 1


@pytest.mark.parametrize("table", GUARDED, ids=named(GUARDED))
def test_conflicts_that_are_ignored_leave_the_first_line(table):
    row = table.make()
    before = stored(table)
    setattr(row, table.field, table.forged)

    with suppress(IntegrityError), transaction.atomic():
        table.model.objects.bulk_create([row], ignore_conflicts=True)

    assert stored(table) == before
