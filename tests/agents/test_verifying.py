from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from agents.models import Run, TokenBurn, TotalKind, UsageEvent, UsageTotal
from agents.usage import linking, verifying
from tests.agents.logs import NOW, bring_in
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
ONE_MORE = F("requests") + 1


def verify(**options):
    said, complaint, status = StringIO(), StringIO(), 0
    try:
        call_command("verify_usage", stdout=said, stderr=complaint, **options)
    except SystemExit as end:
        status = end.code
    return status, said.getvalue(), complaint.getvalue()


@pytest.fixture(autouse=True)
def filled(owner, samples):
    bring_in(owner, samples)
    mission = MissionFactory(owner=owner)
    linking.link(owner=owner, subject="session", name="sess-blk", mission=mission, now=NOW)


def test_an_untouched_ledger_agrees(owner):
    assert verify() == (0, "Totals, token burn and runs agree with their requests.\n", "")
    assert verify(user="owner")[0] == 0


@pytest.mark.parametrize("kind", TotalKind.values)
def test_a_total_that_was_tampered_with_is_named(kind, owner):
    UsageTotal.objects.filter(kind=kind).update(requests=ONE_MORE)
    if kind == "assumed":
        UsageTotal.objects.create(owner=owner, kind=kind, subject="1", slot="x", requests=1)

    status, _, complaint = verify()

    assert status == 1
    assert complaint.startswith(f"{TotalKind(kind).label} total")
    assert "stored (" in complaint


@pytest.mark.parametrize("figure", ["cost_pico", "output_tokens", "unpriced", "reasoning_tokens"])
def test_every_figure_of_a_total_is_looked_at(figure):
    total = UsageTotal.objects.filter(kind="all").first()
    UsageTotal.objects.filter(pk=total.pk).update(**{figure: F(figure) + 1})

    assert total.slot in next(verifying.differences())


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda: TokenBurn.objects.update(requests=ONE_MORE), "token burn 2026-03-01T10"),
        (lambda: TokenBurn.objects.all().delete(), "token burn 2026-03-01T10"),
        (lambda: Run.objects.update(step_count=99), "Run "),
        (lambda: Run.objects.update(prompt_tokens=99), "Run "),
        (lambda: Run.objects.update(completion_tokens=99), "Run "),
        (lambda: UsageTotal.objects.all().delete(), "Everything total"),
        (lambda: UsageEvent.objects.filter(message_id="m1").delete(), "Everything total"),
        (lambda: UsageEvent.objects.update(cost_pico=1, cost_source="book"), "Everything total"),
        (lambda: UsageEvent.objects.update(project="-x"), "Project total"),
        (lambda: UsageEvent.objects.update(mission=None, rank=0), "Mission total"),
    ],
)
def test_whatever_does_not_agree_is_named(spoil, named):
    spoil()

    status, said, complaint = verify()

    assert (status, said) == (1, "")
    assert complaint.startswith(named)


def test_a_slot_that_does_not_fit_its_time_is_named():
    event = UsageEvent.objects.get(message_id="m1")
    UsageEvent.objects.filter(pk=event.pk).update(slot="2026-03-01T10:30")

    assert next(verifying.differences()).startswith("Everything total")


def test_one_persons_ledger_may_be_looked_at_alone(stranger):
    UsageTotal.objects.update(requests=ONE_MORE)

    assert verify(user="stranger")[0] == 0
    assert verify(user="owner")[0] == 1


def test_nobody_is_verified_for_a_name_that_is_unknown():
    with pytest.raises(CommandError, match="User 'nobody' does not exist"):
        verify(user="nobody")
