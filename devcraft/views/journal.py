"""The journal as it is read: the list, one entry with its versions, the trash, the moods."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from agents.living import comparing
from devcraft import keyset
from devcraft.http import Request, page
from devcraft.journal import places
from missions import desk, journal_entries, journaling, memories, moods, references, search
from missions import mood_days as moods_by_day
from missions.journal_forms import NarrowForm
from missions.models import Journal
from runtime_memory import searching
from runtime_memory.excerpts import excerpt

VERSIONS = 10
NARROW = 340


def load(request: Request, pk: int) -> Journal:
    """An entry of this user, which may lie in the trash; 404 for any other."""
    return get_object_or_404(Journal.objects.visible_to(request.user), pk=pk)


@require_GET
def entry_list(request: Request) -> HttpResponse:
    form = NarrowForm(request.GET)
    wish = form.wish
    found = journal_entries.listing(request.user, wish, request.GET)
    current = desk.of(request)
    context = {
        "form": form,
        "wish": wish,
        "page": found,
        "rows": [(row, excerpt((row.content,), _wanted(wish.text))) for row in found.rows],
        "tags": journal_entries.tags_of(request.user),
        "moods": journal_entries.moods_of(request.user),
        "today": current.today,
        "current": "entries",
    }
    return page(request, "journal/entry_list.html", context, fragment="rows")


def _wanted(text: str) -> searching.Search:
    """The words of TEXT as beginnings, which the list finds them by."""
    words = search.WORD.findall(text)
    return searching.Search(tuple(searching.Term(word, is_beginning=True) for word in words))


@require_GET
def entry_detail(request: Request, pk: int) -> HttpResponse:
    entry = load(request, pk)
    addresses = places.addresses(request.user, entry)
    context = {"entry": entry, "pieces": references.pieces(entry.content, addresses)}
    return page(request, "journal/entry_detail.html", context)


@require_GET
def entry_history(request: Request, pk: int) -> HttpResponse:
    """Earlier versions, the newest first, each with what replaced it."""
    entry = load(request, pk)
    found = keyset.page_of(
        entry.versions.all(), request.GET, order=keyset.Order("number"), size=VERSIONS
    )
    context = {"entry": entry, "page": found, "rows": _compared(entry, found.rows)}
    return page(request, "journal/entry_history.html", context)


def _compared(entry: Journal, versions: list[Any]) -> list[dict[str, Any]]:
    if not versions:
        return []
    following = entry.versions.filter(number=versions[0].number + 1).first() or entry
    return [
        {"version": old, "changes": comparing.lines(old.content, new.content)}
        for new, old in pairwise([following, *versions])
    ]


@require_GET
def trash_list(request: Request) -> HttpResponse:
    """What was thrown away: entries by pages, and the last memories."""
    context = {
        "page": journal_entries.trash(request.user, request.GET),
        "memories": memories.trash(request.user),
        "current": "trash",
    }
    return page(request, "journal/trash_list.html", context)


@require_GET
def mood_days(request: Request) -> HttpResponse:
    """Moods beside score and focused time; no chart while the days are few."""
    found = moods_by_day.of(request.user, today=desk.of(request).today)
    context = {
        "found": found,
        "fewest": moods.FEWEST_DAYS,
        "current": "moods",
        "has_moods": journaling.moods(request.user).exists(),
    }
    if found.is_enough:
        context |= {
            "chart": moods_by_day.chart(found),
            "narrow_chart": moods_by_day.chart(found, width=NARROW),
        }
    return page(request, "journal/mood_days.html", context)
