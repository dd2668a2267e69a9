"""Sign-in by one-time link or password, and sign-out."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from devcraft import accounts, clock
from devcraft.forms import PasswordForm
from devcraft.http import typed, way_back

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
@sensitive_post_parameters()
def sign_in(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(typed(request))
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            return HttpResponseRedirect(way_back(request))
        form.add_error(None, "Name and password do not match an account here.")
    context = {"form": form, "next": way_back(request)}
    return render(request, "sign_in/sign_in.html", context, status=422 if form.errors else 200)


@require_GET
@login_not_required
@never_cache
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Spend the link. The one GET that writes: a console link must work by a click.

    A browser that fetches ahead (Sec-Purpose: prefetch) does not spend it.
    """
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=503)
    user = accounts.use_link(token, now=clock.now())
    if user is None:
        return render(request, "sign_in/link_spent.html", status=410)
    login(request, user, backend=MODEL_BACKEND)
    return redirect("today")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign_in")
