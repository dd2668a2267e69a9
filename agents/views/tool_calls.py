"""Tool calls for programs: what waits for them, and the results they bring."""

from __future__ import annotations

import uuid

from django.http import HttpResponse, JsonResponse, QueryDict
from django.views.decorators.http import require_GET, require_POST

from agents.living import fetching
from agents.models import AnswerStatus
from agents.models.calls import OPEN
from devcraft import clock, keyset
from devcraft.forms import whole_number
from devcraft.http import body_limit
from devcraft.keys import ProgramRequest
from devcraft.programs import asked
from devcraft.refusing import Refused
from runtime_memory.api import bodies

SCOPE = "tools:answer"
KNOWN = ("after", "limit", "status")
LIMIT, MOST = 50, 200
OLDEST = keyset.Order("created_at", is_descending=False)
SHAPE = bodies.Shape((fetching.RESULT,))
BODY_BYTES = 256 * 1024


@require_GET
@asked(SCOPE)
def api_tool_calls(request: ProgramRequest) -> HttpResponse:
    """The open calls, oldest first; `next` is the `after` of what follows, or null."""
    status, limit = _wish(request.GET)
    calls = fetching.waiting(request.client.owner, now=clock.now()).filter(status__in=status)
    after = request.GET.get("after", "")
    found = keyset.paginate([calls], order=OLDEST, before="", after=after, size=limit)
    told = [fetching.told(question) for question in found.rows]
    return JsonResponse({"toolCalls": told, "next": found.older or None})


@require_POST
@body_limit(BODY_BYTES)
@asked(SCOPE)
def api_tool_result(request: ProgramRequest, key: uuid.UUID) -> HttpResponse:
    sent = bodies.read(request.read(), SHAPE)
    user, now = request.client.owner, clock.now()
    question = fetching.bring(user, key, sent[fetching.RESULT], now=now)
    told = {"id": str(question.pk), "status": question.status, "cameLate": question.came_late}
    return JsonResponse(told)


def _wish(query: QueryDict) -> tuple[list[str], int]:
    """The statuses and the number of calls that are asked for. Raises Refused."""
    for name in query:
        if name not in KNOWN:
            raise Refused("query", f"may hold {', '.join(KNOWN)} alone")
    status = query.get("status")
    if status is not None and status not in OPEN:
        names = f"{AnswerStatus.WAITING.value} or {AnswerStatus.PENDING.value}"
        raise Refused("status", f"must be {names}")
    limit = whole_number(query.get("limit", str(LIMIT)))
    if limit is None or not 1 <= limit <= MOST:
        raise Refused("limit", f"must be a whole number from 1 to {MOST}")
    return [status] if status else OPEN, limit
