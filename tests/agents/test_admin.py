from __future__ import annotations

import pytest
from django.urls import reverse

from agents.models import PriceVersion
from tests.devcraft.visiting import signed_in
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db
TYPED = {
    "provider": "anthropic",
    "model": "m",
    "valid_from": "2026-11-01",
    "rates": '{"input": [[0, "3"]]}',
    "tier_mode": "graduated",
    "fast_multiplier": "",
    "note": "agreed",
}


@pytest.fixture
def boss():
    return UserFactory(username="boss", is_staff=True, is_superuser=True)


def add(boss, **changes):
    return signed_in(boss).post(reverse("admin:agents_priceversion_add"), TYPED | changes)


def test_a_price_that_a_person_adds_is_an_override_and_says_who(boss):
    assert add(boss).status_code == 302

    price = PriceVersion.objects.get()
    assert (price.is_override, price.source, price.created_by) == (True, "override", boss)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rates": '{"sound": [[0, "1"]]}'}, "Rates know no unit"),
        ({"rates": '{"input": [[0, "-1"]]}'}, "Rates of input must be from 0 to 100,000"),
        ({"fast_multiplier": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_bad_price_is_refused_and_not_kept(boss, changes, sentence):
    answer = add(boss, **changes)

    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    assert PriceVersion.objects.count() == 0
