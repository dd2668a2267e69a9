"""Settings of one account: zone, day start, theme, keys, password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from devcraft.forms import NewPasswordForm, SettingsForm
from devcraft.http import Request, page, refused, typed, way_back
from devcraft.models import User


@require_http_methods(["GET", "POST"])
def settings(request: Request) -> HttpResponse:
    stored = User.objects.get(pk=request.user.pk)
    form = SettingsForm(typed(request), instance=stored)
    if request.method == "POST" and form.is_valid():
        stored.save(update_fields=SettingsForm.Meta.fields)
        messages.success(request, "Saved your settings.")
        return redirect("settings")
    context = {"form": form, "password": NewPasswordForm(request.user)}
    return page(request, "settings.html", context, status=422 if form.is_bound else 200)


@require_POST
def zone(request: Request) -> HttpResponse:
    """Take over the zone that the browser reports, by one click."""
    stored = User.objects.get(pk=request.user.pk)
    fields = {"zone": request.POST.get("zone", "")}
    form = SettingsForm({**SettingsForm.values_of(stored), **fields}, instance=stored)
    if not form.is_valid():
        return refused(request, "Zone must be a name from the time zone database.", status=422)
    stored.save(update_fields=["zone"])
    messages.success(request, f"Days now follow {stored.zone}.")
    return redirect(way_back(request))


@require_POST
@sensitive_post_parameters()
def password(request: Request) -> HttpResponse:
    """Set a password, beside the one-time links; other sessions are signed out."""
    form = NewPasswordForm(request.user, request.POST)
    if not form.is_valid():
        stored = User.objects.get(pk=request.user.pk)
        context = {"form": SettingsForm(instance=stored), "password": form}
        return page(request, "settings.html", context, status=422)
    form.save()
    update_session_auth_hash(request, form.user)
    messages.success(request, "Set your password; other sessions were signed out.")
    return redirect("settings")
