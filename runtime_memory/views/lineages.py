"""Parts of a skill's lineage by themselves: all of it as JSON, and what one change intends."""

from __future__ import annotations

import base64
import hashlib

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from devcraft import clock
from devcraft.http import Request, page, refused, wants_fragment
from devcraft.refusing import Refused
from runtime_memory.intended import intent
from runtime_memory.lineage_json import lineage_text
from runtime_memory.models import Proposal, Skill
from runtime_memory.past import asking, knowing, restoring

TEMPLATE = "memory/proposal_changes.html"


@require_GET
def skill_lineage(request: Request, key: str) -> HttpResponse:
    """The canonical text; its SHA-256 is in Content-Digest (base64) and ETag (hexadecimal)."""
    skill = get_object_or_404(Skill.objects.visible_to(request.user), pk=key)
    try:
        body = lineage_text(skill).encode()
    except Refused as refusal:
        return refused(request, str(refusal), status=413)
    digest = hashlib.sha256(body).digest()
    headers = {
        "Content-Digest": f"sha-256=:{base64.b64encode(digest).decode()}:",
        "ETag": f'"{digest.hex()}"',
        "Content-Disposition": 'attachment; filename="lineage.json"',
    }
    return HttpResponse(body, content_type="application/json", headers=headers)


@require_GET
def proposal_changes(request: Request, key: str, proposal: str) -> HttpResponse:
    """What PROPOSAL of the skill KEY would change of what applies now, or did then."""
    past = asking.read(request.GET)
    rows = Proposal.objects.visible_to(request.user).filter(skill=key).select_related("skill")
    row = get_object_or_404(rows, pk=proposal)
    if past.then is not None:
        known = knowing.proposals(rows.filter(pk=proposal), past.then)
        row = next(restoring.restored(known, past.then), row)
    at = past.then.at if past.then else clock.now()
    is_lost = vars(row).get("is_content_lost", False)
    context = {
        "proposal": row,
        "past": past,
        "intent": None if is_lost else intent(row, request.user, at=at, then=past.then),
    }
    part = f"changes-{slugify(row.pk)}"
    return page(
        request, f"{TEMPLATE}#changes" if wants_fragment(request, part) else TEMPLATE, context
    )
