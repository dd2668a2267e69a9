"""The journal as it is written: from a draft of the day's facts, edited, thrown away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from devcraft import clock
from devcraft.forms import whole_number
from devcraft.http import Request, page, refused, typed, undo_at, way_back
from devcraft.journal import facts, places
from devcraft.views.journal import load
from missions import desk, journaling
from missions.acts import ActRefused
from missions.journal_forms import EntryForm
from missions.models import Journal
from missions.views.acting import token_of


@require_http_methods(["GET", "POST"])
def entry_new(request: Request) -> HttpResponse:
    """A new entry about a day, which begins with the day's facts."""
    today = desk.of(request).today
    day, unknown = _day(request, today)
    of_day = facts.of_day(request.user, day, running=desk.of(request).running_days.get(day, 0))
    initial = {"day": day, "content": facts.draft(of_day)}
    form = EntryForm(typed(request), today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = journaling.write(
            owner=request.user,
            said=form.said,
            worlds=places.worlds_named(request.user, form.said.content),
            now=clock.now(),
            token=token_of(request),
        )
        messages.success(request, "Saved the entry.")
        return redirect(made)
    context = {"form": form, "facts": of_day, "day": day, "unknown": unknown}
    return page(request, "journal/entry_new.html", context, status=422 if form.is_bound else 200)


def _day(request: Request, today: date) -> tuple[date, str]:
    """The day that the address asks for, and a sentence when it asks in vain."""
    asked = request.GET.get("day", "")
    try:
        day = date.fromisoformat(asked) if asked else today
    except ValueError:
        return today, f"“{asked[:40]}” is no day such as 2026-03-28; this is about today."
    if day > today:
        return today, "Day must not lie in the future; this is about today."
    return day, ""


@require_http_methods(["GET", "POST"])
def entry_edit(request: Request, pk: int) -> HttpResponse:
    """Edit an entry; a save on top of another one shows both and loses neither."""
    entry = load(request, pk)
    form = EntryForm(
        typed(request), today=desk.of(request).today, mood=entry.mood, initial=_said(request, entry)
    )
    context: dict[str, Any] = {"entry": entry, "form": form, "revision": entry.revision}
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, entry, form)
        except journaling.EntryEditedMeanwhile as conflict:
            context |= {"theirs": conflict.entry, "revision": conflict.entry.revision}
            return page(request, "journal/entry_edit.html", context, status=409)
        except ActRefused as error:
            return refused(request, str(error))
        messages.success(request, "Saved the entry; its earlier text stays in the history.")
        return redirect(entry)
    return page(request, "journal/entry_edit.html", context, status=422 if form.is_bound else 200)


def _said(request: Request, entry: Journal) -> dict[str, Any]:
    """What the form begins with: the entry, or the earlier version that the address names."""
    initial = vars(journaling.of(entry)) | {"tags": ", ".join(entry.tags)}
    number = whole_number(request.GET.get("version", ""))
    if number is not None:
        version = get_object_or_404(entry.versions, number=number)
        initial |= {"content": version.content, "tags": ", ".join(version.tags)}
    return initial


def _save(request: Request, entry: Journal, form: EntryForm) -> None:
    journaling.edit(
        entry=entry,
        said=form.said,
        base_revision=whole_number(request.POST.get("revision", "")) or 0,
        worlds=places.worlds_named(request.user, form.said.content),
        now=clock.now(),
    )


@require_POST
def entry_trash(request: Request, pk: int) -> HttpResponse:
    entry = load(request, pk)
    journaling.trash(entry=entry, now=clock.now())
    undo = undo_at(reverse("journal:entry_put_back", args=[entry.pk]))
    messages.info(request, "Moved the entry to the trash.", extra_tags=undo)
    return redirect("journal:entry_list")


@require_POST
def entry_put_back(request: Request, pk: int) -> HttpResponse:
    entry = load(request, pk)
    journaling.put_back(entry=entry)
    messages.success(request, "The entry is out of the trash.")
    return redirect(way_back(request, default=entry.get_absolute_url()))


@require_POST
def moods_forget(request: Request) -> HttpResponse:
    """Delete every mood for good; the page before says what that means."""
    if request.POST.get("sure") != "yes":
        return refused(request, "Tick that you are sure: moods cannot be brought back.", status=422)
    count = journaling.forget_moods(owner=request.user)
    entries = "1 entry" if count == 1 else f"{count:,} entries"
    messages.success(request, f"Deleted the mood of {entries}; the texts stay.")
    return redirect("journal:mood_days")
