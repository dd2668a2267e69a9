"""The sample desk: a month of somebody else's work to look around in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from devcraft import clock, sample
from devcraft.http import Request
from devcraft.models import User
from devcraft.views.sign_in import MODEL_BACKEND

CAME_FROM = "sample_visitor"


@require_POST
def visit(request: Request) -> HttpResponse:
    """Sit down at the sample desk; one's own waits unchanged."""
    if request.user.is_sample:
        return redirect("today")
    visitor = request.user.pk
    desk = sample.ensure_desk(visitor=request.user, now=clock.now())
    login(request, desk, backend=MODEL_BACKEND)
    request.session[CAME_FROM] = visitor
    return redirect("today")


@require_POST
def leave(request: Request) -> HttpResponse:
    return _back(request)


@require_POST
def remove(request: Request) -> HttpResponse:
    if request.user.is_sample:
        sample.remove_desk(request.user, now=clock.now())
    response = _back(request)
    messages.success(request, "Removed the sample desk.")
    return response


def _back(request: Request) -> HttpResponse:
    visitor = User.objects.filter(
        pk=request.session.get(CAME_FROM, 0), is_active=True, is_sample=False
    ).first()
    if request.user.is_sample and visitor is not None:
        login(request, visitor, backend=MODEL_BACKEND)
    return redirect("today")
