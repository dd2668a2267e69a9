"""Pages for what went wrong: one sentence, and a way on."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

FOR_PROGRAMS = ("/api/", "/lineage/", "/otlp/", "/v1/")
"""Below these programs are answered, in JSON."""


def is_for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith(FOR_PROGRAMS)


def too_large(request: HttpRequest, *, limit: int) -> HttpResponse:
    size = f"{limit // 1024 // 1024} MB" if limit >= 1024 * 1024 else f"{limit // 1024} KB"
    if is_for_programs(request):
        error = {"error": f"what was sent is larger than {size}", "field": "body"}
        return JsonResponse(error, status=413)
    return _page(413, "That is too large", f"What was sent is larger than {size}, the limit here.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        403,
        "This form is out of date",
        "The form was not sent from a current page of this site. Go back, reload and try again.",
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    return _page(400, "That request makes no sense", "The address or form is malformed.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(403, "Not for this account", "Your account may not open this page.")


def wrong_verb(request: HttpRequest, *, allowed: str) -> HttpResponse:
    response: HttpResponse
    if is_for_programs(request):
        response = JsonResponse({"error": f"the verb here is {allowed}"}, status=405)
    else:
        response = _page(
            405, "That is an act, not a page", "Go to the page it belongs to and do it there."
        )
    response.headers["Allow"] = allowed
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_for_programs(request):
        return JsonResponse({"error": "nothing answers to this address"}, status=404)
    return _page(404, "Nothing here", "This page does not exist, or it is not yours.")


def server_error(request: HttpRequest) -> HttpResponse:
    if is_for_programs(request):
        return JsonResponse({"error": "something broke on the server"}, status=500)
    return _page(
        500,
        "That is our fault",
        "Something broke on the server. Nothing you typed was half saved; the log has the details.",
    )


def _page(status: int, title: str, sentence: str) -> HttpResponse:
    """Errors use a page without the shell and without the request: a broken database
    still answers."""
    context = {"status": status, "title": title, "sentence": sentence}
    return HttpResponse(render_to_string("error.html", context), status=status)
