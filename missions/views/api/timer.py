"""The clock for programs: what runs, and one POST per act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from devcraft import clock, programs
from devcraft.keys import ProgramRequest
from devcraft.models import User
from devcraft.programs import Shape, asked
from devcraft.refusing import conflict, missing
from missions import acts, timer
from missions.acts import ActRefused
from missions.api import once, telling, wording
from missions.api.once import Call
from missions.models import Mission, TimerAct

READ, WRITE = "time:read", "time:write"
SHAPES = {
    "start": Shape(("mission",)),
    "pause": Shape((), ("mission",)),
    "resume": Shape((), ("mission",)),
    "stop": Shape((), ("mission",)),
    "complete": Shape((), ("mission", "valor", "startNext")),
}
ACTS: dict[str, Callable[..., TimerAct | None]] = {
    "start": timer.start,
    "pause": timer.pause,
    "resume": timer.start,
    "stop": timer.shelve,
    "complete": timer.complete,
}


@require_GET
@asked(READ)
def timer_now(request: ProgramRequest) -> HttpResponse:
    """The running clock; 204 when none runs."""
    told = telling.timer(request.client.owner, now=clock.now())
    return JsonResponse(told) if told else HttpResponse(status=204)


@require_POST
@asked(WRITE)
def timer_act(request: ProgramRequest, act: str) -> HttpResponse:
    """Do ACT once per Idempotency-Key; `act` is null when there was nothing to change."""
    sent = programs.members(request.body, SHAPES[act])
    user, now = request.client.owner, clock.now()
    call = Call(user, programs.idempotency_key(request), act, sent)
    made = once.perform(
        call, TimerAct.objects.all(), "token", lambda token: _do(call, token, now=now)
    )
    mission = Mission.objects.get(pk=made.mission_id) if made else None
    return JsonResponse(
        {
            "act": made.act if made else None,
            "mission": telling.mission(user, mission) if mission else None,
            "timer": telling.timer(user, now=now),
        }
    )


def _do(call: Call, token: str, *, now: datetime) -> TimerAct | None:
    """Run the act of CALL; a repeated TOKEN finds the first, whatever runs by now."""
    earlier = acts.replayed(call.user, token)
    if earlier:
        return earlier
    act, sent = call.place, call.body
    mission = _mission(call.user, act, sent)
    if mission is None:
        return None
    more: dict[str, Any] = {}
    if act == "complete":
        more = {"valor": wording.valor(sent), "start_next": wording.flag(sent, "startNext")}
    try:
        return ACTS[act](user=call.user, mission=mission, now=now, token=token, **more)
    except ActRefused as error:
        raise conflict("mission", f"cannot be given to this act: {error}".rstrip(".")) from error


def _mission(user: User, act: str, sent: dict[str, Any]) -> Mission | None:
    """The mission that SENT names, else the one that runs or waits for ACT; None if none does."""
    if "mission" in sent:
        wanted = wording.whole("mission", sent["mission"])
        found = Mission.objects.visible_to(user).filter(pk=wanted).first()
        if found is None:
            raise missing("mission", "mission of yours")
        return found
    begun = Mission.objects.filter(owner=user, status="wip")
    running = begun.filter(is_paused=False).first() if act != "resume" else None
    if running is not None or act == "pause":
        return running
    return begun.filter(is_paused=True).order_by("-paused_at", "-id").first()
