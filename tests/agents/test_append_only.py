"""What is written once refuses every road by which a row could be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction
from django.db.models import ProtectedError

from agents.models import AgentChange, AgentConfig, PriceVersion, UsageRevision
from tests.devcraft.guarded import ROADS, Table
from tests.devcraft.test_append_only import named, stored
from tests.factories.agents import MORNING, PriceVersionFactory, UsageRevisionFactory
from tests.factories.living import AgentChangeFactory, AgentConfigFactory

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Guarded(Table):
    """A table whose rows the factories make."""

    FACTORIES: ClassVar = {
        AgentChange: AgentChangeFactory,
        AgentConfig: AgentConfigFactory,
        PriceVersion: PriceVersionFactory,
        UsageRevision: UsageRevisionFactory,
    }

    def make(self):
        return self.FACTORIES[self.model]()


GUARDED = (
    Guarded(PriceVersion, "source", "forged", (), {}),
    Guarded(UsageRevision, "reason", "forged", (), {}),
    Guarded(AgentChange, "words", "forged", (), {}),
    Guarded(AgentConfig, "digest", "forged", (), {}),
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


@pytest.mark.parametrize("make", [AgentChangeFactory, AgentConfigFactory])
def test_the_past_of_an_agent_goes_with_it_once_it_is_archived(make):
    row = make()
    row.agent.archived_at = MORNING
    row.agent.save()

    row.agent.entity.delete()
    row.agent.delete()

    assert not type(row).objects.exists()


def test_a_version_has_a_number_of_its_own():
    """agent_configs_numbered_once; on SQLite the guard against replacing speaks first."""
    first = AgentConfigFactory()

    with pytest.raises(IntegrityError, match=r"append-only|numbered_once"), transaction.atomic():
        AgentConfigFactory(agent=first.agent, number=1)

    assert AgentConfig.objects.count() == 1


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("agent_changes_kind_known", {"kind": "rumoured"}),
        ("agent_changes_subject_known", {"subject": "weather"}),
        ("agent_configs_number_from_one", {"number": 0}),
    ],
)
def test_a_line_cannot_be_written_against(rule, wrong):
    make = AgentConfigFactory if "number" in wrong else AgentChangeFactory

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        make(**wrong)
