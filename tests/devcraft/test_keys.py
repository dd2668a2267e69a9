from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from devcraft import keys
from devcraft.models import ClientKey, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(owner, clock):
    scopes = ["missions:read", "missions:read", "ingest:otlp"]
    return keys.issue(owner=owner, name="laptop", scopes=scopes, now=clock.now)


def test_a_key_has_a_prefix_for_scanners_and_256_bits(issued):
    assert re.fullmatch(r"dvc_[0-9a-f]{8}_[A-Za-z0-9_-]{43}[0-9a-z]{6}", issued.text)


def test_only_the_hash_of_the_secret_is_stored(issued):
    secret = issued.text.split("_", 2)[2][:43]

    stored = ClientKey.objects.values().get()

    assert secret not in repr(stored)
    assert stored["public_id"] == issued.text.split("_")[1]


def test_scopes_are_kept_once_each_in_order(issued):
    assert issued.key.scopes == ["ingest:otlp", "missions:read"]
    assert issued.key.has_scope("missions:read")
    assert not issued.key.has_scope("missions")


def test_a_key_names_itself_by_its_public_part(issued):
    assert str(issued.key) == f"laptop (dvc_{issued.key.public_id}…)"


def test_the_text_authenticates_its_key(issued, owner, clock):
    found = keys.authenticate(issued.text, now=clock.now)

    assert (found, found.owner) == (issued.key, owner)


def test_a_key_lasts_ninety_days(issued, clock):
    end = clock.now + timedelta(days=90)

    assert keys.authenticate(issued.text, now=end - timedelta(seconds=1)) == issued.key
    assert keys.authenticate(issued.text, now=end) is None


def test_a_key_may_be_made_to_last_for_ever(owner, clock):
    made = keys.issue(owner=owner, name="x", scopes=[], now=clock.now, lifetime=None)

    assert keys.authenticate(made.text, now=clock.forward(days=10_000)) == made.key


def test_a_revoked_key_is_dead_at_once(issued, clock):
    ClientKey.objects.update(revoked_at=clock.now)

    assert keys.authenticate(issued.text, now=clock.now) is None


def test_a_key_of_a_switched_off_account_is_dead(issued, clock):
    User.objects.update(is_active=False)

    assert keys.authenticate(issued.text, now=clock.now) is None


def test_a_key_of_another_public_part_does_not_fit(issued, owner, clock):
    other = keys.issue(owner=owner, name="phone", scopes=[], now=clock.now)
    mixed = f"dvc_{other.key.public_id}_{issued.text.split('_', 2)[2]}"

    assert keys.authenticate(mixed, now=clock.now) is None


def test_a_right_checksum_on_a_wrong_secret_does_not_help(issued, clock):
    public_id = issued.key.public_id
    forged = f"dvc_{public_id}_{'A' * 43}{keys._checksum(public_id + 'A' * 43)}"

    assert keys.authenticate(forged, now=clock.now) is None


@pytest.mark.parametrize("place", [0, 4, 12, 13, 30, 55, 56, 61])
def test_a_typo_is_told_without_the_database(issued, clock, place):
    wrong = "x" if issued.text[place] != "x" else "y"
    text = issued.text[:place] + wrong + issued.text[place + 1 :]

    with CaptureQueriesContext(connection) as captured:
        assert keys.authenticate(text, now=clock.now) is None

    assert len(captured) == 0


@pytest.mark.parametrize("length", [0, 3, 4, 12, 13, 56, 61])
def test_a_truncated_key_is_refused(issued, clock, length):
    assert keys.authenticate(issued.text[:length], now=clock.now) is None


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: text + "0"])
def test_a_key_with_changed_letters_is_refused(issued, clock, change):
    text = change(issued.text)

    assert text == issued.text or keys.authenticate(text, now=clock.now) is None


@given(text=st.text(max_size=80) | st.text(max_size=60).map("dvc_{}".format))
def test_no_other_text_is_a_key_nor_an_error(text):
    assert keys.authenticate(text, now=timezone.now()) is None


def test_a_use_is_remembered(issued, clock):
    keys.authenticate(issued.text, now=clock.now)

    assert ClientKey.objects.get().last_used_at == clock.now


def test_uses_within_a_minute_are_written_once(issued, clock):
    first = clock.now
    keys.authenticate(issued.text, now=first)

    with CaptureQueriesContext(connection) as captured:
        keys.authenticate(issued.text, now=clock.forward(seconds=59))

    assert len(captured) == 1
    assert ClientKey.objects.get().last_used_at == first


def test_a_use_after_a_minute_is_written_again(issued, clock):
    keys.authenticate(issued.text, now=clock.now)

    keys.authenticate(issued.text, now=clock.forward(seconds=60))

    assert ClientKey.objects.get().last_used_at == clock.now


def test_a_refused_key_leaves_no_trace(issued, clock):
    keys.authenticate(issued.text[:-1] + "~", now=clock.now)

    assert ClientKey.objects.get().last_used_at is None
