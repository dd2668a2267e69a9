"""Finds the world an address names, for whoever may open it, and 404 for everybody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from devcraft.http import Request, undo_at, way_back
from worlds import access
from worlds.access import Deed
from worlds.authors import Author
from worlds.models import World, WorldSnapshot


def own(request: Request, pk: str) -> World:
    """A world of this user, which may lie in the trash; 404 for any other."""
    return get_object_or_404(
        World.objects.visible_to(request.user).select_related("state", "owner", "copied_from"),
        pk=pk,
    )


def snapshot_of(world: World, pk: str) -> WorldSnapshot:
    """A snapshot of WORLD; one of another world is 404."""
    return get_object_or_404(world.snapshots.select_related("state"), pk=pk)


@contextmanager
def gone_is_404() -> Iterator[None]:
    """Answer as if a snapshot was never there when thinning takes it under the act."""
    try:
        yield
    except WorldSnapshot.DoesNotExist as error:
        raise Http404 from error


def by_link(request: HttpRequest, share_id: str, deed: Deed = Deed.READ) -> World:
    """The world that a link opens for whoever asks; 404 when it opens nothing."""
    world = get_object_or_404(
        World.objects.shared().select_related("state", "owner"), share_id=share_id
    )
    if not access.may(request.user, world, deed):
        raise Http404
    return world


def author_of(request: Request) -> Author:
    return Author(request.user)


def done(request: Request, world: World, sentence: str, *, undo: str = "") -> HttpResponse:
    """Say SENTENCE and go back; UNDO names the route that takes the act back."""
    tags = undo_at(reverse(undo, args=[world.pk]) if undo else "")
    messages.success(request, sentence, extra_tags=tags)
    return redirect(way_back(request, default=world.get_absolute_url()))
