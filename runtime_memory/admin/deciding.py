"""One proposal in the admin: what it changes, what speaks for it, and the acts upon it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from devcraft import clock
from devcraft.models import User
from devcraft.refusing import Kind, Refused
from runtime_memory import approvers, gates, governing, groups, judging, queries
from runtime_memory.admin import forms
from runtime_memory.admin.wording import still_needed
from runtime_memory.intended import intent
from runtime_memory.models import Proposal, ProposalStatus, ProposalType
from runtime_memory.policy import OPEN

DECIDABLE = (ProposalStatus.VALIDATED, ProposalStatus.APPROVED)
STATUS = {Kind.FORBIDDEN: 403, Kind.UNSAFE: 503, Kind.CONFLICT: 409}


def shown(
    site: ModelAdmin[Any],
    request: HttpRequest,
    proposal: Proposal,
    *,
    form: forms.VerdictForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of PROPOSAL, with FORM as it was typed."""
    now = clock.now()
    tree = queries.proposal_lineage(proposal.pk)
    assert tree is not None and isinstance(request.user, User)  # noqa: S101, PT018
    types = groups.types_of(request.user)
    verdict = judging.verdicts([tree], now=now).get(proposal.pk)
    context = {
        **site.admin_site.each_context(request),
        "title": str(proposal.skill),
        "opts": site.opts,
        "original": proposal,
        "tree": tree,
        "missing": gates.missing(tree),
        "intent": intent(proposal, None, at=now),
        "verdict": verdict,
        "needed": still_needed(tree.proposal, verdict),
        "types": types,
        "is_armed": approvers.is_armed(),
        "form": form or forms.verdict_form(types, proposal.content_digest),
        "can_decide": form is not None or (bool(types) and _is_open(proposal, *DECIDABLE)),
        "can_judge": bool(types) and _is_open(proposal, *OPEN),
        "can_publish": bool(types) and _is_publishable(proposal),
    }
    return TemplateResponse(request, "admin/memory/proposal.html", context, status=status)


def acted(site: ModelAdmin[Any], request: HttpRequest, proposal: Proposal) -> HttpResponse | None:
    """Do what the pressed button says; the page again when that was refused."""
    acts = {"decide": _decide, "judge": _judge, "publish": _publish}
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        messages.error(request, "act must be decide, judge or publish.")
        return shown(site, request, proposal, status=400)
    return act(site, request, proposal)


def _decide(site: Any, request: HttpRequest, proposal: Proposal) -> HttpResponse | None:
    user: Any = request.user
    form = forms.verdict_form(groups.types_of(user), "", request.POST)
    if not form.is_valid():
        return shown(site, request, proposal, form=form, status=422)
    try:
        governing.decide(proposal_id=proposal.pk, user=user, now=clock.now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return shown(site, request, proposal, form=form, status=STATUS.get(refusal.kind, 422))
    messages.success(request, f"Your verdict is on record: {form.cleaned_data['decision']}.")
    return None


def _judge(site: Any, request: HttpRequest, proposal: Proposal) -> HttpResponse | None:
    try:
        verdict = judging.judge(proposal.pk, now=clock.now())
    except Refused as refusal:
        return _refused(site, request, proposal, refusal)
    why = verdict.reasons[0].words
    messages.info(request, f"The policy has looked: {verdict.outcome}. {why}")
    return None


def _publish(site: Any, request: HttpRequest, proposal: Proposal) -> HttpResponse | None:
    by = request.user.get_username()
    try:
        row = governing.promote(proposal_id=proposal.pk, by=by, now=clock.now())
    except Refused as refusal:
        return _refused(site, request, proposal, refusal)
    messages.success(request, f"{row.summary}.")
    return None


def _refused(site: Any, request: HttpRequest, proposal: Proposal, refusal: Refused) -> HttpResponse:
    messages.error(request, str(refusal))
    return shown(site, request, proposal, status=STATUS.get(refusal.kind, 422))


def _is_open(proposal: Proposal, *statuses: str) -> bool:
    return proposal.import_batch_id is None and proposal.status in statuses


def _is_publishable(proposal: Proposal) -> bool:
    return proposal.proposal_type != ProposalType.CODE_PATCH and _is_open(
        proposal, ProposalStatus.APPROVED
    )
