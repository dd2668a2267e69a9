"""Missions for programs: lists, one of them, making them, and editing their words."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from devcraft import clock, programs
from devcraft.http import body_limit
from devcraft.keys import ProgramRequest
from devcraft.programs import Shape, asked
from devcraft.refusing import Refused, conflict, missing
from missions import editing, signs
from missions.api import once, telling, wishes, wording
from missions.api.once import Call
from missions.models import Mission
from missions.signs import LENGTH, Sign

READ, WRITE, REPORT = "missions:read", "missions:write", "time:write"
BODY_BYTES = 1024 * 1024
MADE = Shape(("name",), ("description",))
EDITED = Shape(("revision",), tuple(wording.WORDS))
WORKED = Shape(("startedAt", "endedAt"))
AGENT = "agent"
LONGEST = timedelta(hours=24)
AHEAD = timedelta(minutes=1)


@csrf_exempt
@login_not_required
@body_limit(BODY_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def mission_index(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = (_make if request.method == "POST" else _list)(request)
    return answer


@csrf_exempt
@login_not_required
@body_limit(BODY_BYTES)
@require_http_methods(["GET", "HEAD", "PATCH"])
def mission_one(request: HttpRequest, pk: int) -> HttpResponse:
    answer: HttpResponse = (_edit if request.method == "PATCH" else _tell)(request, pk=pk)
    return answer


@require_POST
@asked(REPORT)
def signs_give(request: ProgramRequest, pk: int) -> HttpResponse:
    """An agent's work as signs beside the human's time, which stays as it is."""
    mission = _found(request, pk)
    sent = programs.members(request.body, WORKED)
    start, end = (wording.moment(name, sent[name]) for name in WORKED.needed)
    if end < start or end - start > LONGEST:
        raise Refused("endedAt", "must lie behind startedAt, by 24 hours at most")
    if end > clock.now() + AHEAD:
        raise Refused("endedAt", "must not lie in the future")
    first = signs.moment(start)
    steps = max(1, -((first - end) // LENGTH))
    given = [Sign(mission.pk, AGENT, first + LENGTH * step) for step in range(steps)]
    signs.give(request.client.owner, given)
    told = {"missionId": mission.pk, "source": AGENT, "signs": steps}
    return JsonResponse(told, status=201)


@asked(READ)
def _list(request: ProgramRequest) -> HttpResponse:
    """Missions outside the trash, oldest first; `next` is the `after` of what follows."""
    for name in request.GET:
        if name not in (*wishes.PAGING, "status"):
            raise Refused("query", "may hold after, limit, status alone")
    rows = Mission.objects.visible_to(request.client.owner).kept()
    status = wishes.status(request.GET)
    found = wishes.page(rows.filter(status=status) if status else rows, request.GET)
    missions = telling.missions(request.client.owner, found.rows)
    return programs.tagged(request, wishes.told("missions", missions, found))


@asked(WRITE)
def _make(request: ProgramRequest) -> HttpResponse:
    sent = programs.members(request.body, MADE)
    user, words = request.client.owner, wording.words(sent)
    call = Call(user, programs.idempotency_key(request), "create", sent)
    made = once.perform(
        call,
        Mission.objects.all(),
        "creation_token",
        lambda token: editing.create(
            owner=user,
            now=clock.now(),
            token=token,
            actor=f"program:{request.client.name}"[:80],
            **words,
        ),
    )
    told = telling.mission(user, made)
    return JsonResponse(told, status=201)


@asked(READ)
def _tell(request: ProgramRequest, pk: int) -> HttpResponse:
    return programs.tagged(request, telling.mission(request.client.owner, _found(request, pk)))


@asked(WRITE)
def _edit(request: ProgramRequest, pk: int) -> HttpResponse:
    """Words alone, over the revision that the program began with."""
    mission = _found(request, pk)
    sent = programs.members(request.body, EDITED)
    base, words = wording.whole("revision", sent["revision"]), wording.words(sent)
    user = request.client.owner
    try:
        stored = editing.edit(
            user=user, mission=mission, base_revision=base, fields=words, now=clock.now()
        )
    except editing.EditedMeanwhile as error:
        rule = f"is {error.mission.revision} by now; read the mission again and repeat"
        raise conflict("revision", rule) from error
    return JsonResponse(telling.mission(user, stored))


def _found(request: ProgramRequest, pk: int) -> Mission:
    mine = Mission.objects.visible_to(request.client.owner)
    found = mine.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise missing("mission", "mission of yours")
    return found
