"""Spaces for programs: read and speak with a client key, always as the key's owner."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.living import speaking
from agents.living.spaces import listing, reading, telling
from agents.models import SmartSpace, SmartSpaceMembership
from devcraft import clock
from devcraft.http import body_limit
from devcraft.keys import ProgramRequest
from devcraft.programs import asked
from devcraft.refusing import Refused, conflict, missing
from devcraft.storable import is_storable
from runtime_memory.api import bodies

READ, WRITE = "spaces:read", "spaces:write"
MOST_SPACES = 500
MESSAGE = bodies.Shape(("content",), ("entityId",))
MARK = bodies.Shape(("seq",))
BODY_BYTES = 256 * 1024
LONGEST_KEY = 200


@require_GET
@asked(READ)
def space_index(request: ProgramRequest) -> HttpResponse:
    """The spaces of the key's owner, the one used last first."""
    user = request.client.owner
    rows = listing.counted(SmartSpace.objects.joined_by(user), user)
    found = rows.order_by("-updated_at", "-id")[:MOST_SPACES]
    return JsonResponse({"spaces": [telling.space(one) for one in found]})


@csrf_exempt
@login_not_required
@body_limit(BODY_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def message_index(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    view = _say if request.method == "POST" else _list
    answer: HttpResponse = view(request, key=key)
    return answer


@body_limit(BODY_BYTES)
@require_POST
@asked(WRITE)
def seen_mark(request: ProgramRequest, key: uuid.UUID) -> HttpResponse:
    seat = _seat(request, key)
    seq = _sent(request, MARK)["seq"]
    if isinstance(seq, bool) or not isinstance(seq, int) or not 0 < seq < 10**9:
        raise Refused("seq", "must be the number of a message")
    reading.move(seat, seq)
    seat.refresh_from_db(fields=["last_seen_seq", "last_seen_message_id"])
    return JsonResponse(telling.mark(seat))


@asked(READ)
def _list(request: ProgramRequest, key: uuid.UUID) -> HttpResponse:
    wish = telling.wish(request.GET)
    return JsonResponse({"messages": telling.messages(_seat(request, key).smart_space_id, wish)})


@asked(WRITE)
def _say(request: ProgramRequest, key: uuid.UUID) -> HttpResponse:
    """Say it as the owner of the key, whatever `entityId` names; once per Idempotency-Key."""
    seat = _seat(request, key)
    text = _text(_sent(request, MESSAGE)["content"])
    token = request.headers.get("Idempotency-Key", "")
    if len(token) > LONGEST_KEY:
        raise Refused("Idempotency-Key", f"must have at most {LONGEST_KEY} characters")
    now = clock.instant()
    said = speaking.say(
        space_id=key,
        entity=seat.entity,
        text=text,
        key=f"{seat.pk}:api:{token}" if token else "",
        now=now,
    )
    if said.content != text:
        raise conflict("Idempotency-Key", "was used for another message")
    reading.move_past_own(said)
    return JsonResponse(telling.message(said), status=201)


def _seat(request: ProgramRequest, key: uuid.UUID) -> SmartSpaceMembership:
    seats = SmartSpaceMembership.objects.of(request.client.owner)
    found = seats.select_related("smart_space", "entity").filter(smart_space=key).first()
    if found is None:
        raise missing("space", "space of yours")
    return found


def _sent(request: ProgramRequest, shape: bodies.Shape) -> dict[str, Any]:
    return bodies.read(request.read(), shape)


def _text(content: object) -> str:
    if not isinstance(content, str):
        raise Refused("content", "must be text")
    if not is_storable(content):
        raise Refused("content", "must not hold NUL or lone surrogates")
    return content
