"""Client keys: how programs sign in. Format and rules of spec/reliability §5.2.

    dvc_<8 characters: public id>_<43 characters: secret><6 characters: checksum>

The prefix lets secret scanners find a leaked key; the checksum tells a typo from a
wrong key without a look at the database.
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from devcraft import clock, tokens
from devcraft.models import ClientKey, User

PREFIX = "dvc"
LIFETIMES = (30, 90, 365)
LIFETIME = timedelta(days=90)
SCOPES = {
    "time:read": "See your timer and your time entries",
    "time:write": "Run your timer, and report what agents worked",
    "missions:read": "See your missions",
    "missions:write": "Make missions and edit their words",
    "worlds:read": "List and load worlds",
    "worlds:write": "Save into worlds",
    "spaces:read": "Read spaces you are in",
    "spaces:write": "Speak in spaces as you",
    "memory:read": "Read the lineage of runs",
    "memory:record": "Record sessions, runs, events and skills",
    "memory:propose": "Propose logic from skills",
    "memory:validate": "Report validations of proposals",
    "memory:deploy": "Report deployments of proposals",
    "agents:trigger": "Tell agents what services have to say",
    "telemetry:write": "Send what OpenTelemetry measured of your agents",
    "tools:answer": "Fetch tool calls of your agents and bring their results",
}
TOUCH_EVERY = timedelta(minutes=1)
NO_KEY = {"error": "a client key is needed"}
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class IssuedKey:
    """A new key and its text, which is shown once and stored nowhere."""

    key: ClientKey
    text: str


class ProgramRequest(HttpRequest):
    """A request that a client key signed in."""

    client: ClientKey


def issue(
    *,
    owner: User,
    name: str,
    scopes: list[str],
    now: datetime,
    lifetime: timedelta | None = LIFETIME,
) -> IssuedKey:
    public_id = secrets.token_hex(4)
    secret = secrets.token_urlsafe(32)
    key = ClientKey.objects.create(
        public_id=public_id,
        secret_hash=tokens.digest(secret),
        owner=owner,
        name=name,
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + lifetime if lifetime else None,
    )
    return IssuedKey(key, f"{PREFIX}_{public_id}_{secret}{_checksum(public_id + secret)}")


def revoke(key: ClientKey, *, now: datetime) -> None:
    """End KEY at once and for good."""
    ClientKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)


def authenticate(text: str, *, now: datetime) -> ClientKey | None:
    """The live key that TEXT names, or None. Takes the same time either way."""
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != PREFIX or len(parts[2]) != 49:
        return None
    public_id, secret, checksum = parts[1], parts[2][:43], parts[2][43:]
    if not secrets.compare_digest(_checksum(public_id + secret).encode(), checksum.encode()):
        return None
    key = ClientKey.objects.filter(public_id=public_id).select_related("owner").first()
    known = key.secret_hash if key else tokens.digest("")
    if not secrets.compare_digest(known, tokens.digest(secret)) or key is None:
        return None
    if not (key.is_live(now) and key.owner.is_active):
        return None
    _touch(key, now)
    return key


def client_required(scope: str) -> Callable[[Callable[..., HttpResponseBase]], Any]:
    """Let a view answer programs alone: a key with SCOPE in the Authorization header.

    Sessions do not count here, and keys do not count elsewhere. 401 when there is no
    live key, 403 when it lacks the scope.
    """

    def wrap(view: Callable[..., HttpResponseBase]) -> Any:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            kind, _, text = request.headers.get("Authorization", "").partition(" ")
            key = authenticate(text.strip(), now=clock.now()) if kind == "Bearer" else None
            if key is None:
                return JsonResponse(NO_KEY, status=401, headers={"WWW-Authenticate": "Bearer"})
            if not key.has_scope(scope):
                return JsonResponse({"error": f"this key lacks the scope {scope}"}, status=403)
            program = cast(ProgramRequest, request)
            program.client = key
            program.user = key.owner
            return view(program, *args, **kwargs)

        vars(guarded)["scope"] = scope
        return csrf_exempt(login_not_required(guarded))

    return wrap


def _touch(key: ClientKey, now: datetime) -> None:
    """Remember the use, at most once a minute."""
    if key.last_used_at is None or now - key.last_used_at >= TOUCH_EVERY:
        ClientKey.objects.filter(pk=key.pk).update(last_used_at=now)


def _checksum(text: str) -> str:
    number = zlib.crc32(text.encode())
    digits = ""
    for _ in range(6):
        number, digit = divmod(number, 36)
        digits += ALPHABET[digit]
    return digits
