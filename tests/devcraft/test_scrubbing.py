"""Secrets are taken out of texts however they are spelled, and out of the log."""

from __future__ import annotations

import base64
import json
import logging
import sys
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devcraft import scrubbing
from tests.devcraft.processes import run

SECRET = 'p"ss/w+rd & canary'


@pytest.fixture(autouse=True)
def _known():
    before = set(scrubbing._KNOWN)
    scrubbing._KNOWN.clear()
    scrubbing.register(SECRET)
    yield
    scrubbing._KNOWN.clear()
    scrubbing._KNOWN.update(before)


SPELLED = {
    "plain": SECRET,
    "json": json.dumps(SECRET),
    "address": quote(SECRET, safe=""),
    "query": quote_plus(SECRET),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64 within": base64.b64encode(f"user:{SECRET}:".encode()).decode(),
    "base64 for addresses": base64.urlsafe_b64encode(SECRET.encode()).decode(),
    "hex": SECRET.encode().hex(),
    "large hex": SECRET.encode().hex().upper(),
    "backwards": SECRET[::-1],
}


@pytest.mark.parametrize("spelled", SPELLED.values(), ids=list(SPELLED))
def test_every_spelling_is_taken_out(spelled):
    scrubbed = scrubbing.text(f"before {spelled} after")

    assert scrubbed.startswith("before ")
    assert scrubbed.endswith(" after")
    assert scrubbing.INSTEAD in scrubbed
    assert all(part not in scrubbed for part in (spelled, SECRET, "canary"))


@given(st.binary(max_size=8), st.binary(max_size=8))
def test_base64_is_found_wherever_it_begins(before, after):
    coded = base64.b64encode(before + SECRET.encode() + after).decode()

    assert scrubbing.INSTEAD in scrubbing.text(coded)


def test_values_of_any_shape_are_walked():
    scrubbing.register("1234567890")
    value = {"a": [SECRET, 1234567890, 5, None, True, 1.5], SECRET: {"b": f"x{SECRET}"}}

    assert scrubbing.scrubbed(value) == {
        "a": ["[secret]", "[secret]", 5, None, True, 1.5],
        "[secret]": {"b": "x[secret]"},
    }


def test_short_values_are_refused_for_they_stand_in_innocent_words():
    with pytest.raises(ValueError, match="at least 8 characters"):
        scrubbing.register("1234567")

    scrubbing.register_all(["1234567", "12345678"])
    assert scrubbing.text("1234567 12345678") == "1234567 [secret]"


def logged(*args, **options):
    record = logging.LogRecord("x", logging.ERROR, "f", 1, *args, **options)
    assert scrubbing.Filter().filter(record)
    return record, logging.Formatter().format(record)


def test_a_record_tells_no_secret_in_its_message_or_arguments():
    _, line = logged("sent %s to %s", ({"Authorization": SECRET}, "x"), None)

    assert line == "sent {'Authorization': '[secret]'} to x"


def test_a_record_without_a_secret_stays_as_it_is():
    record, _ = logged("sent %s", ("x",), None)

    assert (record.msg, record.args) == ("sent %s", ("x",))


def test_arguments_that_do_not_fit_break_nothing():
    _, line = logged("sent %d", (SECRET,), None)

    assert line == "sent %d"


def test_a_traceback_tells_no_secret():
    try:
        raise RuntimeError(f"Bearer {SECRET}")
    except RuntimeError:
        _, line = logged("it broke", (), sys.exc_info(), sinfo=f"stack of {SECRET}")

    assert "RuntimeError: Bearer [secret]" in line
    assert SECRET not in line


def test_secrets_of_the_environment_are_known_from_the_start():
    told = run(
        "-c",
        "import django, logging; django.setup(); logging.warning('sent %s', 'canary-4711')",
        AGENT_SECRET_BIRD="canary-4711",
    )

    assert "sent [secret]" in told.stderr
    assert "canary-4711" not in told.stderr
