"""Where exporters of OpenTelemetry post: three signals, two encodings, one key."""

from __future__ import annotations

import threading
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from agents.otlp import answering, bodies, density, patience, storing
from agents.otlp.accounts import Arrival
from agents.otlp.answering import Signal
from agents.otlp.bodies import Encoding, Stream
from agents.otlp.refusing import Unacceptable
from devcraft import clock, keys
from devcraft.http import body_limit
from devcraft.models import ClientKey

SCOPE = "telemetry:write"
SEATS = threading.BoundedSemaphore(4)
"""Posts that one process works at; each may hold a few hundred megabytes at worst."""
FULL = "Too many posts at once; send this again."
NO_KEY = "A client key is needed: Authorization: Bearer dvc_…"
NO_SCOPE = f"This key lacks the scope {SCOPE}."
BEYOND_ANY = 2**62
"""The view limits bodies itself, because it answers in protobuf as well."""


@csrf_exempt
@login_not_required
@require_POST
@body_limit(BEYOND_ANY)
def otlp(request: HttpRequest, *, signal: Signal) -> HttpResponse:
    """Takes a post of one SIGNAL, which the address names."""
    encoding = Encoding.JSON
    try:
        encoding = bodies.encoding_of(request.headers.get("Content-Type", ""))
        with patience.patiently():
            return _answer(encoding, _taken(request, signal, encoding, _key(request)))
    except Unacceptable as error:
        return _refused(encoding, error)


def _key(request: HttpRequest) -> ClientKey:
    """The key in the header. Raises Unacceptable."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    key = keys.authenticate(text.strip(), now=clock.now()) if kind.lower() == "bearer" else None
    if key is None:
        raise Unacceptable(401, NO_KEY)
    if not key.has_scope(SCOPE):
        raise Unacceptable(403, NO_SCOPE)
    return key


def _taken(request: HttpRequest, signal: Signal, encoding: Encoding, key: ClientKey) -> bytes:
    """The answer to a post that was written. Raises Unacceptable."""
    arrival = Arrival(key.owner, key, signal.name, clock.now(), encoding.value)
    if not SEATS.acquire(blocking=False):
        raise Unacceptable(429, FULL, retry_after=1)
    try:
        body, sent = bodies.received(_stream(request), request.headers.get("Content-Encoding", ""))
        arrival = arrival._replace(sent=sent, size=len(body))
        _require_whole(request, sent)
        density.require_sparse(body, encoding)
        account = storing.store(arrival, signal.decode(body, encoding))
    except Unacceptable as error:
        if error.retry_after is None:
            storing.refuse(arrival, error.status, error.sentence)
        raise
    finally:
        SEATS.release()
    return answering.taken(signal, encoding, account.rejected)


def _require_whole(request: HttpRequest, sent: int) -> None:
    """Raises Unacceptable for a body that broke off, which may look like a shorter one."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if int(length) and sent != int(length):
        raise Unacceptable(400, "The body ended before its Content-Length.")


def _stream(request: HttpRequest) -> Stream:
    """The body as it comes. Exporters that pack as they send do not say how long it is."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower() and length == "0":
        return cast(Stream, request.META["wsgi.input"])
    if int(length) > bodies.MOST_SENT:
        raise Unacceptable(413, bodies.TOO_LARGE)
    return request


def _answer(encoding: Encoding, body: bytes, status: int = 200) -> HttpResponse:
    return HttpResponse(body, status=status, content_type=encoding.value)


def _refused(encoding: Encoding, error: Unacceptable) -> HttpResponse:
    body = answering.refused(encoding, error.status, error.sentence)
    response = _answer(encoding, body, error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
