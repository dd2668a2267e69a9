"""A ledger of before gets the sums that are kept now."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from agents.models import UsageTotal
from agents.usage import verifying
from tests.agents.facts import fact, record

pytestmark = pytest.mark.django_db
LATER = import_module("agents.migrations.0031_totals_by_provider_and_branch")


def test_sums_by_provider_branch_and_actor_are_made_of_what_is_there(owner):
    record(owner, fact(), fact(request_id="r2", message_id="m2", branch="", model="mystery-9"))
    stored = set(UsageTotal.objects.values_list("kind", "subject", "requests", "cost_pico"))

    with connection.cursor() as cursor:  # its editor but executes
        LATER.take_away(apps, cursor)
        assert list(verifying.differences(owner))
        LATER.add(apps, cursor)

    assert list(verifying.differences(owner)) == []
    assert {("branch", "-p\nmain", 1, 4_500_000_000), ("branch", "", 1, 0)} <= stored
