"""Saving a file as the next version, and the page that asks when it met another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from devcraft import clock
from devcraft.forms import whole_number
from devcraft.http import Request, body_limit, page, refused, refused_form
from worlds import album, pending, refusals, saving
from worlds.access import Deed
from worlds.forms import UploadForm
from worlds.models import PendingSave, SnapshotReason, World
from worlds.views.differences import difference_of
from worlds.views.gallery import FILE_BYTES
from worlds.views.loading import author_of, by_link, own


@require_POST
@body_limit(FILE_BYTES)
def world_save(request: Request, pk: str) -> HttpResponse:
    return _save(request, own(request, pk), is_own=True)


@require_POST
@body_limit(FILE_BYTES)
def shared_save(request: Request, share_id: str) -> HttpResponse:
    return _save(request, by_link(request, share_id, Deed.SAVE), is_own=False)


def _save(request: Request, world: World, *, is_own: bool) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return refused_form(request, form)
    incoming = form.cleaned_data["file"].state
    base = form.cleaned_data["base_revision"]
    now = clock.now()
    try:
        saved = saving.save(
            world=world, incoming=incoming, base_revision=base, author=author_of(request), now=now
        )
    except refusals.TooMany as error:
        return refused(request, str(error), status=429)
    except refusals.Closed as error:
        return _closed(request, error, is_own=is_own)
    except (refusals.Stale, refusals.WouldEmpty):
        held = pending.hold(
            world=world, author=request.user, incoming=incoming, base_revision=base, now=now
        )
        return _choice(request, held, is_own=is_own, status=409)
    return _saved(request, saved, is_own=is_own)


def _closed(request: Request, error: refusals.Closed, *, is_own: bool) -> HttpResponse:
    """The owner hears why; to others there is no such world (any more)."""
    if not is_own:
        raise Http404 from error
    return refused(request, str(error))


@require_http_methods(["GET", "POST"])
def world_pending(request: Request, pk: str) -> HttpResponse:
    return _pending(request, own(request, pk), is_own=True)


@require_http_methods(["GET", "POST"])
def shared_pending(request: Request, share_id: str) -> HttpResponse:
    return _pending(request, by_link(request, share_id, Deed.SAVE), is_own=False)


def _pending(request: Request, world: World, *, is_own: bool) -> HttpResponse:
    """The save of this user that waits for a choice; a POST makes the choice.

    `mine` names the upload by its digest; without it the newest is meant.
    """
    waiting = PendingSave.objects.filter(world=world, author=request.user).order_by("-id")
    mine = (request.POST or request.GET).get("mine", "").replace("\x00", "")
    rows = waiting.select_related("state", "world__state", "world__owner")
    held = (rows.filter(state=mine) if mine else rows).first()
    if held is None:
        raise Http404
    if request.method == "GET":
        return _choice(request, held, is_own=is_own)
    act = {"copy": _keep_copy, "theirs": _take_theirs, "overwrite": _overwrite}.get(
        request.POST.get("choice", "")
    )
    if act is None:
        sentence = "Choice must be one of: copy, theirs, overwrite."
        return refused(request, sentence, status=422)
    return act(request, held, is_own=is_own)


def _choice(
    request: Request, held: PendingSave, *, is_own: bool, status: int = 200
) -> HttpResponse:
    """Both sides, their difference, and the three ways on."""
    world = World.objects.select_related("state", "owner").get(pk=held.world_id)
    mine = held.state.read()
    theirs = world.state.read() if world.state else None
    context: dict[str, Any] = {
        "world": world,
        "held": held,
        "is_own": is_own,
        "is_stale": held.base_revision != world.revision,
        "mine": mine,
        "theirs": theirs,
        "pending_url": reverse(
            "worlds:world_pending" if is_own else "worlds:shared_pending",
            args=[world.pk if is_own else world.share_id],
        ),
    }
    if theirs:
        context |= difference_of(theirs, mine, names=("What stands there", "Yours"))
    return page(request, "worlds/conflict.html", context, status=status)


def _keep_copy(request: Request, held: PendingSave, *, is_own: bool) -> HttpResponse:
    with transaction.atomic():
        made = saving.create(
            owner=request.user,
            name=f"{held.world.name[:100]} (my version)",
            icon=held.world.icon,
            incoming=held.state.read(),
            copied_from=held.world,
            now=clock.now(),
        )
        pending.drop(held)
    album.keep_card(made.state)
    messages.success(request, f"Kept yours as “{made.name}”.")
    return redirect(made)


def _take_theirs(request: Request, held: PendingSave, *, is_own: bool) -> HttpResponse:
    world = held.world
    pending.drop(held)
    messages.info(request, f"“{world.name}” stays as it is.")
    return redirect(world if is_own else world.share_url)


def _overwrite(request: Request, held: PendingSave, *, is_own: bool) -> HttpResponse:
    """Save over the revision that the page showed; one that came since is shown in turn."""
    seen = whole_number(request.POST.get("over", ""))
    is_stale = held.base_revision != seen
    try:
        with transaction.atomic():
            saved = saving.save(
                world=held.world,
                incoming=held.state.read(),
                base_revision=-1 if seen is None else seen,
                author=author_of(request),
                now=clock.now(),
                is_confirmed=True,
                reason=SnapshotReason.OVERWRITE if is_stale else SnapshotReason.DROP,
            )
            pending.drop(held)
    except refusals.TooMany as error:
        return refused(request, str(error), status=429)
    except refusals.Closed as error:
        return _closed(request, error, is_own=is_own)
    except refusals.Stale:
        return _choice(request, held, is_own=is_own, status=409)
    return _saved(request, saved, is_own=is_own)


def _saved(request: Request, saved: saving.Saved, *, is_own: bool) -> HttpResponse:
    world = saved.world
    album.keep_card(world.state)
    if saved.is_new:
        messages.success(request, f"Saved revision {world.revision} of “{world.name}”.")
    else:
        messages.info(request, "That is what stands there already; nothing was saved.")
    return redirect(world if is_own else world.share_url)
