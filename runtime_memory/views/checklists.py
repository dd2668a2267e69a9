"""What the policy says about one proposal, asked again while the page is open."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from devcraft import clock
from devcraft.http import Request
from runtime_memory import judging, queries
from runtime_memory.models import Proposal


@require_GET
def proposal_checklist(request: Request, key: str) -> HttpResponse:
    """The list alone, for htmx; it asks again until the proposal is promoted or rejected."""
    proposal = get_object_or_404(Proposal.objects.timed().visible_to(request.user), pk=key)
    verdicts = judging.verdicts(queries.lineages([proposal]), now=clock.now())
    if proposal.pk not in verdicts:
        raise Http404("Nothing is decided about imported evidence.")
    context = {"proposal": proposal, "verdict": verdicts[proposal.pk]}
    return render(request, "memory/_checklist.html", context)
