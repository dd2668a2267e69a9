"""Finds missions and entries of the journal by words: FTS5 on SQLite, a text search index
on PostgreSQL.

Words match from their beginning, in any order, without regard to case and accents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

WORD = re.compile(r"\w+")
NUMBER = re.compile(r"^\s*#?(\d{1,18})\s*$")
FEW = 2000


@dataclass(frozen=True)
class Index:
    """How each database is asked for the ids of a table's rows that hold words; each statement
    may go on with a condition on the id, which SQLite's index calls rowid.
    """

    sqlite: str
    postgresql: str

    def query(self, words: list[str]) -> tuple[str, str]:
        """The statement of the database in use, and what it is told."""
        if connection.vendor == "postgresql":
            return self.postgresql, " & ".join(f"{word}:*" for word in words)
        return self.sqlite, " ".join(f'"{word}"*' for word in words)

    def ids(self, words: list[str]) -> RawSQL:
        statement, told = self.query(words)
        return RawSQL(statement, [told])  # noqa: S611 -- words only

    def ids_since(self, words: list[str], rows: QuerySet[Any]) -> RawSQL:
        """As `ids`, from the lowest id among ROWS on: the index is read no further."""
        statement, told = self.query(words)
        lowest, values = rows.values("pk").query.sql_with_params()
        key = "id" if connection.vendor == "postgresql" else "rowid"
        least = f"{key} >= (SELECT MIN(near.pk) FROM ({lowest}) AS near)"  # noqa: S608 -- Django's own
        return RawSQL(f"{statement} AND {least}", [told, *values])  # noqa: S611 -- words only

    def first(self, words: list[str], most: int) -> list[int]:
        """The ids of MOST rows at most; the index stops there."""
        statement, told = self.query(words)
        with connection.cursor() as cursor:
            cursor.execute(f"{statement} LIMIT {most:d}", [told])
            return [pk for (pk,) in cursor.fetchall()]


MISSIONS = Index(
    sqlite="SELECT rowid FROM missions_mission_search WHERE missions_mission_search MATCH %s",
    postgresql=(
        "SELECT id FROM missions_mission WHERE missions_words(name, description,"
        " carbon_description, silicon_description, quest_name) @@ to_tsquery('devcraft', %s)"
    ),
)
JOURNAL = Index(
    sqlite="SELECT rowid FROM missions_journal_search WHERE missions_journal_search MATCH %s",
    postgresql=(
        "SELECT id FROM missions_journal"
        " WHERE missions_journal_words(content) @@ to_tsquery('devcraft', %s)"
    ),
)


def holding(text: str) -> Q:
    """What a mission meets that holds every word of TEXT, or has it as number."""
    words = WORD.findall(text)
    if not words:
        return Q(name__contains=text.strip()) if text.strip() else Q()
    condition = Q(pk__in=matching(MISSIONS, words))
    number = NUMBER.match(text)
    if number:
        condition |= Q(pk=int(number[1]))
    return condition


def matching(index: Index, words: list[str]) -> list[int] | RawSQL:
    """The ids in INDEX of rows that hold all WORDS; as a query when they are many.

    Few matches drive the query by their ids; many are met soon enough on the way
    along the page's own order.
    """
    ids = index.first(words, FEW + 1)
    return ids if len(ids) <= FEW else index.ids(words)
