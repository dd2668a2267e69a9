from __future__ import annotations

import json

import pytest

from devcraft.refusing import Refused
from runtime_memory.proposed import change_of

GOOD = {"target": "behavior", "name": "tom", "content": {"tone": "calm"}}


def read(kind="config_change", **changes):
    return change_of(kind, json.dumps(GOOD | changes))


def test_the_published_shape():
    change = read(effective_from="2026-12-01T00:00:00.000Z")

    assert (change.target, change.name, change.content) == ("behavior", "tom", '{"tone":"calm"}')
    assert change.effective_from.year == 2026
    assert read(effective_from=None).effective_from is None
    assert change_of("code_patch", '{"anything": 1}') is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"target": "moon"}, "proposal_json.target must be behavior, personality or policy."),
        ({"target": "policy"}, "proposal_json.target may be policy in a policy_change only."),
        ({"name": ""}, "proposal_json.name is needed."),
        ({"name": 5}, "proposal_json.name must be text."),
        ({"content": []}, "proposal_json.content must be a JSON object."),
        ({"extra": 1}, "proposal_json may only have the keys"),
        ({"effective_from": "tomorrow"}, "proposal_json.effective_from must be null or a moment"),
        ({"effective_from": 5}, "proposal_json.effective_from must be null or a moment"),
    ],
)
def test_another_shape_is_refused_by_its_path(changes, said):
    with pytest.raises(Refused) as refusal:
        read(**changes)

    assert str(refusal.value).startswith(said)


@pytest.mark.parametrize("key", ["target", "name", "content"])
def test_nothing_needed_may_be_left_out(key):
    with pytest.raises(Refused, match=f"proposal_json must have the key {key}"):
        change_of("config_change", json.dumps({k: v for k, v in GOOD.items() if k != key}))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "tom"}, "proposal_json.name must be approvals when the target is policy."),
        ({}, "proposal_json.content is no rule matrix: the matrix must have the key format."),
    ],
)
def test_rules_are_a_whole_matrix_by_one_name(changes, said):
    with pytest.raises(Refused) as refusal:
        read("policy_change", target="policy", **{"name": "approvals", "content": {}} | changes)

    assert str(refusal.value) == said
