"""Versions of a world: the list with reasons, one of them, comparing two, restoring."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from devcraft import clock, keyset
from devcraft.http import Request, page, refused, refused_form
from worlds import album, meter, refusals, saving, versions
from worlds.forms import SnapshotForm
from worlds.models import World, WorldSnapshot
from worlds.views import responses
from worlds.views.differences import difference_of
from worlds.views.loading import author_of, done, gone_is_404, own, snapshot_of
from worlds.views.maps import map_of
from worlds.views.world import frame, things_of

LINES = 50
NOW = "now"


@require_GET
def version_list(request: Request, pk: str) -> HttpResponse:
    world = own(request, pk)
    return page(request, "worlds/version_list.html", _list(request, world))


def _list(request: Request, world: World) -> dict[str, Any]:
    rows = keyset.page_of(
        world.snapshots.select_related("state").defer("state__blob"),
        request.GET,
        order=keyset.Order("created_at"),
        size=LINES,
    )
    now = clock.now()
    weighed = versions.weigh(world, now=now)
    return frame(world, "versions") | {
        "page": rows,
        "kept": [versions.Kept(row, weighed.get(row.pk, ("pinned",))) for row in rows.rows],
        "going": sum(not reasons for reasons in weighed.values()),
        "storage": meter.storage(world, now=now, weighed=weighed),
        "take": SnapshotForm(),
    }


@require_POST
def snapshot_take(request: Request, pk: str) -> HttpResponse:
    world = own(request, pk)
    form = SnapshotForm(request.POST)
    if not form.is_valid():
        context = _list(request, world) | {"take": form}
        return page(request, "worlds/version_list.html", context, status=422)
    made = saving.snapshot(
        world=world, author=author_of(request), now=clock.now(), **form.cleaned_data
    )
    messages.success(request, f"Took the snapshot “{made.name}”.")
    return redirect("worlds:version_list", world.pk)


@require_GET
def snapshot_detail(request: Request, pk: str, snapshot: str) -> HttpResponse:
    world = own(request, pk)
    row = snapshot_of(world, snapshot)
    context = frame(world, "versions") | {"snapshot": row, "form": SnapshotForm({"name": row.name})}
    if row.state:
        content = row.state.read()
        context |= {"content": content, "map": map_of(content), **things_of(content, request)}
    return page(request, "worlds/snapshot_detail.html", context)


@require_POST
def snapshot_restore(request: Request, pk: str, snapshot: str) -> HttpResponse:
    world = own(request, pk)
    row = snapshot_of(world, snapshot)
    try:
        saved = saving.restore(
            world=world, snapshot=row, author=author_of(request), now=clock.now()
        )
    except refusals.SaveRefused as error:
        return refused(request, str(error))
    album.keep_card(saved.world.state)
    if saved.is_new:
        sentence = "Restored; what stood there before is the newest snapshot."
        messages.success(request, sentence)
    else:
        messages.info(request, "That version is what stands there already.")
    return redirect(world)


@require_POST
def snapshot_pin(request: Request, pk: str, snapshot: str) -> HttpResponse:
    world = own(request, pk)
    row = snapshot_of(world, snapshot)
    form = SnapshotForm(request.POST)
    if not form.is_valid():
        return refused_form(request, form)
    with gone_is_404():
        versions.pin(snapshot=row, name=form.cleaned_data["name"])
    return done(request, world, "Named; it is kept until you delete it.")


@require_POST
def snapshot_delete(request: Request, pk: str, snapshot: str) -> HttpResponse:
    world = own(request, pk)
    row = snapshot_of(world, snapshot)
    with gone_is_404():
        versions.delete(world=world, snapshot=row, author=author_of(request), now=clock.now())
    messages.success(request, "Deleted the snapshot.")
    return redirect("worlds:version_list", world.pk)


@require_GET
def snapshot_download(request: Request, pk: str, snapshot: str) -> HttpResponse:
    world = own(request, pk)
    return responses.export(world, snapshot_of(world, snapshot))


@require_GET
def version_compare(request: Request, pk: str) -> HttpResponse:
    """What changed between two versions, in words and on two maps."""
    world = own(request, pk)
    sides = [_side(world, request.GET.get(name) or NOW) for name in ("from", "to")]
    context = frame(world, "versions") | {
        "before": sides[0],
        "after": sides[1],
        "choices": _choices(world, sides),
    }
    if sides[0].state and sides[1].state:
        old, new = sides[0].state.read(), sides[1].state.read()
        context |= difference_of(old, new, names=(sides[0].name, sides[1].name))
    return page(request, "worlds/compare.html", context)


def _side(world: World, key: str) -> versions.Side:
    if key == NOW:
        return versions.Side(NOW, f"Now (revision {world.revision})", world.state)
    row = snapshot_of(world, key)
    return versions.Side(row.pk, _words(row), row.state)


def _choices(world: World, sides: list[versions.Side]) -> list[tuple[str, str]]:
    newest = world.snapshots.order_by("-created_at")[:LINES]
    named = {NOW: f"Now (revision {world.revision})"} | {row.pk: _words(row) for row in newest}
    return list((named | {side.key: side.name for side in sides}).items())


def _words(row: WorldSnapshot) -> str:
    name = f"“{row.name}”, " if row.name else ""
    return f"{name}revision {row.revision}, {row.created_at:%Y-%m-%d %H:%M} UTC"
