"""Stored costs follow the price book only when somebody says so, and say what they were."""

from __future__ import annotations

from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from agents.models import BudgetNotice, PriceVersion, TotalKind, UsageEvent, UsageRevision
from agents.usage import reports, verifying
from tests.agents.facts import AT, fact, many, record
from tests.agents.logs import SONNET
from tests.factories.agents import PriceVersionFactory
from tests.factories.budgets import BudgetFactory
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db
DOUBLE = {"input": [[0, "6"]], "output": [[0, "30"]]}


def said(*args):
    out = StringIO()
    call_command("reprice", *args, stdout=out)
    return out.getvalue()


def spent(owner):
    return reports.all_time(owner, TotalKind.ALL, "")


def test_nothing_is_written_until_it_is_asked_for(owner):
    record(owner, *many(3), fact(request_id="p", message_id="p", provided_pico=7))
    assert said() == "Every stored cost is what the price book says.\n"
    PriceVersionFactory(model=SONNET, is_override=True, rates=DOUBLE)

    dry = said()

    assert f"anthropic {SONNET}: 4 requests, $0.01 → $0.03 (+$0.0135)" in dry
    assert "4 requests would change; --write keeps the new costs." in dry
    assert spent(owner).cost_pico == 3 * 4_500_000_000 + 7
    assert not UsageRevision.objects.exists()


def test_a_higher_price_is_held_against_budgets(owner):
    BudgetFactory(owner=owner, limit_pico=20 * 10**9)
    record(owner, *many(3))
    assert not BudgetNotice.objects.exists()
    PriceVersionFactory(model=SONNET, is_override=True, rates=DOUBLE)

    with time_machine.travel(AT):
        said("--write")

    assert BudgetNotice.objects.get().spent_pico == 27 * 10**9


def test_what_is_written_moves_totals_and_keeps_what_was(owner):
    record(owner, *many(3))
    version = PriceVersionFactory(model=SONNET, is_override=True, rates=DOUBLE)

    out = said("--write", "--user", "owner", "--model", SONNET, "--since", "2026-11-01")

    assert "Changed 3 requests; their revisions keep what was." in out
    assert spent(owner).cost_pico == 3 * 9_000_000_000
    assert list(verifying.differences(owner)) == []
    revision = UsageRevision.objects.first()
    assert revision.reason == "The price book was asked again."
    assert (revision.before["cost_pico"], revision.after["cost_pico"]) == (
        4_500_000_000,
        9_000_000_000,
    )
    assert set(UsageEvent.objects.values_list("price", flat=True)) == {version.pk}
    assert said("--write") == "Every stored cost is what the price book says.\n"


def test_a_new_version_with_the_same_rates_changes_no_request(owner):
    record(owner, fact())
    first = UsageEvent.objects.get().price_id
    old = PriceVersion.objects.get(pk=first)
    PriceVersionFactory(model=old.model, rates=old.rates, tier_mode=old.tier_mode)

    assert said("--write") == "Every stored cost is what the price book says.\n"
    assert UsageEvent.objects.get().price_id == first


def test_only_what_is_named_is_priced_again(owner):
    other = UserFactory()
    record(owner, fact(), fact(request_id="x", message_id="x", model="mystery-9"))
    record(other, fact())
    PriceVersionFactory(model=SONNET, is_override=True, rates=DOUBLE)
    PriceVersionFactory(model="mystery-9", rates=DOUBLE)

    out = said("--unknown", "--user", "owner")

    assert "mystery-9: 1 requests, $0 → $0.009 (+$0.009), 1 of unknown cost become known" in out
    assert SONNET not in out


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01"])
def test_a_day_that_is_none_is_refused(since):
    with pytest.raises(CommandError, match="--since must be a day"):
        said("--since", since)
