"""What agents may know of a person, kept by hand, and where they used it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from devcraft import clock
from devcraft.http import Request, page, refused, typed, undo_at, way_back
from missions import memories, remembering
from missions.acts import ActRefused
from missions.journal_forms import MemoryForm
from missions.models import Memory, MemoryCategory


def load(request: Request, pk: int) -> Memory:
    """A memory of this user, which may lie in the trash; 404 for any other."""
    return get_object_or_404(Memory.objects.visible_to(request.user), pk=pk)


@require_GET
def memory_list(request: Request) -> HttpResponse:
    category = request.GET.get("category", "")
    category = category if category in MemoryCategory.values else ""
    counts = memories.counts(request.user)
    context = {
        "category": category,
        "categories": [(value, label, counts[value]) for value, label in MemoryCategory.choices],
        "page": memories.listing(request.user, category, request.GET),
        "current": "memory",
    }
    return page(request, "journal/memory_list.html", context)


@require_http_methods(["GET", "POST"])
def memory_new(request: Request) -> HttpResponse:
    form = MemoryForm(typed(request), initial={"category": request.GET.get("category", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = remembering.add(owner=request.user, told=form.told, now=clock.instant())
        except ActRefused as error:
            form.add_error("key", str(error))
        else:
            return _kept(request, made)
    status = 422 if form.is_bound else 200
    return page(request, "journal/memory_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def memory_edit(request: Request, pk: int) -> HttpResponse:
    """Change a memory as it was seen; one that moved meanwhile is shown as it is now."""
    memory = load(request, pk)
    initial = {"category": memory.category, "key": memory.key, "value": memory.value}
    form = MemoryForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _kept(request, _change(request, memory, form))
        except ActRefused as error:
            form.add_error(None, str(error))
    context = {"form": form, "memory": memory, "seen": memory.updated_at.isoformat()}
    return page(request, "journal/memory_form.html", context, status=422 if form.is_bound else 200)


def _change(request: Request, memory: Memory, form: MemoryForm) -> Memory:
    try:
        seen = datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError as error:
        raise ActRefused("This form is incomplete; open it again.") from error
    return remembering.change(memory=memory, told=form.told, seen=seen, now=clock.instant())


def _kept(request: Request, memory: Memory) -> HttpResponse:
    messages.success(request, f"Kept “{memory.key}”. Agents can read it from now on.")
    return redirect("journal:memory_list")


@require_POST
def memory_trash(request: Request, pk: int) -> HttpResponse:
    memory = load(request, pk)
    remembering.trash(memory=memory, now=clock.now())
    undo = undo_at(reverse("journal:memory_put_back", args=[memory.pk]))
    messages.info(
        request, f"Deleted “{memory.key}”; agents do not read it any more.", extra_tags=undo
    )
    return redirect(way_back(request, default=reverse("journal:memory_list")))


@require_POST
def memory_put_back(request: Request, pk: int) -> HttpResponse:
    memory = load(request, pk)
    try:
        remembering.put_back(memory=memory)
    except ActRefused as error:
        return refused(request, str(error))
    messages.success(request, f"“{memory.key}” is back.")
    return redirect(way_back(request, default=reverse("journal:memory_list")))
