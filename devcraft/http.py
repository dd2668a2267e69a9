"""Web plumbing shared by all apps: typed requests, fragments, safe ways back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, url_has_allowed_host_and_scheme
from django_htmx.http import replace_url, reselect, reswap, retarget, trigger_client_event
from django_htmx.middleware import HtmxDetails

from devcraft.forms import first_error
from devcraft.models import User


class Request(HttpRequest):
    """A request of a signed-in user, after django-htmx's middleware."""

    htmx: HtmxDetails
    user: User


View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def body_limit(size: int) -> Callable[[View], View]:
    """Let a view take bodies up to SIZE bytes; the middleware answers 413 beyond."""

    def mark(view: View) -> View:
        vars(view)["body_limit"] = size
        return view

    return mark


def wants_fragment(request: Request, target: str) -> bool:
    """Whether htmx asks for the element with id TARGET alone.

    False for boosted and history-restore requests, and for requests that follow a
    redirect after a form: those need the whole page.
    """
    htmx = request.htmx
    return (
        bool(htmx)
        and not htmx.boosted
        and not htmx.history_restore_request
        and htmx.target == target
    )


def page(
    request: Request,
    template: str,
    context: dict[str, Any],
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render TEMPLATE, or only its partial FRAGMENT when htmx targets that id."""
    name = template
    if fragment and wants_fragment(request, fragment):
        name = f"{template}#{fragment}"
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response if status < 400 else replace_url(response, url=False)


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether If-None-Match names ETAG, which a proxy on the way may have made weak."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return known == ["*"] or etag in (tag.removeprefix("W/") for tag in known)


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None when it is only looked at. An empty form is sent too."""
    return request.POST if request.method == "POST" else None


def way_back(request: HttpRequest, *, default: str = "") -> str:
    """Where the form came from (its `next` field) if that is on this site, else DEFAULT."""
    target = request.POST.get("next", "") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return target
    return default or reverse("today")


def page_shown(request: HttpRequest) -> str:
    """The address of the page a person looks at, which forms and links lead back to.

    The answer to a refused POST stands under the address of an act; its page is the one
    that the form stood on.
    """
    htmx = HtmxDetails(request)
    if request.method == "GET" and (not htmx or htmx.boosted):
        return request.get_full_path()
    if htmx and htmx.current_url_abs_path:
        return htmx.current_url_abs_path
    return request.get_full_path() if request.method == "GET" else way_back(request)


def undo_at(address: str) -> str:
    """The tags of a message whose toast offers undo at ADDRESS; none without an address."""
    return f"undo-at {address}" if address else ""


def refused_form(request: Request, form: BaseForm) -> HttpResponse:
    """Say what is wrong with FORM; without scripts the page holds it as it was typed."""
    return refused(request, first_error(form), status=422, form=form)


def refused(
    request: Request, sentence: str, *, status: int = 409, form: BaseForm | None = None
) -> HttpResponse:
    """Say in one sentence why an act did not happen; htmx shows it as a toast."""
    if request.htmx:
        response = render(request, "includes/_refused_toast.html", {"sentence": sentence})
        response.status_code = status
        response = retarget(reswap(response, "innerHTML"), "#toasts")
        response = replace_url(reselect(response, ".toast"), url=False)
        return trigger_client_event(response, "desk-stale")
    context = {"sentence": sentence, "back": way_back(request), "form": form}
    return render(request, "refused.html", context, status=status)
