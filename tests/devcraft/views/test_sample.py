from __future__ import annotations

import pytest
from django.urls import reverse

from devcraft.models import User
from missions.models import Mission
from tests.devcraft.visiting import location, signed_in
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(db):
    return UserFactory(username="sample-1", is_sample=True)


@pytest.fixture
def visitor(owner, sample):
    client = signed_in(owner)
    client.post(reverse("sample_visit"))
    return client


def who(client):
    return User.objects.get(pk=client.session["_auth_user_id"])


def test_the_first_visit_fills_a_desk_of_its_own(owner):
    client = signed_in(owner)

    client.post(reverse("sample_visit"))

    assert who(client).is_sample
    assert Mission.objects.filter(owner=who(client)).count() > 20
    assert not Mission.objects.filter(owner=owner).exists()


def test_a_later_visit_finds_the_desk_as_it_was(visitor, sample):
    assert who(visitor) == sample


def test_the_sample_desk_says_that_nothing_here_is_ones_own(visitor):
    assert "This is the sample desk." in visitor.get("/").content.decode()


def test_visiting_twice_keeps_the_way_back(visitor, owner):
    visitor.post(reverse("sample_visit"))

    visitor.post(reverse("sample_leave"))

    assert who(visitor) == owner


def test_leaving_leads_back_to_ones_own_desk(visitor, owner):
    response = visitor.post(reverse("sample_leave"))

    assert (location(response), who(visitor)) == ("/", owner)


def test_removing_switches_the_sample_account_off(visitor, owner, sample):
    visitor.post(reverse("sample_remove"))

    sample.refresh_from_db()
    assert (sample.is_active, who(visitor)) == (False, owner)


def test_a_removed_desk_is_never_entered_again(visitor, sample):
    visitor.post(reverse("sample_remove"))

    visitor.post(reverse("sample_visit"))

    assert who(visitor).is_sample
    assert who(visitor) != sample


@pytest.mark.parametrize("name", ["sample_leave", "sample_remove"])
def test_at_ones_own_desk_there_is_nothing_to_leave_or_remove(owner, name):
    client = signed_in(owner)

    client.post(reverse(name))

    owner.refresh_from_db()
    assert (who(client), owner.is_active) == (owner, True)


def test_the_way_back_is_closed_for_an_account_that_was_switched_off(visitor, owner):
    User.objects.filter(pk=owner.pk).update(is_active=False)

    visitor.post(reverse("sample_leave"))

    assert who(visitor).is_sample


def test_a_stranger_cannot_be_reached_from_the_sample_desk(visitor, stranger):
    session = visitor.session
    assert session["sample_visitor"] != stranger.pk

    visitor.post(reverse("sample_leave"), {"sample_visitor": stranger.pk})

    assert who(visitor) != stranger


def test_a_second_visitor_sits_at_the_same_desk_and_goes_home_alone(visitor, stranger):
    other = signed_in(stranger)
    other.post(reverse("sample_visit"))
    assert who(other) == who(visitor)

    other.post(reverse("sample_leave"))

    assert who(other) == stranger
