"""What every request passes: privacy headers, the size limit, sign-in, local time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from devcraft.http import Request
from devcraft.views.errors import is_for_programs, too_large, wrong_verb

GetResponse = Callable[[HttpRequest], HttpResponse]
PERMISSIONS = ", ".join(
    f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb")
)
DEFAULT_BODY_LIMIT = 1024 * 1024


class PrivatePages:
    """Headers that Django and django-csp leave out; pages are never stored."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class BodyLimit:
    """Answer 413 before a body over the view's `body_limit` (bytes) is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        limit: int = getattr(view, "body_limit", DEFAULT_BODY_LIMIT)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) <= limit:
            return None
        return too_large(request, limit=limit)


class WrongVerb:
    """Give the empty 405 answers of Django's decorators a page, as browsers show none;
    programs are told in JSON whatever they tried."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_shown = request.method == "GET" or is_for_programs(request)
        if response.status_code != 405 or not is_shown:
            return response
        return wrong_verb(request, allowed=response.headers["Allow"])


class SignedInByDefault(LoginRequiredMiddleware):
    """Django's rule, with answers that htmx and lost POSTs can follow."""

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        response = super().process_view(request, view_func, view_args, view_kwargs)
        if response is None:
            return None
        if cast(Request, request).htmx:
            return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
        if request.method != "GET":
            return redirect(settings.LOGIN_URL)
        return response


class LocalTime:
    """Show instants in the zone of the person who looks."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(request.user.tz):
            return self.get_response(request)
