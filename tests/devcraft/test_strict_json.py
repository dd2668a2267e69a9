from __future__ import annotations

import json
import re
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devcraft import strict_json
from devcraft.strict_json import BadJson
from tests.worlds.strategies import VALUES, spelled

PIECES = st.sampled_from(
    [*'[]{},:"\\ \t', "null", "true", "1", "-", "0.5", "1e999", "NaN", '"a"', "\\ud800", "é", "\0"]
)


def taken(raw):
    """Whether RAW is taken; anything but a BadJson comes through."""
    try:
        strict_json.parse(strict_json.decode(raw, what="a world"))
    except BadJson:
        return False
    return True


def python_reads(raw):
    try:
        json.loads(raw)
    except ValueError:
        return False
    return True


@given(st.one_of(st.binary(max_size=200), st.lists(PIECES).map(lambda p: "".join(p).encode())))
def test_any_bytes_are_either_json_or_refused(raw):
    assert python_reads(raw) or not taken(raw)


@given(spelled(VALUES))
def test_what_is_taken_means_what_python_says(raw):
    assert strict_json.parse(raw.decode()) == json.loads(raw)


@given(VALUES)
def test_the_canonical_spelling_is_that_of_the_same_value(value):
    text = strict_json.canonical(value).decode()

    assert strict_json.canonical(strict_json.parse(text)) == strict_json.canonical(
        strict_json.parse(json.dumps(value))
    )


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=5), st.data())
def test_a_member_is_cut_out_to_the_character(values, data):
    texts = {key: data.draw(spelled(st.just(value))).decode() for key, value in values.items()}
    pairs = [f"{json.dumps(key)} :{text}" for key, text in texts.items()]
    whole = f"\n{{ {','.join(pairs)} }} "

    assert {key: strict_json.member(whole, key) for key in texts} == {
        key: text.strip() for key, text in texts.items()
    }


@pytest.mark.parametrize("text", ["[1]", '"state"', "null", "{}", ' { "other" : {"state": 1} } '])
def test_there_may_be_no_such_member(text):
    assert strict_json.member(text, "state") is None


def test_a_member_is_found_however_its_name_is_spelled():
    assert strict_json.member('{"a":[{"state":0}],"st\\u0061te" : [1, 2] }', "state") == "[1, 2]"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it is not JSON: Expecting value in line 1, column 1"),
        ("{", "it is not JSON"),
        ("[1] 2", "it is not JSON: Extra data"),
        ("[01]", "it is not JSON"),
        ("{'a': 1}", "it is not JSON"),
        ('["\n"]', "it is not JSON: Invalid control character"),
        ("[NaN]", "NaN is not a number that JSON knows"),
        ("[Infinity]", "Infinity is not a number"),
        ("[-Infinity]", "-Infinity is not a number"),
        ("[1e999]", "1e999 is larger than any number can be"),
        ("[-1e309]", "-1e309 is larger"),
        ("9" * 301, "99999999999999999999… has more than 300 digits"),
        ("0." + "1" * 300, "0.111111111111111111… has more than 300 digits"),
        ('{"a":1,"b":2,"\\u0061":3}', "it names 'a' twice in one object"),
        ('[{"\\ud800":1,"\\ud800":2}]', r"it names '\\ud800' twice"),
        ("[" * 65 + "]" * 65, "its values nest deeper than 64 levels"),
        ("[" * 100_000, "its values nest deeper than 64 levels"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "its values nest deeper than 64 levels"),
        ("[" + "[]," * 500_000 + "1]", "it holds more than 500,000 lists and objects"),
    ],
    ids=range(19),
)
def test_one_sentence_says_what_is_wrong(text, words):
    with pytest.raises(BadJson, match=words) as refused:
        strict_json.parse(text)

    assert len(str(refused.value)) < 160


@pytest.mark.parametrize("raw", [b"\xff\xfe{\x00}\x00", b'"\xed\xa0\x80"', b'{"a": "\xc3"}'])
def test_other_bytes_than_utf_8_are_refused(raw):
    with pytest.raises(BadJson, match=r"it is not UTF-8 text \(byte \d"):
        strict_json.decode(raw, what="a world")


def test_a_world_has_at_most_8_mb():
    strict_json.decode(b" " * strict_json.MOST_BYTES, what="a world")

    with pytest.raises(BadJson, match=r"it is 50\.0 MB; a world may be 8 MB at most"):
        strict_json.decode(b" " * 50 * 2**20, what="a world")


def test_64_levels_and_the_largest_numbers_are_taken():
    deep = strict_json.parse("[" * 63 + "0" + "]" * 63)

    assert str(deep).count("[") == 63
    assert strict_json.parse("[1.7976931348623157e308, " + "9" * 300 + "]")[0] > 1e308


@pytest.mark.parametrize(("one", "other"), [("1", "1.0"), ("100", "1e2"), ("0", "-0.0")])
def test_numbers_are_equal_however_they_are_spelled(one, other):
    first, second = (strict_json.canonical(strict_json.parse(text)) for text in (one, other))

    assert first == second


@pytest.mark.parametrize("body", ['{"a":1}', "[]", '{"a":{}}', '"ab"', "1.5", "[[[[[[]]]]]]"])
def test_a_bomb_is_over_soon_and_stays_small(body):
    raw = ("[" + ",".join([body] * (8_000_000 // (len(body) + 1))) + "]").encode()

    started = time.process_time()
    tracemalloc.start()
    taken(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert time.process_time() - started < 20
    assert peak < 150 * 2**20


@given(
    value=st.lists(st.none() | st.integers() | st.text(max_size=5) | st.lists(st.booleans())),
    size=st.integers(1, 40),
    indent=st.sampled_from([None, 1]),
)
def test_an_array_is_read_item_by_item_however_it_comes(value, size, indent):
    text = json.dumps(value, indent=indent)
    chunks = [text[at : at + size] for at in range(0, len(text), size)]

    found = list(strict_json.items(chunks, longest=10_000))

    assert [item for _, item in found] == value
    assert all(text.split("\n")[line - 1].strip() for line, _ in found)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "is not a JSON array"),
        ("{}", "is not a JSON array"),
        ("[1 2]", "in line 1 there is neither a comma nor the end"),
        ("[1,\n2", "in line 2 there is neither"),
        ("[1,\n,]", "the item of line 2 is no JSON"),
        ("[] x", "in line 1 something follows"),
        ('[\n{"a": 1, "a": 2}]', "in line 2 it names 'a' twice"),
        ("[NaN]", "NaN is not a number"),
        ("[" + "[" * 100_000, "nest deeper"),
        ('["' + "x" * 20_000, "the item of line 1 is no JSON"),
    ],
)
def test_an_array_that_breaks_off_says_where(text, rule):
    with pytest.raises(strict_json.BadJson, match=re.escape(rule)):
        list(strict_json.items([text], longest=1000))
