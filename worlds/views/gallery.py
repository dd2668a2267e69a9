"""The gallery: the list, making a world, bringing one in from a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from devcraft import clock, keyset
from devcraft.http import Request, body_limit, page
from worlds import album, gallery, importing, saving
from worlds.forms import ImportForm, NameForm
from worlds.models import Visibility

FILE_BYTES = 64 * 1024 * 1024
MOST_FILES = 20


@require_GET
def world_list(request: Request) -> HttpResponse:
    return page(request, "worlds/world_list.html", _context(request), fragment="worlds")


@require_POST
def world_create(request: Request) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        context = _context(request) | {"create": form}
        return page(request, "worlds/world_list.html", context, status=422)
    world = saving.create(owner=request.user, name=form.cleaned_data["name"], now=clock.now())
    return redirect(world)


@require_POST
@body_limit(FILE_BYTES)
def world_import(request: Request) -> HttpResponse:
    """Bring one or several files in; what is wrong with some of them holds up no other."""
    uploads = request.FILES.getlist("file")
    if len(uploads) > MOST_FILES:
        return _too_many(request, len(uploads))
    forms = [ImportForm({}, {"file": upload}) for upload in uploads] or [ImportForm({}, {})]
    brought = [_bring(request, form) for form in forms if form.is_valid()]
    wrong = [form for form in forms if form.errors]
    if wrong:
        context = _context(request) | {"upload": wrong[0], "wrong": wrong}
        return page(request, "worlds/world_list.html", context, status=422)
    return redirect(brought[0].world if len(brought) == 1 else "worlds:world_list")


def _too_many(request: Request, count: int) -> HttpResponse:
    form = ImportForm({}, {})
    form.errors.clear()
    sentence = (
        f"File must be {MOST_FILES} files at most, and these are {count}; none was brought in."
    )
    form.add_error("file", sentence)
    context = _context(request) | {"upload": form, "wrong": [form]}
    return page(request, "worlds/world_list.html", context, status=422)


def _bring(request: Request, form: ImportForm) -> importing.Imported:
    brought = importing.bring_in(
        owner=request.user,
        export=form.cleaned_data["file"],
        file_name=str(form.files["file"]),
        now=clock.now(),
    )
    album.keep_card(brought.world.state)
    if brought.is_new:
        messages.success(request, f"Imported “{brought.world.name}”.")
    else:
        messages.info(request, f"This file is here already, as “{brought.world.name}”.")
    return brought


def _context(request: Request) -> dict[str, Any]:
    wish = gallery.read(request.GET)
    rows = gallery.worlds(request.user, wish)
    return {
        "wish": wish,
        "page": keyset.page_of(rows, request.GET, order=wish.order, size=gallery.PAGE_SIZE),
        "tabs": [("mine", "Mine"), ("shared", "Shared"), ("trash", "Trash")],
        "orders": [(name, label) for name, (label, _) in gallery.ORDERS.items()],
        "visibilities": Visibility.choices,
        "create": NameForm(),
        "upload": ImportForm(),
    }
