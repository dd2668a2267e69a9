"""Nobody gives themselves a right in the admin (spec/reliability G9)."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from devcraft.models import User
from runtime_memory.models import ChainEntry
from tests.devcraft.visiting import signed_in
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db):
    """Staff who may edit accounts and is no superuser."""
    user = UserFactory(is_staff=True, username="clerk")
    user.user_permissions.add(*Permission.objects.filter(codename__endswith="_user"))
    return user


def change(user, target, **fields):
    typed = {"username": target.username, "zone": "UTC", "day_start_hour": 0, "theme": "system"}
    address = reverse("admin:devcraft_user_change", args=[target.pk])
    return signed_in(user).post(address, typed | {"is_active": "on"} | fields)


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "groups", "user_permissions"])
def test_staff_give_nobody_a_right(clerk, field):
    other = UserFactory(username="other")
    chosen = {"groups": Group.objects.first().pk, "user_permissions": "1"}.get(field, "on")

    for target in (clerk, other):
        before = rights(target)
        answer = change(clerk, target, **{field: chosen}, zone="Europe/Berlin")

        assert answer.status_code == 302
        assert rights(target) == before
        assert User.objects.get(pk=target.pk).zone == "Europe/Berlin"


def test_staff_do_not_touch_a_superuser(clerk):
    boss = UserFactory(is_staff=True, is_superuser=True)

    assert change(clerk, boss, zone="Europe/Berlin").status_code == 403
    password = reverse("admin:auth_user_password_change", args=[boss.pk])
    assert signed_in(clerk).post(password, {"password1": "x", "password2": "x"}).status_code == 403


def test_staff_do_not_move_an_account_to_another_person(clerk):
    other = UserFactory()

    change(clerk, clerk, person=other.person_id)

    assert User.objects.get(pk=clerk.pk).person_id == clerk.person_id


def test_what_an_approver_may_is_on_record():
    boss = signed_in(UserFactory(is_staff=True, is_superuser=True, username="boss"))
    ada = UserFactory(username="ada", is_staff=True)
    group = Group.objects.get(name="security approvers")

    ada.groups.add(group)
    group.user_set.remove(ada)

    lines = ChainEntry.objects.filter(subject=f"devcraft_user/{ada.pk}").order_by("seq")
    assert list(lines.values_list("body", flat=True)) == ['{"types":["security"]}', '{"types":[]}']
    assert boss.get(reverse("admin:runtime_memory_chainentry_changelist")).status_code == 200


def test_the_log_of_the_admin_is_not_edited_there():
    assert not admin.site.is_registered(LogEntry)


def rights(user):
    found = User.objects.get(pk=user.pk)
    groups, permissions = found.groups.count(), found.user_permissions.count()
    return (found.is_staff, found.is_superuser, found.is_active, groups, permissions)
