"""Answers that are no pages: pictures, files."""

from __future__ import annotations

import json
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify

from devcraft.http import is_known
from worlds import album
from worlds.models import World, WorldSnapshot, WorldState

FOR_EVER = "max-age=31536000, immutable"


def picture(request: HttpRequest, held: WorldState | None, form: album.Form) -> HttpResponse:
    """The PNG of a state. With its content in the address it may be kept for ever."""
    etag = f'"{album.tag(held, form)}"'
    if is_known(request, etag):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(album.png(held, form), content_type="image/png")
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["ETag"] = etag
    is_named = held is not None and request.GET.get("v") == album.mark(held.pk)
    response["Cache-Control"] = f"private, {FOR_EVER if is_named else 'no-cache'}"
    return response


def export(world: World, snapshot: WorldSnapshot | None = None) -> HttpResponse:
    """A world file: `meta`, and the state byte for byte as it was saved. 404 without a state."""
    held = snapshot.state if snapshot else world.state
    if held is None:
        raise Http404
    meta = {
        "id": world.pk,
        "name": world.name,
        "icon": world.icon,
        "visibility": world.visibility,
        "tags": sorted(world.tag_rows.values_list("name", flat=True)),
        "createdAt": world.created_at.isoformat(),
        "lastSavedAt": (snapshot.created_at if snapshot else world.state_saved_at).isoformat(),
    }
    body = b'{"meta":' + json.dumps(meta).encode() + b',"state":' + held.raw + b"}"
    response = HttpResponse(body, content_type="application/json")
    name = f"{slugify(world.name) or 'world'}.oasis.json"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
