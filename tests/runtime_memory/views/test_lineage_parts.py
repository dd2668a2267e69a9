"""A lineage as JSON with its digest, and what one change intends."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta

import pytest
import time_machine

from runtime_memory import lineage_json
from runtime_memory.canonical import canonical
from runtime_memory.policy_matrix import DEFAULT
from runtime_memory.tom.tables import COLUMNS
from tests.devcraft.visiting import htmx, signed_in
from tests.factories.runtime_memory import MORNING
from tests.runtime_memory.acting import learned, proposed, published
from tests.runtime_memory.governed import approver, change, found, said, taken

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING + HOUR, tick=False):
        yield


@pytest.fixture
def promoted():
    return taken(said(found(change(risk_level="medium")), approver()))


def get(person, skill, **headers):
    return signed_in(person).get(f"/memory/skills/{skill}/lineage.json", headers=headers)


def test_the_digest_is_of_the_canonical_text(owner, promoted):
    answer = get(owner, promoted.skill_id)

    digest = hashlib.sha256(answer.content).digest()
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
    assert answer.headers["ETag"] == f'"{digest.hex()}"'
    assert canonical(json.loads(answer.content), field="x").encode() == answer.content


def test_rows_have_the_columns_of_the_document(owner, promoted):
    whole = json.loads(get(owner, promoted.skill_id).content)

    (proposal,) = whole["skill_to_logic_proposals"]
    tables = {
        "skills_learned": whole["skills_learned"],
        "skill_to_logic_proposals": proposal,
        **{name: proposal[name][0] for name in ("validation_results", "approvals")},
        "deploy_outcomes": proposal["deploy_outcomes"][0],
    }
    for table, row in tables.items():
        assert set(COLUMNS[table]) <= set(row)
    assert (proposal["status"], len(proposal["approvals"])) == ("promoted", 2)


def test_an_equal_lineage_gives_an_equal_digest(owner, stranger, promoted):
    first, again = (get(person, promoted.skill_id) for person in (owner, stranger))

    assert first.headers["ETag"] == again.headers["ETag"]


def test_a_lineage_too_large_is_refused_in_one_sentence(owner, promoted, monkeypatch):
    monkeypatch.setattr(lineage_json, "MOST_ROWS", 0)

    answer = get(owner, promoted.skill_id)

    assert (answer.status_code, b"export_runtime_memory" in answer.content) == (413, True)


def test_the_page_links_its_json(owner):
    skill = learned(owner=owner)

    text = signed_in(owner).get(f"/memory/skills/{skill.pk}/").content.decode()

    assert f'href="/memory/skills/{skill.pk}/lineage.json"' in text


def changes(person, proposal, query="", **headers):
    url = f"/memory/skills/{proposal.skill_id}/proposals/{proposal.pk}/changes/{query}"
    answer = signed_in(person).get(url, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_change_is_compared_with_the_version_that_applies(owner):
    published(content={"tone": "formal", "pace": 1})
    proposal = change()

    text = changes(owner, proposal)

    assert ">v1</a>, which applies now" in text
    assert "<del>&quot;formal&quot;</del>" in text
    assert "<ins>&quot;calm&quot;</ins>" in text
    assert '<span class="badge removed">removed</span> <code>pace</code>' in text


def test_without_a_version_all_of_it_is_new(owner):
    text = changes(owner, change())

    assert "compared with nothing: no version applies now" in text
    assert text.count('class="badge added"') == 1


def test_what_applies_already_changes_nothing(owner, promoted):
    assert "Nothing would change." in changes(owner, promoted)


def test_in_the_past_it_is_compared_with_what_applied_then(owner):
    published(content={"tone": "formal"})
    proposal = change()
    published(content={"tone": "calm"}, now=MORNING + HOUR)

    assert "Nothing would change." in changes(owner, proposal)
    then = changes(owner, proposal, "?as_of=2026-11-18T09:30")
    assert ("which applies at" in then, "formal" in then) == (True, True)


def test_rules_are_compared_with_those_in_force(owner):
    rules = DEFAULT.to_json()
    rules["rules"]["code_patch"]["low"]["wait_minutes"] = 77
    content = {"target": "policy", "name": "approvals", "content": rules}
    proposal = change(content, proposal_type="policy_change")

    text = changes(owner, proposal)

    assert "The rules of approval, compared with those in force now" in text
    assert "<code>rules.code_patch.low.wait_minutes</code>" in text
    assert text.count('class="badge changed"') == 1


def test_a_profile_of_somebody_else_is_not_compared(owner, stranger):
    published(owner=stranger, content={"tone": "secret"})

    text = changes(owner, change())

    assert ("secret" in text, "no version applies" in text) == (False, True)


def test_the_part_alone_is_given_to_the_lineage(owner):
    proposal = change()

    text = changes(owner, proposal, **htmx(f"changes-{proposal.pk}"))

    assert text.lstrip().startswith(f'<div id="changes-{proposal.pk}"')


def test_only_changes_of_profiles_offer_a_comparison(owner):
    patch = proposed()
    config = change()

    pages = [
        signed_in(owner).get(f"/memory/skills/{one.skill_id}/").content.decode()
        for one in (patch, config)
    ]

    assert ["What it would change" in text for text in pages] == [False, True]


def test_a_proposal_is_found_under_its_own_skill_alone(owner):
    proposal, other = change(), learned(skill_key="other")

    url = f"/memory/skills/{other.pk}/proposals/{proposal.pk}/changes/"

    assert signed_in(owner).get(url).status_code == 404
