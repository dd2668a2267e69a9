"""Finds missions by words: FTS5 on SQLite, a text search index on PostgreSQL.

Words match from their beginning, in any order, without regard to case and accents.
"""

from __future__ import annotations

import re

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from missions.models import Mission

WORD = re.compile(r"\w+")
NUMBER = re.compile(r"^\s*#?(\d{1,18})\s*$")
FEW = 2000
POSTGRES_IDS = (
    "SELECT id FROM missions_mission WHERE missions_words(name, description,"
    " carbon_description, silicon_description, quest_name) @@ to_tsquery('devcraft', %s)"
)
SQLITE_IDS = "SELECT rowid FROM missions_mission_search WHERE missions_mission_search MATCH %s"


def holding(text: str) -> Q:
    """What a mission meets that holds every word of TEXT, or has it as number.

    Few matches drive the query by their ids; many are met soon enough on the way
    along the page's own order.
    """
    words = WORD.findall(text)
    if not words:
        return Q(name__contains=text.strip()) if text.strip() else Q()
    found = _ids(words)
    ids = list(Mission.objects.filter(pk__in=found).values_list("pk", flat=True)[: FEW + 1])
    condition = Q(pk__in=ids) if len(ids) <= FEW else Q(pk__in=found)
    number = NUMBER.match(text)
    if number:
        condition |= Q(pk=int(number[1]))
    return condition


def _ids(words: list[str]) -> RawSQL:
    if connection.vendor == "postgresql":
        return RawSQL(POSTGRES_IDS, [" & ".join(f"{word}:*" for word in words)])  # noqa: S611 -- words only
    return RawSQL(SQLITE_IDS, [" ".join(f'"{word}"*' for word in words)])  # noqa: S611 -- words only
