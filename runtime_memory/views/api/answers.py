"""How programs are let in, read and answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Model
from django.http import HttpResponse, JsonResponse

from devcraft.http import body_limit
from devcraft.keys import ProgramRequest, client_required
from runtime_memory.api import bodies, rows
from runtime_memory.refusing import Kind, Refused

READ = "memory:read"
RECORD = "memory:record"
PROPOSE = "memory:propose"
VALIDATE = "memory:validate"
DEPLOY = "memory:deploy"
STATUS = {
    Kind.INVALID: 400,
    Kind.FORBIDDEN: 403,
    Kind.MISSING: 404,
    Kind.CONFLICT: 409,
    Kind.TOO_LARGE: 413,
    Kind.UNSAFE: 503,
}


def asked(scope: str) -> Callable[[Callable[..., HttpResponse]], Any]:
    """Let keys with SCOPE in; a `Refused` is answered as a sentence and the field it names."""

    def wrap(view: Callable[..., HttpResponse]) -> Any:
        @client_required(scope)
        @wraps(view)
        def answered(request: ProgramRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except Refused as error:
                return refused(error)

        return answered

    return wrap


def told(
    scope: str, *needed: str, optional: tuple[str, ...] = (), status: int = 201
) -> Callable[[Callable[..., Model]], Any]:
    """Let keys with SCOPE tell what is to be kept; the view gets it as `sent`, as keywords
    of the store, and what it returns is answered as a row with STATUS."""
    shape = bodies.Shape(needed, optional)

    def wrap(view: Callable[..., Model]) -> Any:
        @body_limit(bodies.MOST_BYTES)
        @asked(scope)
        @wraps(view)
        def answered(request: ProgramRequest, **kwargs: str) -> HttpResponse:
            if not request.META.get("CONTENT_LENGTH") and "Transfer-Encoding" in request.headers:
                sentence = "Content-Length is needed; send the body in one piece."
                return JsonResponse({"error": sentence, "field": bodies.WHOLE}, status=411)
            # `body` would hold it to the limit of forms
            sent = bodies.read(request.read(), shape)
            return JsonResponse(rows.told(view(request, sent=sent, **kwargs)), status=status)

        return answered

    return wrap


def refused(error: Refused) -> JsonResponse:
    return JsonResponse({"error": str(error), "field": error.field}, status=STATUS[error.kind])
