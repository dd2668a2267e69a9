from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from devcraft import accounts
from devcraft.models import Person, SignInLink, User
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db
ZONES = {
    "zoneinfo/Europe/Berlin": "Europe/Berlin",
    "zoneinfo/America/Argentina/Ushuaia": "America/Argentina/Ushuaia",
    "zoneinfo/Mars/Olympus": "UTC",
    "somewhere-else": "UTC",
}


def test_the_local_account_is_made_once_and_may_do_everything():
    first = accounts.ensure_local_user()
    again = accounts.ensure_local_user()

    assert first == again
    assert (first.username, first.is_superuser, first.has_usable_password()) == (
        "local-user",
        True,
        False,
    )
    assert first.person.name == "local-user"


def test_two_accounts_may_belong_to_one_person():
    person = Person.objects.create(name="Ada")

    User.objects.create_user("ada", person=person)
    User.objects.create_superuser("ada-admin", person=person)

    assert person.accounts.count() == 2


@pytest.mark.parametrize(("target", "zone"), ZONES.items())
def test_the_machine_zone_is_where_localtime_points(tmp_path, target, zone):
    localtime = tmp_path / "localtime"
    localtime.symlink_to(tmp_path / target)

    assert accounts.machine_zone(localtime) == zone


def test_a_copied_localtime_names_no_zone(tmp_path):
    localtime = tmp_path / "localtime"
    localtime.write_bytes(b"TZif2")

    assert accounts.machine_zone(localtime) == "UTC"


def test_a_link_signs_in_once(owner, clock):
    token = accounts.new_link(owner, now=clock.now)

    assert accounts.use_link(token, now=clock.now) == owner
    assert accounts.use_link(token, now=clock.now) is None


def test_a_link_works_to_the_last_second_of_its_hour(owner, clock):
    token = accounts.new_link(owner, now=clock.now)

    assert accounts.use_link(token, now=clock.forward(minutes=59, seconds=59)) == owner


def test_a_link_is_too_old_after_an_hour_and_stays_unspent(owner, clock):
    token = accounts.new_link(owner, now=clock.now)

    assert accounts.use_link(token, now=clock.forward(hours=1)) is None
    assert SignInLink.objects.get().used_at is None


@pytest.mark.parametrize("token", ["", "x", "\x00", "ॐ" * 50, "a" * 5000])
def test_a_token_that_was_never_given_signs_nobody_in(owner, clock, token):
    accounts.new_link(owner, now=clock.now)

    assert accounts.use_link(token, now=clock.now) is None


def test_a_truncated_token_signs_nobody_in(owner, clock):
    token = accounts.new_link(owner, now=clock.now)

    assert accounts.use_link(token[:-1], now=clock.now) is None


def test_a_link_of_a_switched_off_account_is_useless(owner, clock):
    token = accounts.new_link(owner, now=clock.now)
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert accounts.use_link(token, now=clock.now) is None


def test_a_stored_link_does_not_reveal_its_token(owner, clock):
    token = accounts.new_link(owner, now=clock.now)

    stored = SignInLink.objects.values().get()

    assert token not in repr(stored)
    assert stored["expires_at"] - stored["created_at"] == timedelta(hours=1)


def test_links_of_one_account_work_side_by_side(owner, clock):
    tokens = [accounts.new_link(owner, now=clock.now) for _ in range(2)]

    assert [accounts.use_link(token, now=clock.now) for token in tokens] == [owner, owner]


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_of_many_threads_with_one_link_one_signs_in(clock):
    token = accounts.new_link(UserFactory(), now=clock.now)
    barrier = Barrier(6)

    def use(_):
        barrier.wait()
        try:
            return accounts.use_link(token, now=clock.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        winners = [user for user in pool.map(use, range(6)) if user]

    assert len(winners) == 1
