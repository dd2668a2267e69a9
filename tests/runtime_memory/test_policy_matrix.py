from __future__ import annotations

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime_memory.policy_matrix import DEFAULT, RISKS, TYPES, BadMatrix, Matrix

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
NEEDED = {
    ("code_patch", "low"): ("0.9", "blt p", "p", 0, 0),
    ("code_patch", "medium"): ("0.9", "blt p", "p h", 1, 0),
    ("code_patch", "high"): ("0.95", "blt p", "p h s", 2, 15),
    ("code_patch", "critical"): ("1.0", "blt p", "p h s o", 3, 15),
    ("config_change", "low"): ("0.9", "bl p", "p", 0, 0),
    ("config_change", "medium"): ("0.9", "bl p", "p h", 1, 0),
    ("config_change", "high"): ("0.95", "bl p", "p h s", 2, 15),
    ("config_change", "critical"): ("1.0", "bl p", "p h s o", 3, 15),
    ("policy_change", "low"): ("0.9", "bl p", "p s", 1, 0),
    ("policy_change", "medium"): ("0.9", "bl p", "p h s", 1, 0),
    ("policy_change", "high"): ("0.95", "bl p", "p h s", 2, 15),
    ("policy_change", "critical"): ("1.0", "bl p", "p h s o", 3, 15),
}


def changed(path, value):
    """The default matrix as JSON with VALUE at PATH of the rule for high code patches."""
    matrix = DEFAULT.to_json()
    place = matrix["rules"]["code_patch"]["high"]
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return matrix


@pytest.mark.parametrize("key", [(kind, risk) for kind in TYPES for risk in RISKS])
def test_the_default_asks_what_was_agreed(key):
    rule = DEFAULT.rule(*key)
    determinism, flags, approvals, people, wait = NEEDED[key]

    assert (rule.min_determinism, rule.people, rule.wait_minutes) == (determinism, people, wait)
    assert [flag[0] for flag in rule.validations] == list(flags.replace(" ", ""))
    assert [(kind[0], n) for kind, n in rule.approvals] == [(k, 1) for k in approvals.split()]
    assert rule.expiry_hours == 168


def test_the_default_says_itself_and_is_read_back():
    assert Matrix.parse(json.loads(json.dumps(DEFAULT.to_json()))) == DEFAULT


def test_no_spelling_of_lists_and_objects_makes_another_matrix():
    matrix = changed(["validations"], ["policy", "test", "lint", "build"])
    matrix["rules"] = dict(reversed(matrix["rules"].items()))

    assert Matrix.parse(matrix) == DEFAULT


def test_an_unknown_type_or_risk_has_no_rule():
    assert DEFAULT.rule("code_patch", "harmless") is None
    assert DEFAULT.rule("CODE_PATCH", "low") is None


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (["min_determinism"], 0.9, 'min_determinism must be text like "0.95"'),
        (["min_determinism"], "1.1", "a number from 0 to 1"),
        (["min_determinism"], "0.٩", "a number from 0 to 1"),
        (["validations"], [], "validations must be a list of at least one"),
        (["validations"], ["build", "smoke"], "not 'smoke'"),
        (["validations"], [["build"]], "may only hold"),
        (["validations"], ["build", "build"], "each validation once"),
        (["approvals"], {}, "at least one type of approval"),
        (["approvals"], {"boss": 1}, "not 'boss'"),
        (["approvals", "human"], 0, "approvals.human must be a whole number from 1 to 20"),
        (["approvals", "human"], True, "a whole number from 1 to 20"),
        (["approvals", "policy"], 2, "approvals.policy must be 1."),
        (["people"], 3, "people is 3, but the approvals of this rule leave room for 2."),
        (["people"], -1, "people must be a whole number from 0 to 20"),
        (["wait_minutes"], 15.0, "wait_minutes must be a whole number from 0 to 43200"),
        (["wait_minutes"], 10**30, "wait_minutes must be"),
        (["expiry_hours"], 0, "expiry_hours must be a whole number from 1 to 8784"),
        (["freeze"], [], "may only have the keys"),
    ],
)
def test_a_bad_rule_is_refused_by_path_and_rule(path, value, words):
    with pytest.raises(BadMatrix, match=r"^rules\.code_patch\.high") as refused:
        Matrix.parse(changed(path, value))

    assert words in str(refused.value)


@pytest.mark.parametrize("risk", RISKS)
def test_a_rule_left_out_is_refused(risk):
    matrix = DEFAULT.to_json()
    del matrix["rules"]["config_change"][risk]

    with pytest.raises(BadMatrix, match=rf"^rules.config_change must have the key {risk}\.$"):
        Matrix.parse(matrix)


@pytest.mark.parametrize("path", [[], ["rules"], ["rules", "code_patch"]])
def test_an_unknown_key_is_refused_at_every_level(path):
    matrix = deepcopy(DEFAULT.to_json())
    place = matrix
    for name in path:
        place = place[name]
    place["extra"] = {}

    with pytest.raises(BadMatrix, match="not 'extra'"):
        Matrix.parse(matrix)


@pytest.mark.parametrize("form", [0, 2, "1", 1.0, True])
def test_another_format_is_refused(form):
    with pytest.raises(BadMatrix, match=r"^format must be 1\.$"):
        Matrix.parse(DEFAULT.to_json() | {"format": form})


@given(JSON, st.sampled_from(["whole", "rules", "rule", *DEFAULT.to_json()["rules"]]))
def test_any_json_is_refused_in_one_sentence(value, place):
    rules = {"whole": value, "rules": {"format": 1, "rules": value}}
    matrix = rules.get(place, {"format": 1, "rules": dict.fromkeys(TYPES, value)})

    with pytest.raises(BadMatrix, match=r"^[^\n]*\.$"):
        Matrix.parse(matrix)
