"""One world: its map, facts and things; its name, sharing and trash."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from devcraft import clock, keyset
from devcraft.forms import whole_number
from devcraft.http import Request, page, refused_form, typed
from missions import journal_entries
from worlds import album, curating, icons, saving
from worlds.forms import DescribeForm, NameForm, ShareForm, UploadForm
from worlds.models import World
from worlds.state import State
from worlds.views import responses
from worlds.views.loading import author_of, done, own
from worlds.views.maps import map_of

MOST_THINGS = 300
LINES = 50
EMPTIED_AT_ONCE = 5


@require_GET
def world_detail(request: Request, pk: str) -> HttpResponse:
    world = own(request, pk)
    context = frame(world, "world") | inside(request, world)
    context["mentions"] = journal_entries.naming_world(request.user, world.pk)
    return page(request, "worlds/world_detail.html", context)


def inside(request: Request, world: World) -> dict[str, Any]:
    """What a page shows of a world's present state: its map and its things."""
    if world.state is None:
        return {"content": None}
    content = world.state.read()
    return {
        "content": content,
        "map": map_of(content),
        **things_of(content, request),
    }


def things_of(content: State, request: Request) -> dict[str, Any]:
    """A page of the things whose name holds the words that are looked for."""
    words = request.GET.get("q", "").strip()[:100]
    skipped = whole_number(request.GET.get("skip", "")) or 0
    found = [thing for thing in content.things if words.casefold() in thing.name.casefold()]
    following = skipped + MOST_THINGS
    return {
        "things": found[skipped:following],
        "things_found": len(found),
        "things_before": max(0, skipped - MOST_THINGS) if skipped else None,
        "things_after": following if following < len(found) else None,
        "words": words,
    }


def frame(world: World, tab: str) -> dict[str, Any]:
    """What every tab of a world shows around its content."""
    return {
        "world": world,
        "tab": tab,
        "tags": list(world.tag_rows.values_list("name", flat=True).order_by("name")),
        "is_waiting": world.pending_saves.filter(author=world.owner_id).exists(),
        "upload": UploadForm(initial={"base_revision": world.revision}),
    }


@require_GET
def world_history(request: Request, pk: str) -> HttpResponse:
    world = own(request, pk)
    lines = keyset.page_of(world.changes.all(), request.GET, order=keyset.Order("id"), size=LINES)
    context = frame(world, "history") | {"page": lines}
    return page(request, "worlds/world_history.html", context)


@require_http_methods(["GET", "POST"])
def world_describe(request: Request, pk: str) -> HttpResponse:
    world = own(request, pk)
    context = frame(world, "world")
    initial = {"name": world.name, "icon": world.icon, "tags": ", ".join(context["tags"])}
    form = DescribeForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        curating.describe(
            world=world, author=author_of(request), now=clock.now(), **form.cleaned_data
        )
        return done(request, world, "Saved.")
    context |= {"form": form, "suggested": icons.SUGGESTED}
    return page(
        request, "worlds/world_describe.html", context, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
def world_sharing(request: Request, pk: str) -> HttpResponse:
    world = own(request, pk)
    form = ShareForm(typed(request), initial={"visibility": world.visibility})
    if request.method == "POST" and form.is_valid():
        world = curating.share(
            world=world,
            visibility=form.cleaned_data["visibility"],
            author=author_of(request),
            now=clock.now(),
        )
        messages.success(
            request, f"“{world.name}” is {world.get_visibility_display().lower()} now."
        )
        return redirect("worlds:world_sharing", world.pk)
    context = frame(world, "sharing") | {
        "form": form,
        "link": request.build_absolute_uri(world.share_url),
        "days": world.days.order_by("-day")[:14],
    }
    return page(request, "worlds/world_sharing.html", context, status=422 if form.is_bound else 200)


@require_POST
def world_rotate(request: Request, pk: str) -> HttpResponse:
    world = curating.rotate_link(world=own(request, pk), author=author_of(request), now=clock.now())
    messages.success(request, "The world has a new link; the old one opens nothing any more.")
    return redirect("worlds:world_sharing", world.pk)


@require_POST
def world_trash(request: Request, pk: str) -> HttpResponse:
    world = own(request, pk)
    now = clock.now()
    curating.put_in_trash(world=world, author=author_of(request), now=now)
    curating.empty_trash(now=now, most=EMPTIED_AT_ONCE)
    return done(
        request,
        world,
        f"Put “{world.name}” into the trash; it stays there for 30 days.",
        undo="worlds:world_recover",
    )


@require_POST
def world_recover(request: Request, pk: str) -> HttpResponse:
    world = own(request, pk)
    curating.take_from_trash(world=world, author=author_of(request), now=clock.now())
    return done(request, world, f"Took “{world.name}” back from the trash.")


@require_POST
def world_copy(request: Request, pk: str) -> HttpResponse:
    world = own(request, pk)
    form = NameForm({"name": request.POST.get("name") or f"{world.name[:110]} (copy)"})
    if not form.is_valid():
        return refused_form(request, form)
    made = saving.copy(
        world=world, owner=request.user, name=form.cleaned_data["name"], now=clock.now()
    )
    messages.success(request, f"Copied “{world.name}”.")
    return redirect(made)


@require_GET
def world_card(request: Request, pk: str) -> HttpResponse:
    return responses.picture(request, own(request, pk).state, album.CARD)


@require_GET
def world_download(request: Request, pk: str) -> HttpResponse:
    return responses.export(own(request, pk))
