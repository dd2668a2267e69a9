"""Client keys of one account: what programs sign in with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from devcraft import clock, keys, keyset
from devcraft.forms import ClientKeyForm
from devcraft.http import Request, page, typed
from devcraft.models import ClientKey

PAGE_SIZE = 25


@never_cache
@require_http_methods(["GET", "POST"])
def client_keys(request: Request) -> HttpResponse:
    """The keys there are. A new one is shown in the answer to its form and never again."""
    form, now = ClientKeyForm(typed(request)), clock.now()
    if request.method == "POST" and form.is_valid():
        issued = keys.issue(
            owner=request.user,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            now=now,
            lifetime=timedelta(days=form.cleaned_data["days"]),
        )
        context = _context(request, now) | {"form": ClientKeyForm(), "issued": issued}
        return page(request, "client_keys.html", context, status=201)
    context = _context(request, now) | {"form": form}
    return page(request, "client_keys.html", context, status=422 if form.is_bound else 200)


@require_POST
def client_key_revoke(request: Request, pk: int) -> HttpResponse:
    key = get_object_or_404(ClientKey, pk=pk, owner=request.user)
    keys.revoke(key, now=clock.now())
    messages.success(request, f"Revoked “{key.name}”; programs with it are refused from now on.")
    return redirect("client_keys")


def _context(request: Request, now: datetime) -> dict[str, Any]:
    rows = keyset.page_of(
        ClientKey.objects.filter(owner=request.user),
        request.GET,
        order=keyset.Order("id"),
        size=PAGE_SIZE,
    )
    shown = [
        {"key": key, "is_live": key.is_live(now), "may": [_words(one) for one in key.scopes]}
        for key in rows.rows
    ]
    return {"page": rows, "shown": shown}


def _words(scope: str) -> str:
    return keys.SCOPES.get(scope, scope)
