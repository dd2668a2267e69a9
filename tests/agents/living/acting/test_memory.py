"""Agents search the memory of their owner, learn, and propose; they decide nothing."""

from __future__ import annotations

import pytest

from devcraft.refusing import Refused
from runtime_memory.models import Approval, ChainEntry, Proposal, Skill
from tests.factories.runtime_memory import SessionFactory, SkillFactory, TurnFactory
from tests.runtime_memory.governed import approver, found, said

pytestmark = pytest.mark.django_db
LESSON = {"skillKey": "warm early", "description": "Warm shaders.", "confidence": 0.8}
CHANGE = {"target": "behavior", "name": "scout", "content": {"tone": "plain"}}
WISH = {"proposalType": "config_change", "proposal": CHANGE, "riskLevel": "low"}


def test_an_agent_finds_what_its_owner_may_read(owner, stranger, scout):
    for reader, words in ((owner, "The gate stutters"), (stranger, "A gate of theirs")):
        TurnFactory(session=SessionFactory(owner=reader), content=words)
    SkillFactory(owner=owner, skill_key="gates", description="Warm the gate.")

    said = scout.call("search_memory", words="gate")
    learned = scout.call("search_memory", words="gate", kind="skills")

    assert [hit["excerpt"] for hit in said["found"]] == ["The gate stutters"]
    assert said["alsoIn"] == ["skills"]
    assert [hit["skillKey"] for hit in learned["found"]] == ["gates"]


def test_what_is_found_comes_in_pages(owner, scout):
    session = SessionFactory(owner=owner)
    for number in range(25):
        TurnFactory(session=session, content=f"gate {number}")

    first = scout.call("search_memory", words="gate")
    second = scout.call("search_memory", words="gate", after=first["next"])

    found = [hit["excerpt"] for hit in first["found"] + second["found"]]
    assert found == [f"gate {number}" for number in range(24, -1, -1)]
    assert second["next"] == ""


@pytest.mark.parametrize("words", ['"', "!!!", "-gate", "AND OR NOT (", "'; DROP TABLE x; --"])
def test_nothing_that_is_searched_for_is_a_mistake(scout, words):
    told = scout.call("search_memory", words=words)

    assert told["found"] == []


def test_a_skill_is_learned_once_and_says_by_whom(owner, scout):
    first, again = (scout.call("record_skill", key="run:1", **LESSON) for _ in range(2))

    skill = Skill.objects.get()
    assert first == again == {"success": True, "skillId": skill.pk}
    assert (skill.owner, skill.source_ref, skill.confidence) == (owner, "tool-call:run:1", 0.8)
    assert '"learnedBy":"agent:scout"' in skill.metadata_json
    assert ChainEntry.objects.filter(kind="skill.recorded").count() == 1


def test_a_proposal_is_drafted_once(owner, scout):
    skill = SkillFactory(owner=owner)

    first, again = (
        scout.call("propose", skillId=skill.pk, key="run:1", determinismScore=1, **WISH)
        for _ in range(2)
    )

    draft = Proposal.objects.get()
    assert first == again == {"success": True, "proposalId": draft.pk, "status": "drafted"}
    assert (draft.proposed_by, draft.proposer_person) == ("agent:scout", owner.person)


def test_nobody_approves_what_their_own_agent_wishes_for(owner, scout):
    owner.is_staff = True
    owner.save()
    owner.groups.add(*approver("human").groups.all())
    wish = {**WISH, "riskLevel": "medium", "determinismScore": 1}
    wished = scout.call("propose", skillId=SkillFactory(owner=owner).pk, **wish)
    draft = found(Proposal.objects.get(pk=wished["proposalId"]))

    with pytest.raises(Refused, match="propos"):
        said(draft, owner)

    assert not Approval.objects.filter(decision="approved", approval_type="human").exists()


@pytest.mark.parametrize("kind", ["theirs", "imported", "none"])
def test_only_a_skill_that_is_there_for_the_owner_can_be_proposed(stranger, owner, scout, kind):
    key = {
        "theirs": lambda: SkillFactory(owner=stranger).pk,
        "imported": lambda: SkillFactory(owner=owner, imported=True).pk,
        "none": lambda: "none",
    }[kind]()

    said = scout.refused("propose", skillId=key, **WISH)

    assert said.lower().startswith("skill")
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("tool", "args", "field"),
    [
        ("search_memory", {}, "arguments"),
        ("search_memory", {"words": "x", "kind": "secrets"}, "kind"),
        ("record_skill", {**LESSON, "confidence": 2}, "confidence"),
        ("record_skill", {**LESSON, "skillKey": " "}, "skill_key"),
        ("propose", {**WISH, "skillId": "s", "riskLevel": "none"}, "riskLevel"),
        ("propose", {**WISH, "skillId": "s", "status": "approved"}, "arguments"),
    ],
)
def test_what_does_not_fit_is_refused(scout, tool, args, field):
    assert scout.refused(tool, **args).startswith(f"{field} ")
    assert not Skill.objects.exists()


def test_a_change_of_no_known_shape_is_not_drafted(owner, scout):
    skill = SkillFactory(owner=owner)
    odd = {**WISH, "proposal": {"target": "approvals"}}

    assert scout.refused("propose", skillId=skill.pk, **odd).startswith("proposal_json")
    assert not Proposal.objects.exists()
