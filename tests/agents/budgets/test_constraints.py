"""Every named rule of the tables of budgets is broken once, past any form."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from agents.models.budgets import MOST_DOLLARS
from agents.models.usage import PICO
from tests.factories.budgets import BudgetFactory, NoticeFactory
from tests.factories.living import LivingFactory
from tests.factories.missions import MissionFactory
from tests.test_constraints import label, message

pytestmark = pytest.mark.django_db
for_agent = partial(BudgetFactory, for_agent=True)
for_mission = partial(BudgetFactory, for_mission=True)
for_source = partial(BudgetFactory, about="source", subject="own")

UPDATES = [
    ("budgets_period_known", BudgetFactory, {"period": "year"}),
    ("budgets_at_limit_known", BudgetFactory, {"at_limit": "shout"}),
    ("budgets_about_known", BudgetFactory, {"about": "weather"}),
    ("budgets_about_one_thing", BudgetFactory, {"subject": "own"}),
    ("budgets_about_one_thing", for_source, {"subject": ""}),
    ("budgets_about_one_thing", for_agent, {"subject": ""}),
    ("budgets_about_one_thing", for_agent, {"agent": None}),
    ("budgets_about_one_thing", for_mission, {"mission": None}),
    ("budgets_limit_in_range", BudgetFactory, {"limit_pico": 0}),
    ("budgets_limit_in_range", BudgetFactory, {"limit_pico": MOST_DOLLARS * PICO + 1}),
    ("budgets_warn_share_in_range", BudgetFactory, {"warn_share": 0}),
    ("budgets_warn_share_in_range", BudgetFactory, {"warn_share": 101}),
    ("budget_notices_kind_known", NoticeFactory, {"kind": "dreamt"}),
]
TWICE = [
    ("budgets_one_open_of_a_kind", BudgetFactory, ["owner", "about", "subject", "period"]),
    ("budget_notices_said_once", NoticeFactory, ["budget", "starts_on", "kind", "threshold_pico"]),
]


@pytest.mark.parametrize(("name", "make", "fields"), UPDATES, ids=label)
def test_an_update_cannot_break(name, make, fields):
    row = make()

    with pytest.raises(IntegrityError, match=message(name)), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize(("name", "make", "columns"), TWICE, ids=label)
def test_a_second_row_cannot_take_the_place_of(name, make, columns):
    first = make()
    same = {column: getattr(first, column) for column in columns}

    with pytest.raises(IntegrityError, match=message(name, columns)), transaction.atomic():
        make(**same)


def test_a_budget_is_about_one_thing_only():
    """budgets_about_one_thing, for two at once."""
    both = {"agent": LivingFactory(), "mission": MissionFactory(), "subject": "x"}

    for about in ("all", "agent", "mission", "source"):
        with pytest.raises(IntegrityError, match="budgets_about_one_thing"), transaction.atomic():
            BudgetFactory(about=about, **both)


def test_a_budget_that_ended_and_one_for_another_period_are_welcome():
    first = BudgetFactory()
    BudgetFactory(owner=first.owner, period="week")
    ended = BudgetFactory(owner=first.owner, period="month")
    type(ended).objects.filter(pk=ended.pk).update(ended_at=ended.created_at)

    assert BudgetFactory(owner=first.owner, period="month", warn_share=100).pk
