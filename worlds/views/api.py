"""Worlds for programs: load and save a state with a client key. Errors are JSON.

`GET` needs the scope `worlds:read`, `PUT` needs `worlds:write`. A world is named by its id to
its owner's keys, by its link's id to everybody's.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from devcraft import clock, strict_json
from devcraft.http import body_limit, is_known
from devcraft.keys import ProgramRequest, client_required
from worlds import access, album, refusals, saving, state
from worlds.access import Deed
from worlds.authors import Author
from worlds.comparing import compare
from worlds.models import World

READ, WRITE = "worlds:read", "worlds:write"
MOST_LISTED = 500
MOST_CHANGES = 100
AGENT = "agent"
FOREIGN = -1
OURS = re.compile(r'"r(0|[1-9][0-9]{0,8})"')


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "PUT"])
@body_limit(strict_json.MOST_BYTES + 1024)
def world_state(request: HttpRequest, key: str) -> HttpResponse:
    view = _save if request.method == "PUT" else _load
    answer: HttpResponse = view(request, key=key)
    return answer


@require_GET
@client_required(READ)
def world_index(request: ProgramRequest) -> HttpResponse:
    """The newest of the key owner's worlds, without their states."""
    rows = World.objects.visible_to(request.client.owner).kept().order_by("-state_saved_at", "-id")
    return JsonResponse({"worlds": [_facts(world) for world in rows[:MOST_LISTED]]})


@client_required(READ)
def _load(request: ProgramRequest, key: str) -> HttpResponse:
    world = _find(request, key, Deed.READ)
    if world is None or world.state is None:
        return _error(404, "No world with a state answers to this id.")
    if is_known(request, _tag(world)):
        return _tagged(HttpResponse(status=304), world)
    return _tagged(HttpResponse(world.state.raw, content_type="application/json"), world)


@client_required(WRITE)
def _save(request: ProgramRequest, key: str) -> HttpResponse:
    world = _find(request, key, Deed.SAVE)
    if world is None:
        return _not_here()
    base = _base_of(request)
    if base is None:
        return _error(428, 'If-Match is needed: the ETag of the state you began with, "r<number>".')
    if base == FOREIGN:
        sentence = f"If-Match must be one ETag of this world, such as {_tag(world)}"
        return _tagged(_error(412, f"{sentence}; nothing was saved."), world)
    if not request.META.get("CONTENT_LENGTH") and "Transfer-Encoding" in request.headers:
        return _error(411, "Content-Length is needed; send the state in one piece.")
    try:
        incoming = state.read(request.read())  # `body` would hold it to the limit of forms
    except state.BadState as error:
        return _error(422, str(error))
    return _answer(request, world, incoming, base)


def _answer(
    request: ProgramRequest, world: World, incoming: state.State, base: int
) -> HttpResponse:
    author = Author(
        request.client.owner,
        program=request.client.name,
        is_agent=request.GET.get("source") == AGENT,
    )
    try:
        saved = saving.save(
            world=world,
            incoming=incoming,
            base_revision=base,
            author=author,
            now=clock.now(),
            is_confirmed=request.GET.get("confirm") == "drop",
        )
    except refusals.Closed:
        return _not_here()
    except refusals.Stale as error:
        return _tagged(_stale(request, error, incoming, base), error.world)
    except refusals.TooMany as error:
        return _error(429, str(error))
    except refusals.WouldEmpty as error:
        sentence = f"{error} Repeat with ?confirm=drop to save it all the same."
        return _tagged(_error(409, sentence, objects=incoming.object_count), error.world)
    album.keep_card(saved.world.state)
    return _tagged(JsonResponse(_facts(saved.world) | {"is_new": saved.is_new}), saved.world)


def _not_here() -> JsonResponse:
    return _error(404, "No world that this key may save answers to this id.")


def _stale(
    request: ProgramRequest, error: refusals.Stale, incoming: state.State, base: int
) -> JsonResponse:
    """Both revisions, and to keys that may read what the one sent would change of the other."""
    body: dict[str, Any] = {"sent_revision": base, "revision": error.world.revision}
    if error.world.state is not None and request.client.has_scope(READ):
        difference = compare(error.world.state.read(), incoming)
        body["difference"] = {
            "summary": difference.summary,
            "world": list(difference.world),
            "things": [
                {"id": one.id, "name": one.name, "changes": [words for _, words in one.what]}
                for one in difference.things[:MOST_CHANGES]
            ],
        }
    return _error(412, str(error), **body)


def _find(request: ProgramRequest, key: str, deed: Deed) -> World | None:
    """The world that KEY names to this client, if it may do DEED."""
    user = request.client.owner
    rows = World.objects.select_related("state", "owner")
    world = rows.visible_to(user).kept().filter(pk=key).first()
    world = world or rows.shared().filter(share_id=key).first()
    return world if world is not None and access.may(user, world, deed) else None


def _base_of(request: HttpRequest) -> int | None:
    """The revision in If-Match; FOREIGN for `*`, a weak tag, several, and any not ours."""
    tag = request.headers.get("If-Match", "").strip()
    if not tag:
        return None
    ours = OURS.fullmatch(tag)
    return int(ours[1]) if ours else FOREIGN


def _tag(world: World) -> str:
    return f'"r{world.revision}"'


def _tagged(response: HttpResponse, world: World) -> HttpResponse:
    response["ETag"] = _tag(world)
    return response


def _facts(world: World) -> dict[str, Any]:
    return {
        "id": world.pk,
        "name": world.name,
        "visibility": world.visibility,
        "revision": world.revision,
        "objects": world.object_count,
        "saved_at": world.state_saved_at.isoformat(),
    }


def _error(status: int, sentence: str, **more: Any) -> JsonResponse:
    return JsonResponse({"error": sentence} | more, status=status)
