from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from devcraft.models import User
from runtime_memory import approvers, groups
from runtime_memory.models import ChainEntry, FourEyes
from tests.factories.devcraft import UserFactory
from tests.runtime_memory.governed import approver

pytestmark = pytest.mark.django_db


def test_the_first_administrator_may_give_every_approval():
    ada = User.objects.create_superuser("ada")

    assert groups.types_of(ada) == ("human", "security", "ops")
    assert groups.types_of(User.objects.create_superuser("ben")) == ()


def test_migrating_appoints_the_only_administrator_of_an_older_desk():
    ada = User.objects.create_superuser("ada")
    ada.groups.clear()

    call_command("migrate", verbosity=0)

    assert groups.types_of(ada) == ("human", "security", "ops")


def test_nobody_is_appointed_where_somebody_is_already():
    approver("ops")
    ada = User.objects.create_superuser("ada")

    assert groups.types_of(ada) == ()


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_staff": False}])
def test_who_cannot_enter_the_admin_approves_nothing(fields):
    ada = approver()
    User.objects.filter(pk=ada.pk).update(**fields)

    assert groups.types_of(User.objects.get()) == ()
    assert approvers.active_people() == 0


def test_accounts_of_one_person_are_one_approver():
    ada = approver()
    approver(person=ada.person)

    assert approvers.active_people() == 1
    assert not FourEyes.objects.exists()


def test_four_eyes_arms_when_the_second_person_appears_and_stays():
    approver()
    ben = approver("security")

    ben.groups.clear()

    assert approvers.is_armed()
    assert ChainEntry.objects.filter(kind="four_eyes.armed").count() == 1


def test_it_arms_too_when_an_account_comes_back():
    approver()
    ben = UserFactory(is_staff=True, is_active=False)
    ben.groups.add(Group.objects.get(name=approvers.GROUPS["human"]))
    assert not approvers.is_armed()

    ben.is_active = True
    ben.save()

    assert approvers.is_armed()
