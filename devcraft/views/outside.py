"""What a person wants shown and told outside the page, and what there is to tell."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_http_methods

from devcraft import clock
from devcraft import news as what_is_new
from devcraft.http import Request, page, typed
from missions import desk
from missions.forms import OutsideForm
from missions.models import Profile


@require_http_methods(["GET", "POST"])
def notifications(request: Request) -> HttpResponse:
    form = OutsideForm(typed(request), instance=desk.profile_of(request.user))
    if request.method == "POST" and form.is_valid():
        stored = Profile.objects.of(request.user)
        changed = Profile.objects.filter(pk=stored.pk)
        changed.update(**form.cleaned_data, updated_at=clock.now())
        messages.success(request, "Saved what is shown and told outside the page.")
        return redirect("notifications")
    status = 422 if form.is_bound else 200
    return page(request, "notifications.html", {"form": form}, status=status)


@require_GET
def news(request: Request) -> HttpResponse:
    """What came from the moment `since` on, as JSON; nothing without one."""
    current = desk.of(request)
    asked = request.GET.get("since", "")
    moment = _moment(asked) if asked else current.now
    if moment is None:
        sentence = "since must be a date and time with its offset, such as 2026-11-22T09:30:00Z."
        return JsonResponse({"error": sentence}, status=422)
    pieces = [asdict(piece) for piece in what_is_new.since(request.user, current, moment)]
    return JsonResponse({"now": current.now, "news": pieces})


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
