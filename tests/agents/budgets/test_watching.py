"""What is said when a budget is close or spent: once, in the bell, by mail and in the chain."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from agents.models import Budget, BudgetNotice, UsageEvent
from agents.usage import words
from agents.usage.budgets import keeping, standing
from devcraft import triggers
from devcraft.refusing import Refused
from runtime_memory import verifying
from runtime_memory.models import ChainEntry
from tests.agents.budgets.spending import DOLLAR, budget, want
from tests.agents.facts import AT, fact, record
from tests.agents.logs import NOW
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
CENT = DOLLAR // 100


def spend(owner, cents, number=0, *, at=AT, **changes):
    """One request that cost CENTS, as its log says."""
    told = fact(message_id=f"m{number}", request_id=f"r{number}", at=at, **changes)
    record(owner, told._replace(provided_pico=cents and cents * CENT))


def kinds(**conditions):
    found = BudgetNotice.objects.filter(**conditions).order_by("id")
    return list(found.values_list("kind", flat=True))


@pytest.fixture
def mailed(owner, django_capture_on_commit_callbacks, mailoutbox):
    owner.email = "ada@example.org"
    owner.save()

    def spend_and_commit(*args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            spend(owner, *args, **kwargs)
        return [mail.subject for mail in mailoutbox]

    return spend_and_commit


def test_it_is_said_once_that_a_budget_is_close_and_once_that_it_is_spent(owner, mailed):
    budget(owner, 1, now=NOW)

    assert mailed(79, 1) == []
    assert mailed(1, 2) == ["Devcraft: The budget of $1.00 a day for everything is 80 % spent"]
    assert len(mailed(5, 3)) == 1
    assert mailed(15, 4)[1:] == ["Devcraft: The budget of $1.00 a day for everything is spent"]
    assert len(mailed(300, 5)) == 2

    assert kinds() == ["warned", "spent"]
    assert set(BudgetNotice.objects.values_list("mail", flat=True)) == {"sent"}
    lines = ChainEntry.objects.order_by("seq").values_list("kind", flat=True)
    assert list(lines) == ["budget.set", "budget.warned", "budget.spent"]
    assert verifying.verify().findings == []


def test_the_words_name_the_sum_and_what_is_not_counted(owner, mailed):
    budget(owner, 1, now=NOW)
    mailed(None, 1, model="mystery-model-9")

    mailed(90, 2)

    words = "The budget of $1.00 a day for everything is 90 % spent: $0.90 so far."
    assert BudgetNotice.objects.get().words == (
        f"{words} 1 request of unknown cost is not counted."
    )


def test_a_raised_budget_that_is_reached_again_is_said_again(owner, mailed):
    held = budget(owner, 1, now=NOW)
    mailed(100, 1)
    keeping.change(held, want(2), now=NOW)
    mailed(100, 2)

    assert kinds() == ["spent", "spent"]


def test_what_lies_in_another_period_is_not_counted(owner):
    budget(owner, 1, now=NOW)
    week = budget(owner, 1, period="week", now=NOW)
    budget(owner, 1, period="month", warn_share=100, now=NOW)

    spend(owner, 500, 1, at=AT - timedelta(days=40))
    assert kinds() == []
    spend(owner, 90, 2, at=AT - timedelta(days=1))
    assert kinds() == kinds(budget=week) == ["warned"]
    found = {one.budget.period: one.spent_pico for one in standing.of(owner, now=NOW)}
    assert found == {"day": 0, "week": 90 * CENT, "month": 90 * CENT}


def test_a_mail_that_fails_stops_nothing_and_is_written_down(owner, mailed, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    budget(owner, 1, now=NOW)

    mailed(100, 1)

    assert UsageEvent.objects.count() == 1
    assert BudgetNotice.objects.get().mail.startswith("not sent: ConnectionRefusedError")
    assert "could not be mailed" in caplog.text


def test_without_an_address_it_stands_in_the_bell_alone(
    owner, mailoutbox, django_capture_on_commit_callbacks
):
    budget(owner, 1, now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        spend(owner, 100)

    assert mailoutbox == []
    assert BudgetNotice.objects.get().mail == "not sent: your account has no e-mail address"


def test_without_guards_the_ledger_goes_on_and_it_is_said_later(owner):
    budget(owner, 1, now=NOW)
    trigger = next(iter(triggers.expected(connection, app="runtime_memory")))
    with connection.cursor() as cursor:
        cursor.execute(triggers.drop_sql(trigger, connection.vendor))

    spend(owner, 100, 1)
    assert (UsageEvent.objects.count(), kinds()) == (1, [])

    with connection.cursor() as cursor:
        cursor.execute(trigger.create)
    spend(owner, 1, 2)
    assert kinds() == ["spent"]


def test_every_change_of_a_budget_is_a_line(owner):
    held = budget(owner, 5, now=NOW)
    assert keeping.change(held, want(5), now=NOW) is False
    keeping.change(held, want(7, at_limit="warn"), now=NOW)
    keeping.end(held, now=NOW)
    with pytest.raises(Refused, match="has ended meanwhile"):
        keeping.change(held, want(9), now=NOW)
    keeping.renew(held, now=NOW)
    with pytest.raises(Refused, match="is set already"):
        budget(owner, 3, now=NOW)

    lines = ChainEntry.objects.order_by("seq")
    assert [line.kind for line in lines] == [
        *("budget.set", "budget.changed", "budget.ended", "budget.renewed")
    ]
    assert '"limit":"$5"' in lines[1].body
    assert '"limit":"$7"' in lines[1].body
    assert Budget.objects.get().limit_pico == 7 * DOLLAR


def test_work_that_is_assigned_later_counts_to_its_missions_budget_at_once(owner):
    mission = MissionFactory(owner=owner, name="Gate")
    budget(owner, 1, "mission", mission=mission, now=NOW)
    spend(owner, 150, 1)
    assert kinds() == []

    words.say(owner=owner, subject="project", name="-p", mission=mission, now=NOW)

    assert kinds() == ["spent"]
    assert standing.of(owner, now=NOW)[0].over_pico == 50 * CENT
