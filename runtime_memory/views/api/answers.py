"""How programs that tell the memory something are read and answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Model
from django.http import HttpResponse, JsonResponse

from devcraft.http import body_limit
from devcraft.keys import ProgramRequest
from devcraft.programs import asked
from runtime_memory.api import bodies, rows

READ = "memory:read"
RECORD = "memory:record"
PROPOSE = "memory:propose"
VALIDATE = "memory:validate"
DEPLOY = "memory:deploy"


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

        vars(answered).update(shape=shape, status=status)
        return answered

    return wrap
