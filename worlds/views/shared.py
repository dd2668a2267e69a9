"""A shared world for whoever has its link, signed in or not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from devcraft import clock
from devcraft.http import Request, page
from worlds import access, album, curating, saving, visiting
from worlds.access import Deed
from worlds.forms import UploadForm
from worlds.models import Visibility, World
from worlds.views import responses
from worlds.views.loading import by_link
from worlds.views.world import inside


@login_not_required
@require_GET
def shared_world(request: Request, share_id: str) -> HttpResponse:
    world = by_link(request, share_id)
    context = inside(request, world) | {
        "world": world,
        "creator": curating.creator_of(world),
        "tags": list(world.tag_rows.values_list("name", flat=True).order_by("name")),
        "may_save": access.may(request.user, world, Deed.SAVE),
        "is_owner": access.role_of(request.user, world) == access.Role.OWNER,
        "upload": UploadForm(initial={"base_revision": world.revision}),
        "preview": _preview(request, world),
        "shell": "base.html" if request.user.is_authenticated else "worlds/visitor.html",
    }
    response = page(request, "worlds/shared_world.html", context)
    return _quiet(request, response, world)


def _preview(request: Request, world: World) -> dict[str, Any]:
    """What link previews show of a world: absolute addresses and sizes."""
    address = reverse("worlds:shared_preview", args=[world.share_id])
    version = album.mark(world.state_id) if world.state_id else ""
    return {
        "url": request.build_absolute_uri(world.share_url),
        "image": request.build_absolute_uri(f"{address}?v={version}"),
        "width": album.PREVIEW.width,
        "height": album.PREVIEW.height,
    }


def _quiet(request: Request, response: HttpResponse, world: World) -> HttpResponse:
    """Tell nobody of an unlisted world: no index, and no referrer with its link.

    Whoever is signed in keeps the site's own policy, which tells other sites nothing
    either: under `no-referrer` browsers send forms with `Origin: null`, and the guard
    against forged requests would refuse every form of the page.
    """
    if not request.user.is_authenticated:
        response["Referrer-Policy"] = "no-referrer"
    if world.visibility == Visibility.UNLISTED:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@login_not_required
@require_GET
def shared_preview(request: Request, share_id: str) -> HttpResponse:
    world = by_link(request, share_id)
    return _quiet(request, responses.picture(request, world.state, album.PREVIEW), world)


@login_not_required
@require_GET
def shared_card(request: Request, share_id: str) -> HttpResponse:
    world = by_link(request, share_id)
    return _quiet(request, responses.picture(request, world.state, album.CARD), world)


@login_not_required
@require_GET
def shared_download(request: Request, share_id: str) -> HttpResponse:
    world = by_link(request, share_id)
    return _quiet(request, responses.export(world), world)


@require_POST
def shared_fork(request: Request, share_id: str) -> HttpResponse:
    world = by_link(request, share_id)
    made = saving.copy(world=world, owner=request.user, name=world.name, now=clock.now())
    album.keep_card(made.state)
    messages.success(request, f"“{made.name}” is yours now: a private copy.")
    return redirect(made)


@csrf_exempt
@login_not_required
@require_POST
def shared_visit(request: Request, share_id: str) -> HttpResponse:
    """The beacon of a page that was looked at for five seconds; it says nothing back."""
    world = by_link(request, share_id)
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    looker = visiting.Looker(
        user=request.user if request.user.is_authenticated else None,
        address=request.META.get("REMOTE_ADDR", ""),
        browser=request.headers.get("User-Agent", "")[:300],
        is_prefetch="prefetch" in purpose,
    )
    visiting.count(world=world, looker=looker, now=clock.now())
    return HttpResponse(status=204)
