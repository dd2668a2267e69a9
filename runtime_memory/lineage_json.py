"""The lineage of a skill as canonical JSON, in the document's names of tables and columns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Model, QuerySet, Sum, Value
from django.db.models.functions import Length

from devcraft.refusing import Kind, Refused
from runtime_memory import moments
from runtime_memory.canonical import canonical
from runtime_memory.lineages import lineages
from runtime_memory.models import DeployOutcome, Proposal, Skill, Validation

FORMAT = 1
MOST_ROWS = 1000
MOST_CHARACTERS = 16_000_000
OURS = {
    "owner_id",
    "import_batch_id",
    "sequence",
    "proposer_person_id",
    "validator_person_id",
    "approver_person_id",
    "approver_groups",
}
"""Columns beside the document's that speak of this desk alone."""


def lineage_text(skill: Skill) -> str:
    """All that grew out of SKILL. Raises Refused when it is too large for one answer.

    Shape: {"format": 1, "skills_learned": {column: value}, "skill_to_logic_proposals": [
    {column: value, "validation_results": [...], "approvals": [...], "deploy_outcomes": [...]}]},
    rows in the order in which they were recorded, `*_json` as the text that is stored.
    Beyond the document: `content_digest` and `decided_alone`.
    """
    _refuse_large(skill)
    proposals = Proposal.objects.filter(skill=skill).order_by("sequence", "id")
    told = [
        {
            **columns(tree.proposal),
            "validation_results": [columns(row) for row in tree.validations],
            "approvals": [columns(row) for row in tree.approvals],
            "deploy_outcomes": [columns(row) for row in tree.deploys],
        }
        for tree in lineages(proposals)
    ]
    whole = {"format": FORMAT, "skills_learned": columns(skill), "skill_to_logic_proposals": told}
    return canonical(whole, field="lineage")


def columns(row: Model) -> dict[str, Any]:
    return {
        str(field.column): _plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.column not in OURS
    }


def _plain(value: Any) -> Any:
    return moments.written(value) if isinstance(value, datetime) else value


def _refuse_large(skill: Skill) -> None:
    first, *others = [
        _size(Proposal.objects.filter(skill=skill), "proposal_json"),
        _size(Validation.objects.filter(proposal__skill=skill), "details_json"),
        _size(DeployOutcome.objects.filter(proposal__skill=skill), "metrics_json"),
    ]
    sizes = list(first.union(*others, all=True))
    most = max(number for number, _ in sizes)
    characters = sum(size or 0 for _, size in sizes)
    if most > MOST_ROWS or characters > MOST_CHARACTERS:
        rule = f"has more than {MOST_ROWS:,} proposals or validations, or 16 MB of them;"
        raise Refused(
            "skill", f"{rule} manage.py export_runtime_memory writes all of it", Kind.TOO_LARGE
        )


def _size(rows: QuerySet[Any], column: str) -> Any:
    sized = rows.order_by().annotate(one=Value(1)).values("one")
    return sized.annotate(n=Count("pk"), size=Sum(Length(column))).values_list("n", "size")
