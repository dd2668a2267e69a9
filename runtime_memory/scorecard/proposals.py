"""Rules about proposals and approvals, now or as they were known then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, Concat, Substr

from runtime_memory import stages
from runtime_memory.models import (
    Approval,
    ApprovalType,
    ChainEntry,
    Decision,
    Proposal,
    ProposalStatus,
    Verdict,
)
from runtime_memory.past import knowing
from runtime_memory.past.then import Then
from runtime_memory.scorecard import rules
from runtime_memory.scorecard.parts import IMPORTED, Part, newest

ON_ITS_WAY = (ProposalStatus.APPROVED, ProposalStatus.PROMOTED)
PROPOSAL = {"label": "proposal_type", "place": "skill", "owner": "skill__owner"}
APPROVAL = {"label": "approver", "place": "proposal__skill", "owner": "proposal__skill__owner"}
TABLE = f"{Proposal._meta.db_table}/"
EMPTY = Value("", TextField())


def parts(then: Then | None) -> Iterator[Part]:
    yield from _full(then)
    yield from _own(then)
    yield Part(rules.STALE, _stale(then), **APPROVAL)
    yield _moves(then)
    if then is None:
        yield Part(rules.STATUS, _told_otherwise(), **PROPOSAL)


def proposals(then: Then | None) -> QuerySet[Any]:
    """The newest, each with `status_then`."""
    rows = newest(Proposal.objects.all())
    if then is None:
        now: QuerySet[Any] = rows.annotate(status_then=F("status"))
        return now
    return knowing.with_status(knowing.proposals(rows, then), then)


def approvals(then: Then | None) -> QuerySet[Any]:
    """The newest that approve."""
    rows: QuerySet[Approval] = newest(Approval.objects.filter(decision=Verdict.APPROVED))
    return rows if then is None else knowing.happened(rows, then)


def _full(then: Then | None) -> Iterator[Part]:
    promoted = proposals(then).filter(status_then=ProposalStatus.PROMOTED)
    own = approvals(then).filter(proposal=OuterRef("pk"), content_digest=OuterRef("content_digest"))
    counts = {
        f"given_{kind}": _number(own.filter(approval_type=kind), "pk")
        for kind in ApprovalType.values
    }
    met = {f"needs_{kind}__lte": OuterRef(f"given_{kind}") for kind in ApprovalType.values}
    enough = Decision.objects.filter(
        proposal=OuterRef("pk"),
        content_digest=OuterRef("content_digest"),
        is_allowed=True,
        needs_people__lte=OuterRef("given_people"),
        **met,
    )
    people = _number(own.filter(approver_person__isnull=False), "approver_person", distinct=True)
    native = promoted.filter(import_batch=None).annotate(**counts, given_people=people)
    yield Part(rules.FULL, native.filter(~Exists(enough)), **PROPOSAL)
    yield Part(rules.FULL, promoted.filter(~Exists(own), **IMPORTED))


def _number(rows: QuerySet[Any], column: str, *, distinct: bool = False) -> Coalesce:
    each = rows.order_by().values("proposal").annotate(n=Count(column, distinct=distinct))
    return Coalesce(Subquery(each.values("n"), output_field=IntegerField()), 0)


def _own(then: Then | None) -> Iterator[Part]:
    given = approvals(then)
    same = given.filter(import_batch=None, approver_person=F("proposal__proposer_person"))
    yield Part(rules.OWN, same.filter(decided_alone=0), **APPROVAL)
    yield Part(rules.OWN, given.filter(approver__iexact=F("proposal__proposed_by"), **IMPORTED))


def _stale(then: Then | None) -> QuerySet[Any]:
    """Of another content than the one that went on, and no other of its type is of that."""
    fresh = approvals(then).filter(
        proposal=OuterRef("proposal"),
        approval_type=OuterRef("approval_type"),
        content_digest=OuterRef("proposal__content_digest"),
    )
    gone_on = proposals(then).filter(status_then__in=ON_ITS_WAY, import_batch=None)
    old = approvals(then).filter(~Q(content_digest=F("proposal__content_digest")))
    return old.filter(~Exists(fresh), proposal__in=gone_on.values("pk"))


def _told_otherwise() -> QuerySet[Any]:
    name = Concat(Value(TABLE), OuterRef("pk"), output_field=TextField())
    moves = ChainEntry.objects.filter(subject=name, kind__in=knowing.MOVES).order_by("-seq")
    natives = newest(Proposal.objects.all()).filter(import_batch=None)
    told: QuerySet[Any] = natives.annotate(told=Coalesce(Subquery(moves.values("kind")[:1]), EMPTY))
    return told.filter(~Q(told=Concat(Value("proposal."), F("status"), output_field=TextField())))


def _moves(then: Then | None) -> Part:
    """Lines whose move does not follow the move before it."""
    moves = ChainEntry.objects.filter(kind__in=knowing.MOVES)
    told = ChainEntry.objects.all() if then is None else knowing.written(then)
    recent = told.order_by("-seq")
    before = moves.filter(subject=OuterRef("subject"), seq__lt=OuterRef("seq")).order_by("-seq")
    own = Proposal.objects.filter(pk=OuterRef("about"))
    rows = moves.filter(pk__in=recent.values("pk")[: rules.LOOKED_AT]).annotate(
        was=Coalesce(Subquery(before.values("kind")[:1]), EMPTY),
        about=Substr("subject", len(TABLE) + 1),
    )
    found = rows.filter(~_lawful()).annotate(
        skill=Subquery(own.values("skill")[:1]), holder_of=Subquery(own.values("skill__owner")[:1])
    )
    return Part(rules.MOVES, found, label="kind", place="skill", owner="holder_of")


def _lawful() -> Q:
    allowed = Q(was="", kind=f"proposal.{stages.FIRST}")
    for before, following in stages.NEXT.items():
        kinds = [f"proposal.{after}" for after in following]
        if kinds:
            allowed |= Q(was=f"proposal.{before}", kind__in=kinds)
    return allowed


def alone(then: Then | None) -> QuerySet[Any, tuple[str, int]]:
    """By approver, how many approvals were decided alone."""
    rows = approvals(then).filter(import_batch=None, decided_alone=1).order_by().values("approver")
    named: QuerySet[Any] = rows.annotate(total=Count("pk"))
    return named.values_list("approver", "total")
