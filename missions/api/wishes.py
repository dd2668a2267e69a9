"""Pages that programs ask for: how many rows, behind which, and in which status."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

from devcraft import keyset
from devcraft.forms import whole_number
from devcraft.keyset import Page
from devcraft.refusing import Refused
from missions.models import Status

LIMIT, MOST = 50, 200
PAGING = ("after", "limit")
OLDEST = keyset.Order("id", is_descending=False)
Row = TypeVar("Row", bound=Model)


def page(rows: QuerySet[Row], query: QueryDict) -> Page[Row]:
    """The rows after the cursor `after`, `limit` of them. Raises Refused."""
    limit = whole_number(query.get("limit", str(LIMIT)))
    if limit is None or not 1 <= limit <= MOST:
        raise Refused("limit", f"must be a whole number from 1 to {MOST}")
    after = query.get("after", "")
    if after and not keyset.is_cursor(after, rows.model, OLDEST):
        raise Refused("after", "must be the next of an earlier answer")
    return keyset.paginate([rows], order=OLDEST, before="", after=after, size=limit)


def told(name: str, rows: list[dict[str, Any]], found: Page[Any]) -> dict[str, Any]:
    return {name: rows, "next": found.older or None}


def status(query: QueryDict) -> str:
    """A status of missions, or none. Raises Refused."""
    asked = query.get("status", "")
    if asked and asked not in Status.values:
        raise Refused("status", f"must be one of {', '.join(Status.values)}")
    return asked
