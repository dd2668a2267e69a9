"""Prices as people say them: a model nobody knew, and what a subscription pays for."""

from __future__ import annotations

import pytest

from agents.models import FlatPlan, PriceVersion, UsageEvent
from agents.usage import verifying
from devcraft.models import User
from tests.agents.facts import AT, fact, record
from tests.agents.views.reading import texts
from tests.devcraft.visiting import signed_in
from tests.factories.agents import FlatPlanFactory

pytestmark = pytest.mark.django_db
MYSTERY = "mystery-model-9"
TYPED = {"provider": "anthropic", "model": MYSTERY, "input": "2", "output": "10", "batch": "0.5"}


@pytest.fixture
def staff(owner, hours):
    User.objects.filter(pk=owner.pk).update(is_staff=True)
    return signed_in(User.objects.get(pk=owner.pk))


def mysterious(owner):
    record(
        owner,
        fact(),
        *(fact(request_id=f"x{n}", message_id=f"x{n}", model=MYSTERY) for n in (1, 2)),
    )


def test_an_unknown_model_leads_to_a_form_that_prices_what_is_there(staff, owner):
    mysterious(owner)
    event = UsageEvent.objects.filter(cost_pico=None).first()
    where = f"/billing/prices/new/?provider=anthropic&model={MYSTERY}"
    for page in ("/billing/prices/", event.get_absolute_url()):
        assert where.replace("&", "&amp;") in staff.get(page).text

    shown = staff.get(where)
    answer = staff.post("/billing/prices/new/", TYPED, follow=True)

    assert f'value="{MYSTERY}"' in shown.text
    assert f"Priced {MYSTERY}; 2 requests of unknown cost got one" in answer.text
    assert "Every request of this period has a price" in answer.text
    event.refresh_from_db()
    assert (event.cost_pico, event.cost_source) == (3_000_000_000, "book")
    assert event.price.is_override
    assert event.price.created_by == owner
    assert list(verifying.differences(owner)) == []
    assert "A price was added to the book." in texts(staff, event.get_absolute_url())


def test_a_price_reaches_into_the_ledgers_of_others(staff, owner, stranger):
    mysterious(stranger)

    staff.post("/billing/prices/new/", TYPED)

    assert not UsageEvent.objects.filter(cost_pico=None).exists()
    assert list(verifying.differences(stranger)) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"input": ""}, "In, uncached is needed."),
        ({"output": "much"}, "Out must be a number."),
        ({"input": "-1"}, "In, uncached must be at least 0."),
        ({"cache_read": "100001"}, "Read from the cache must be at most 100000."),
        ({"valid_from": "soon"}, "Holds from must be a date such as 2026-03-28."),
        ({"batch": "NaN"}, "Batch, times the price must be a number."),
    ],
)
def test_a_bad_price_is_refused_by_its_field_and_keeps_what_was_typed(staff, typed, sentence):
    answer = staff.post("/billing/prices/new/", TYPED | typed)

    assert (answer.status_code, PriceVersion.objects.filter(is_override=True).count()) == (422, 0)
    assert sentence in answer.text
    assert f'value="{MYSTERY}"' in answer.text


def test_only_staff_may_say_what_holds_for_everybody(desk, owner):
    mysterious(owner)

    answers = [desk.get("/billing/prices/new/"), desk.post("/billing/prices/new/", TYPED)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not PriceVersion.objects.filter(is_override=True).exists()
    assert "by staff" in texts(desk, "/billing/prices/")


def test_a_subscription_pays_for_its_source_from_its_day_on(desk, owner):
    record(owner, fact())
    plan = {"name": "Claude Max", "source": "claude-code", "monthly": "200", "first": "2026-11-18"}

    desk.post("/billing/prices/plans/add/", plan)

    assert (
        "Of this $0.0045 is API value that Claude Max (claude-code, $200.00 a month) paid for;"
        " beside the plan $0 is billed." in texts(desk, "/billing/")
    )
    said = texts(desk, UsageEvent.objects.get().get_absolute_url())
    assert "Why it cost $0.0045" in said
    assert "Claude Max, a flat plan for $200.00 a month, paid for it: billed $0" in said


def test_a_plan_that_ended_or_began_later_pays_for_nothing(desk, owner):
    record(owner, fact())
    FlatPlanFactory(owner=owner, last=AT.date().replace(day=17))
    FlatPlanFactory(owner=owner, first=AT.date().replace(day=19))
    FlatPlanFactory(owner=owner, source="own", name="Another")

    assert "billed $0" not in texts(desk, UsageEvent.objects.get().get_absolute_url())
    assert "beside the plans $0.0045 is billed" in texts(desk, "/billing/")


def test_a_source_has_one_plan_at_a_time(desk, owner):
    record(owner, fact())
    first = FlatPlanFactory(owner=owner)
    again = {"name": "Pro", "source": "claude-code", "monthly": "20", "first": "2026-11-01"}

    refused = desk.post("/billing/prices/plans/add/", again)
    ended = desk.post(f"/billing/prices/plans/{first.pk}/end/", follow=True)
    desk.post("/billing/prices/plans/add/", again)

    assert "claude-code has a plan already; end that one first." in refused.text
    assert "Claude Max ends today" in ended.text
    assert FlatPlan.objects.filter(owner=owner, last=None).get().name == "Pro"
