"""Errors of a provider's library as ours, in words without keys or addresses."""

from __future__ import annotations

from pydantic_ai import exceptions
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelHTTPError,
    UnexpectedModelBehavior,
    UserError,
)

from agents.living.providers import ProviderFailed
from agents.living.providers.endpoints import Endpoint
from devcraft.outbound import AddressRefused

Cause = ModelAPIError | UnexpectedModelBehavior | UserError
CAUSES = (ModelAPIError, UnexpectedModelBehavior, UserError)
KINDS: list[tuple[type[Exception], str]] = [
    (exceptions.ModelContextWindowExceededError, "context_window"),
    (exceptions.ModelAuthenticationError, "auth"),
    (exceptions.ModelNotFoundError, "not_found"),
    (exceptions.ModelQuotaExceededError, "quota"),
    (exceptions.ModelRateLimitError, "rate_limit"),
    (exceptions.ModelUnavailableError, "overloaded"),
    (exceptions.ModelServerError, "overloaded"),
    (exceptions.ModelConnectionError, "network"),
    (exceptions.ModelRequestTimeout, "network"),
    (exceptions.ModelRequestRejectedError, "bad_request"),
    (exceptions.UserError, "bad_request"),
    (exceptions.UnexpectedModelBehavior, "bad_answer"),
]
MOST_WORDS = 300
HIDDEN = "[key]"


def failed(error: Cause, endpoint: Endpoint) -> ProviderFailed:
    """ERROR as the failure that a think cycle knows."""
    words = f"{endpoint.provider} {_status(error)}: {_words(error)}"
    if endpoint.key:
        words = words.replace(endpoint.key, HIDDEN)
    after = getattr(error, "retry_after", None) or 0
    return ProviderFailed(_kind(error), words[:MOST_WORDS], after=after)


def _kind(error: Cause) -> str:
    if _refusal(error):
        return "bad_request"
    for of, kind in KINDS:
        if isinstance(error, of):
            return kind
    if isinstance(error, ModelHTTPError) and 400 <= error.status_code < 500:
        return "bad_request"
    return "network"


def _refusal(error: BaseException) -> AddressRefused | None:
    """Why our own guard let nothing out, where it is what lies under ERROR."""
    under: BaseException | None = error
    while under is not None and not isinstance(under, AddressRefused):
        under = under.__cause__ or under.__context__
    return under


def _status(error: Cause) -> str:
    return f"answered {error.status_code}" if isinstance(error, ModelHTTPError) else "failed"


def _words(error: Cause) -> str:
    """What the provider says, on one line; what its library says when it sent nothing."""
    refusal = _refusal(error)
    if refusal:
        return str(refusal)
    if isinstance(error, ModelConnectionError):
        was_sent = error.phase in ("read", "write")
        return "the connection broke off." if was_sent else "it could not be reached."
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else None
    told = inner.get("message") if isinstance(inner, dict) else None
    return " ".join(str(told or error.message).split())
