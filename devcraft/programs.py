"""How programs are let in, read and answered: keys, one JSON object, refusals, known answers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from devcraft import strict_json
from devcraft.http import is_known
from devcraft.keys import ProgramRequest, client_required
from devcraft.refusing import Kind, Refused

BODY = "body"
"""The field of a refusal when no member is to blame."""
IDEMPOTENCY = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,128}")
STATUS = {
    Kind.INVALID: 400,
    Kind.FORBIDDEN: 403,
    Kind.MISSING: 404,
    Kind.CONFLICT: 409,
    Kind.TOO_LARGE: 413,
    Kind.UNSAFE: 503,
}


@dataclass(frozen=True)
class Shape:
    """The members that a body must and may have."""

    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        return (*self.needed, *self.optional)


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


def refused(error: Refused) -> JsonResponse:
    return JsonResponse({"error": str(error), "field": error.field}, status=STATUS[error.kind])


def members(raw: bytes, shape: Shape) -> dict[str, Any]:
    """The members of the JSON object RAW; null counts as left out, no body as an empty object.

    Raises Refused.
    """
    try:
        value = strict_json.parse(strict_json.decode(raw, what="a body")) if raw.strip() else {}
    except strict_json.BadJson as error:
        raise Refused(BODY, f"cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise Refused(BODY, "must be a JSON object")
    for name in value:
        if name not in shape.known:
            known = ", ".join(shape.known) or "no members"
            raise Refused(_spoken(name), f"is not known here; known are {known}")
    sent = {name: item for name, item in value.items() if item is not None}
    for name in shape.needed:
        if name not in sent:
            raise Refused(name, "is needed")
    return sent


def _spoken(name: str) -> str:
    """NAME if it can be said back in a sentence."""
    is_plain = re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", name)
    return name if is_plain else "a member of the body"


def idempotency_key(request: HttpRequest) -> str:
    """The header's key, or none. Raises Refused."""
    key = request.headers.get(IDEMPOTENCY, "")
    if key and not KEY.fullmatch(key):
        raise Refused(IDEMPOTENCY, "must be 1 to 128 visible ASCII characters")
    return key


def tagged(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    """TOLD as JSON under the ETag of its bytes; 304 to a program that has them already."""
    body = json.dumps(told, separators=(",", ":")).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(status=304)
    if not is_known(request, tag):
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = tag
    return response
