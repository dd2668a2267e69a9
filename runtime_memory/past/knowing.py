"""Which rows were known then: told of by a line of the chain, or brought in by an import."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, Substr

from runtime_memory.models import (
    Approval,
    ChainEntry,
    DeployOutcome,
    ImportBatch,
    Profile,
    Proposal,
    ProposalStatus,
    Skill,
    SkillState,
    Validation,
)
from runtime_memory.past.then import Then

Row = TypeVar("Row", bound=Model)
Version = TypeVar("Version", bound=Profile)
MOMENTS: dict[type[Model], str] = {
    Skill: "learned_at",
    Validation: "validated_at",
    Approval: "decided_at",
    DeployOutcome: "deployed_at",
}
MOVES = [f"proposal.{status}" for status in ProposalStatus.values]
WORDS = [*MOVES, "proposal.revised"]
UNKNOWN = "unknown"
"""Status of imported evidence that still changed later: only its last one was brought in."""


def written(then: Then) -> QuerySet[ChainEntry]:
    return ChainEntry.objects.filter(seq__lte=then.line, at__lte=then.known)


def lines(model: type[Model], then: Then) -> QuerySet[ChainEntry]:
    """What the chain had said by then of the row of MODEL that the outer query is at."""
    name = Concat(Value(f"{model._meta.db_table}/"), OuterRef("pk"), output_field=TextField())
    return written(then).filter(subject=name)


def brought(then: Then) -> Exists:
    batch = Concat(
        Value(f"{ImportBatch._meta.db_table}/"),
        Cast(OuterRef("import_batch"), TextField()),
        output_field=TextField(),
    )
    return Exists(written(then).filter(subject=batch))


def known(rows: QuerySet[Row], then: Then) -> QuerySet[Row]:
    told = Q(Exists(lines(rows.model, then)), import_batch=None)
    return rows.filter(told | Q(brought(then), import_batch__isnull=False))


def happened(rows: QuerySet[Row], then: Then) -> QuerySet[Row]:
    """The known ones among ROWS whose own moment had come."""
    return known(rows.filter(**{f"{MOMENTS[rows.model]}__lte": then.at}), then)


def skills(rows: QuerySet[Skill], then: Then) -> QuerySet[Skill]:
    """As `happened`, each with `was_retired`."""
    retired = lines(Skill, then).filter(kind="skill.deprecated", at__lte=then.at)
    return happened(rows, then).annotate(was_retired=Exists(retired))


def in_state(rows: QuerySet[Skill], state: str) -> QuerySet[Skill]:
    """Those of `skills` that were in STATE."""
    native = Q(import_batch=None, was_retired=state == SkillState.DEPRECATED)
    return rows.filter(native | Q(import_batch__isnull=False, state=state))


def proposals(rows: QuerySet[Proposal], then: Then) -> QuerySet[Proposal]:
    """The known ones, each with `told`: the body of the last line about it, null of evidence."""
    words = lines(Proposal, then).filter(kind__in=WORDS, at__lte=then.at).order_by("-seq")
    evidence = Q(brought(then), import_batch__isnull=False, created_at__lte=then.at)
    return rows.annotate(told=Subquery(words.values("body")[:1])).filter(
        Q(import_batch=None, told__isnull=False) | evidence
    )


def with_status(rows: QuerySet[Proposal], then: Then) -> QuerySet[Any]:
    """ROWS of `proposals`, each with `status_then`, to be counted by."""
    moves = lines(Proposal, then).filter(kind__in=MOVES, at__lte=then.at).order_by("-seq")
    status = Substr(Subquery(moves.values("kind")[:1]), len("proposal.") + 1)
    return rows.annotate(
        status_then=Case(
            When(import_batch=None, then=status),
            When(updated_at__lte=then.at, then=F("status")),
            default=Value(UNKNOWN),
            output_field=TextField(),
        )
    )


def status_counts(skills: Iterable[Skill], then: Then) -> QuerySet[Any, tuple[str, str, int]]:
    """Skill id, status of then and how many, for the known proposals of SKILLS."""
    mine = proposals(Proposal.objects.filter(skill__in=list(skills)), then)
    rows = with_status(mine, then).order_by("skill", "status_then")
    counts: QuerySet[Any] = rows.values_list("skill").annotate(
        state=F("status_then"), count=Count("pk")
    )
    return counts.values_list("skill", "state", "count")


def applying(rows: QuerySet[Version], then: Then) -> QuerySet[Version]:
    """The known versions whose window holds AT, by name, the one that counts first."""
    window = Q(effective_to=None) | Q(effective_to__gt=then.at)
    return known(rows.filter(window, effective_from__lte=then.at), then).order_by(
        "profile_name", "-effective_from", "-version", "-created_at", "-id"
    )
