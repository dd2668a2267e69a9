"""Lists hold what one owns and what is shared, in one order, each row on one page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict

from devcraft import keyset
from runtime_memory import listing
from runtime_memory.models import Session, Skill, WorkflowRun
from tests.factories.runtime_memory import (
    MORNING,
    SessionFactory,
    SkillFactory,
    WorkflowRunFactory,
)

pytestmark = pytest.mark.django_db
KINDS = {
    Session: (SessionFactory, "started_at"),
    WorkflowRun: (WorkflowRunFactory, "started_at"),
    Skill: (SkillFactory, "learned_at"),
}


def page(model, user, address="", size=4):
    order = keyset.Order(KINDS[model][1])
    wish = listing.Wish(())
    query = QueryDict(address)
    return listing.page_of(model.objects, user, query, wish, inside=(), order=order, size=size)


@pytest.mark.parametrize("model", KINDS)
def test_own_and_shared_rows_come_in_one_order_each_once(owner, stranger, model):
    make, field = KINDS[model]
    rows = [
        make(owner=who, **{field: MORNING + timedelta(days=number // 4)})
        for number, who in enumerate([owner, None, stranger] * 7)
    ]
    expected = [row.pk for row in rows if row.owner != stranger]

    found, one = [], page(model, owner)
    while True:
        found += [(getattr(row, field), row.pk) for row in one.rows]
        if not one.older:
            break
        one = page(model, owner, f"after={one.older}")

    assert found == sorted(found, reverse=True)
    assert sorted(key for _, key in found) == sorted(expected)


@pytest.mark.parametrize("model", KINDS)
def test_a_list_is_read_along_an_index_and_sorts_nothing(owner, model):
    field = KINDS[model][1]
    rows = model.objects.filter(owner=owner).order_by(f"-{field}", "-id")[:51]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

    plan = rows.explain()

    assert "_by_owner" in plan
    assert ("TEMP B-TREE" in plan, "Sort" in plan) == (False, False)
