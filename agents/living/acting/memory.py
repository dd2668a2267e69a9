"""The runtime memory of the person an agent works for: search it, learn, propose.

A proposal is drafted here and decided elsewhere: no agent approves anything.
"""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from agents.living.acting.acts import Acting, act, text
from agents.living.acting.serving import owner_of, signature
from devcraft.refusing import missing
from runtime_memory import digests, finding, searching
from runtime_memory.canonical import object_text
from runtime_memory.finding import Hit
from runtime_memory.models import Proposal, ProposalStatus, ProposalType, RiskLevel, Skill
from runtime_memory.models.skills import SourceType
from runtime_memory.store import RuntimeMemoryStore as store


def _search(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    owner, search = owner_of(acting), searching.read(args["words"])
    query = QueryDict(mutable=True)
    query["after"] = args.get("after", "")
    kind = args.get("kind", "turns")
    hits = finding.page_of(finding.KINDS[kind], search, owner, query)
    return {
        "found": [_told(kind, hit) for hit in hits.rows],
        "next": hits.older,
        "notes": list(search.notes),
        "alsoIn": finding.kinds_with(search, owner, other_than=kind) if search.wanted else [],
    }


def _told(kind: str, hit: Hit) -> dict[str, Any]:
    told = {"id": hit.row.pk, "excerpt": "".join(piece.text for piece in hit.pieces)}
    if kind == "turns":
        return told | {"role": hit.row.role, "at": hit.row.created_at.isoformat()}
    if kind == "events":
        return told | {"type": hit.row.event_type, "at": hit.row.created_at.isoformat()}
    return told | {"skillKey": hit.row.skill_key, "state": hit.row.state}


def _learn(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    source = f"tool-call:{acting.key}"
    learned = Skill.objects.filter(skill_key=args["skillKey"], source_ref=source).first()
    learned = learned or store.record_skill(
        skill_key=args["skillKey"],
        description=args["description"],
        source_type=args.get("sourceType", SourceType.CONVERSATION),
        source_ref=source,
        confidence=args["confidence"],
        metadata={"learnedBy": signature(acting), "runId": str(acting.run.pk)},
        owner=owner_of(acting),
        now=acting.now,
    )
    return {"success": True, "skillId": learned.pk}


def _propose(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    """The same draft twice is one draft; the owner counts as the human behind it, so that
    nobody approves what their own agent wishes for.
    """
    owner = owner_of(acting)
    skill = Skill.objects.visible_to(owner).filter(pk=args["skillId"]).first()
    if skill is None:
        raise missing("skillId", "skill")
    drafted = _drafted(skill, args, acting) or store.create_proposal(
        skill_id=skill.pk,
        proposed_by=signature(acting),
        proposal_type=args["proposalType"],
        proposal=args["proposal"],
        risk_level=args["riskLevel"],
        determinism_score=args.get("determinismScore"),
        proposer_person=owner.person,
        now=acting.now,
    )
    return {"success": True, "proposalId": drafted.pk, "status": drafted.status}


def _drafted(skill: Skill, args: dict[str, Any], acting: Acting) -> Proposal | None:
    score = args.get("determinismScore")
    wished = Proposal(
        proposal_type=args["proposalType"],
        proposal_json=object_text(args["proposal"], field="proposal_json"),
        determinism_score=None if score is None else float(score),
        risk_level=args["riskLevel"],
    )
    return skill.proposals.filter(
        proposed_by=signature(acting),
        status=ProposalStatus.DRAFTED,
        content_digest=digests.content_digest(wished),
    ).first()


_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
ACTS = [
    act(
        "search_memory",
        'Search what was said, happened or learned here: words, "phrases", a beginning* and '
        "-without. `next` is `after` for the following page.",
        _search,
        needed=("words",),
        words=text(300),
        kind={"enum": list(finding.KINDS)},
        after=text(20),
    ),
    act(
        "record_skill",
        "Keep something you learned, with how sure you are from 0 to 1.",
        _learn,
        needed=("skillKey", "description", "confidence"),
        skillKey=text(200),
        description=text(5_000),
        confidence=_SHARE,
        sourceType={"enum": SourceType.values},
    ),
    act(
        "propose",
        "Draft a proposal to turn a skill into config, policy or code. People decide on it.",
        _propose,
        needed=("skillId", "proposalType", "proposal", "riskLevel"),
        skillId=text(64),
        proposalType={"enum": ProposalType.values},
        proposal={"type": "object"},
        riskLevel={"enum": RiskLevel.values},
        determinismScore=_SHARE,
    ),
]
