"""Gamification, element by element: what is switched off is hidden, and nothing else changes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from devcraft import clock
from devcraft.http import Request, page, typed
from missions import desk
from missions.forms import SwitchesForm
from missions.models import Profile


@require_http_methods(["GET", "POST"])
def gamification(request: Request) -> HttpResponse:
    form = SwitchesForm(typed(request), instance=desk.profile_of(request.user))
    if request.method == "POST" and form.is_valid():
        stored = Profile.objects.of(request.user)
        changed = Profile.objects.filter(pk=stored.pk)
        changed.update(**form.cleaned_data, updated_at=clock.now())
        messages.success(request, "Saved what is shown; what you earned stays as it is.")
        return redirect("missions:gamification")
    status = 422 if form.is_bound else 200
    return page(request, "missions/gamification.html", {"form": form}, status=status)
