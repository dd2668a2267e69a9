"""The price book and the revisions refuse every road by which a row could be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction
from django.db.models import ProtectedError

from agents.models import PriceVersion, UsageRevision
from tests.devcraft.guarded import ROADS, Table
from tests.devcraft.test_append_only import named, stored
from tests.factories.agents import PriceVersionFactory, UsageRevisionFactory

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Guarded(Table):
    """A table whose rows the factories make."""

    FACTORIES: ClassVar = {PriceVersion: PriceVersionFactory, UsageRevision: UsageRevisionFactory}

    def make(self):
        return self.FACTORIES[self.model]()


GUARDED = (
    Guarded(PriceVersion, "source", "forged", (), {}),
    Guarded(UsageRevision, "reason", "forged", (), {}),
)
NEED_A_UNIQUE_KEY = {"replace_by_unique_key", "replace_without_recursive_triggers"}
REFUSALS = (IntegrityError, NotSupportedError)
SAID = "is append-only|cannot truncate a table referenced"
HERE = [road for road in ROADS[connection.vendor] if road.__name__ not in NEED_A_UNIQUE_KEY]


@pytest.mark.parametrize("road", HERE, ids=named(HERE))
@pytest.mark.parametrize("table", GUARDED, ids=named(GUARDED))
def test_a_written_line_cannot_be_changed_by(road, table):
    row = table.make()
    before = stored(table)

    with pytest.raises(REFUSALS, match=SAID), transaction.atomic():
        road(table, row)

    assert stored(table) == before


@pytest.mark.parametrize("table", GUARDED, ids=named(GUARDED))
def test_a_new_line_is_welcome(table):
    table.make()
    table.make()

    assert len(stored(table)) == 2


def test_a_request_that_was_revised_stays():
    revision = UsageRevisionFactory()

    with pytest.raises(ProtectedError):
        revision.event.delete()

    assert UsageRevision.objects.count() == 1
