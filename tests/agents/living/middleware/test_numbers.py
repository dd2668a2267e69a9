"""What looks like a credential or a card number, and what merely comes near."""

from __future__ import annotations

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.living.middleware import guardrails, numbers
from agents.living.middleware.numbers import STRUCK

CARDS = [
    "4111111111111111",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "4222222222222",
    "5555555555554444",
    "2223003122003222",
    "3782 822463 10005",
    "378282246310005",
    "3056 930902 5904",
    "6011111111111117",
    "3530111333300000",
    "6212345678901232",
]
ISSUED = [
    "sk-proj-abcdefghijklmnop1234",
    "ghp_abcdefghijklmnopqrst1234",
    "AKIAIOSFODNN7EXAMPLE",
    "xoxb-1234567890-abcdef",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg",
]
NEAR = [
    "4111111111111112",
    "1763449200000",
    "1763449200000000",
    "2026-11-18 08:00:00",
    "20261118080000",
    "550e8400-e29b-41d4-a716-446655440000",
    "12345678-4111-1111-1111-111111111111",
    "order 4000123412341",
    "order 9411111111111111113",
    "+49 151 2345 6789",
    "DE89 3704 0044 0532 0130 00",
    "a4111111111111111b",
    "4111 11111111 1111",
    "3.1415926535897932",
    "sk-short and disk-operating-system-manual",
]


@pytest.mark.parametrize("secret", CARDS + ISSUED)
@pytest.mark.parametrize("around", ["{}", "It is {}.", "2026 {} 12", "card_{}!", '{{"a": "{}"}}'])
def test_it_is_struck_wherever_it_stands(secret, around):
    told = numbers.struck(around.format(secret))

    assert STRUCK in told
    assert secret not in told
    assert "MIIE" not in told
    assert told.startswith(around.format("\0").split("\0")[0].replace("{{", "{"))


@pytest.mark.parametrize("text", NEAR)
def test_what_comes_near_stays(text):
    assert numbers.struck(f"See {text}, please.") == f"See {text}, please."


@given(st.uuids())
def test_no_id_is_struck(given):
    assert numbers.struck(str(given)) == str(given)
    assert numbers.struck(str(uuid.UUID(int=int(given.hex, 16)))) == str(given)


@given(st.text(st.sampled_from("4157 -ab.")))
def test_what_is_struck_once_stays_so_and_the_rest_is_untouched(text):
    told = numbers.struck(text)

    assert numbers.struck(told) == told
    assert told.replace(STRUCK, "") in text or STRUCK in told


def test_values_keep_their_shape_and_keys_and_numbers_are_looked_at():
    value = {
        "n": 4111111111111111,
        "4111 1111 1111 1111": [True, None, 1.5, 17],
        "deep": [{"k": "key sk-proj-abcdefghijklmnop1234"}],
    }

    assert guardrails.struck(value) == {
        "n": STRUCK,
        STRUCK: [True, None, 1.5, 17],
        "deep": [{"k": f"key {STRUCK}"}],
    }
    assert json.dumps(value)
