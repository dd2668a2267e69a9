"""The line by which somebody else finds the same state again and sees that it is the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from runtime_memory import moments
from runtime_memory.past.state import Entry, digest_of
from runtime_memory.past.then import Then


@dataclass(frozen=True)
class Citation:
    """`address` pins the line of the chain, so what is written later cannot change it."""

    address: str
    digest: str
    line: int
    head: str

    def __str__(self) -> str:
        state = f"state sha256:{self.digest}"
        return f"{self.address} {state}, audit chain line {self.line} sha256:{self.head}"


def cite(request: HttpRequest, then: Then, digest: str, **asked: str) -> Citation:
    """Of the page at REQUEST with the parameters ASKED, in UTC and up to THEN's line."""
    query = urlencode({**asked, "line": str(then.line)}, safe=":")
    address = request.build_absolute_uri(f"{request.path}?{query}")
    return Citation(address, digest, then.line, then.head)


def cite_page(
    request: HttpRequest, then: Then | None, tables: dict[str, Iterable[Entry]]
) -> Citation | None:
    """Of a list or lineage with the entries of TABLES; None when the page is of now."""
    if then is None:
        return None
    kept = {key: str(value) for key, value in request.GET.items() if key not in ("as_of", "line")}
    at = moments.written(then.at)
    return cite(request, then, digest_of(tables), **kept, as_of=at)
