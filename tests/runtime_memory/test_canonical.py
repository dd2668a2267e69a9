"""One spelling of moments and of JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devcraft.refusing import Refused
from runtime_memory import moments
from runtime_memory.canonical import MOST_DEPTH, canonical, digest, merged, object_text, parsed

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
MOMENTS = st.datetimes(
    min_value=datetime(2, 1, 1),
    max_value=datetime(9998, 1, 1),
    timezones=ZONES,
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(MOMENTS, MOMENTS)
def test_text_order_is_time_order(first, second):
    one, other = moments.written(first), moments.written(second)

    assert (one < other) == (moments.cut(first) < moments.cut(second))


@given(MOMENTS)
def test_a_moment_is_read_back_to_the_millisecond(moment):
    back = moments.read(moments.written(moment))

    assert timedelta(0) <= moment - back < timedelta(milliseconds=1)
    assert moments.written(back) == moments.written(moment)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-18T20:00:00Z", "2026-02-18"])
def test_only_one_spelling_is_read(text):
    with pytest.raises(ValueError, match="is not a moment such as"):
        moments.read(text)


def test_a_moment_needs_a_zone():
    with pytest.raises(ValueError, match="needs a time zone"):
        moments.written(datetime(2026, 2, 18, tzinfo=UTC).replace(tzinfo=None))


@given(st.dictionaries(TEXT, VALUES, max_size=4))
def test_canonical_text_says_the_same_and_is_stable(value):
    spelled = canonical(value, field="f")

    assert json.loads(spelled) == value
    assert canonical(json.loads(spelled), field="f") == spelled
    assert parsed(spelled, field="f") == value


def test_keys_are_sorted_and_nothing_is_escaped():
    assert canonical({"b": [1, 1.5, None, True], "a": "é\n"}, field="f") == (
        '{"a":"é\\n","b":[1,1.5,null,true]}'
    )


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ({"a": float("inf")}, "may not hold NaN or infinity"),
        ({"a": 2**53}, "may hold whole numbers up to 9,007,199,254,740,991 only"),
        ({1: 2}, "may only have text as keys"),
        ({"\x00": 2}, "may not hold NUL (character 1)"),
        ({"a": ["\ud800"]}, "may not hold half of a surrogate pair (character 1)"),
        ({"a": {1, 2}}, "may not hold a set"),
    ],
)
def test_what_has_no_spelling_is_refused(value, rule):
    with pytest.raises(Refused) as refusal:
        canonical(value, field="payload_json")

    assert (refusal.value.field, str(refusal.value)) == ("payload_json", f"payload_json {rule}.")


def test_nesting_has_an_end():
    deep = '{"a":' * (MOST_DEPTH + 1) + "1" + "}" * (MOST_DEPTH + 1)
    endless = '{"a":' * 100_000

    for text in (deep, endless):
        with pytest.raises(Refused, match=r"may nest 64 levels at most|must be valid JSON"):
            object_text(text, field="f")


def test_a_merge_keeps_what_is_not_named():
    assert merged('{"a":1,"b":{"c":1}}', {"b": 2}, field="f") == '{"a":1,"b":2}'
    assert merged('{ "a":1 }', None, field="f") == '{ "a":1 }'
    assert merged('{"a":1}', '{"b": 2}', field="f") == '{"a":1,"b":2}'


def test_the_digest_is_sha_256():
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
