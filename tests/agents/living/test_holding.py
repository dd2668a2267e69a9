"""Schemas of strangers: the same verdicts as the library's, and never a pattern that hangs."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from agents.living.config import holding, reading
from agents.living.config.holding import Validator
from agents.living.servers import offers
from agents.living.toolbox import Toolbox
from agents.models import Effect
from devcraft.refusing import Refused
from tests.agents.living.configs import EXAMPLE

HANGS = "^(a+)+$"
NEARLY = "a" * 5_000 + "!"
NAMES = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "mail": {"pattern": "^[a-z]+@[a-z]+$"}},
    "patternProperties": {"^x-": {"type": "string"}, "_at$": {"minLength": 3}},
}


def faults(validator, schema, value):
    return sorted(
        (list(error.absolute_path), error.message) for error in validator(schema).iter_errors(value)
    )


@pytest.mark.parametrize("additional", [None, True, False, {"type": "integer"}])
@given(
    value=st.dictionaries(
        st.sampled_from(["id", "mail", "x-a", "x-b_at", "made_at", "other", "more"]),
        st.sampled_from([1, "a@b", "no", "", 2.5, None]),
    )
)
def test_it_finds_what_the_library_finds(additional, value):
    schema = NAMES if additional is None else {**NAMES, "additionalProperties": additional}
    ours, theirs = (
        faults(validator, schema, value) for validator in (Validator, Draft202012Validator)
    )

    assert [path for path, _ in ours] == [path for path, _ in theirs]


@pytest.mark.parametrize("value", [["a"], "x-a", None, 7])
def test_what_is_no_object_has_no_names(value):
    schema = {key: item for key, item in NAMES.items() if key != "type"}

    assert faults(Validator, {**schema, "additionalProperties": False}, value) == []


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        ({"pattern": HANGS}, NEARLY, "does not match '^(a+)+$'"),
        ({"patternProperties": {HANGS: False}}, {NEARLY: 1}, None),
        (
            {"patternProperties": {HANGS: {}}, "additionalProperties": False},
            {NEARLY: 1},
            "Additional properties are not allowed",
        ),
    ],
)
def test_a_pattern_that_hangs_others_is_over_at_once(schema, value, said):
    messages = [message for _, message in faults(Validator, schema, value)]

    assert len(messages) == (said is not None)
    assert all(said in message for message in messages)


@pytest.mark.parametrize("pattern", [r"^(?!x)", r"(a)\1", "(?<=a)b", "(a{1000}){1000}"])
def test_what_needs_going_back_is_held_against_nothing(pattern):
    assert not holding.is_linear(pattern)
    assert faults(Validator, {"pattern": pattern}, "xaa") == []


@pytest.mark.parametrize(
    "dialect",
    ["https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#"],
)
def test_no_part_brings_an_engine_of_its_own(dialect):
    inner = {"$schema": dialect, "pattern": HANGS}
    round_about = {"$schema": dialect, "items": {"$ref": "#"}, "pattern": HANGS}

    assert len(faults(Validator, {"properties": {"a": inner}}, {"a": NEARLY})) == 1
    assert len(faults(Validator, {"allOf": [inner], "$defs": {"a": inner}}, NEARLY)) == 1
    assert len(faults(Validator, round_about, [[NEARLY]])) == 1


def test_what_is_wrong_is_said_however_long_the_value_is():
    wrong = r"^a is wrong: 'x{119}….*x' is not of type 'integer'"
    with pytest.raises(Refused, match=wrong) as said:
        holding.check({"a": "x" * 5_000}, {"properties": {"a": {"type": "integer"}}})

    assert len(str(said.value)) < 330


def test_halves_of_characters_match_nothing():
    assert not holding.matches(".", "\ud800")


def of_server(schema):
    """A toolbox with one tool of a server, which wants SCHEMA."""
    config = reading.checked(json.loads(EXAMPLE))
    tool = offers.of_server(config.mcp.servers[0], "find", "", schema)
    return Toolbox(config, of_servers=(tool,)), tool


def test_a_call_of_a_servers_tool_is_held_against_its_patterns():
    toolbox, tool = of_server({"type": "object", "properties": {"name": {"pattern": HANGS}}})

    assert toolbox.effect(tool.name) == Effect.UNSAFE
    toolbox.check(tool.name, {"name": "aaa"})
    with pytest.raises(Refused, match="does not match"):
        toolbox.check(tool.name, {"name": NEARLY})


def test_a_servers_tool_may_look_around():
    schema = {"type": "object", "properties": {"mail": {"pattern": r"^(?!\.)[^@]+@"}}}
    toolbox, tool = of_server(schema)

    assert offers.fault(schema) == ""
    toolbox.check(tool.name, {"mail": ".who"})


def test_a_servers_tool_that_asks_what_patterns_left_over_is_not_offered():
    tangled = {"type": "object", "patternProperties": {HANGS: {}}, "unevaluatedProperties": False}

    assert offers.fault(tangled) == (
        "Its arguments use unevaluatedProperties beside patternProperties."
    )
