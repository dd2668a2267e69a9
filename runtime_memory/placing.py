"""Asks the index of words for places: one statement for each of the two databases."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import QueryDict

from runtime_memory.searching import Search, Term

PAST_ALL = 2**63 - 1
SQLITE = """\
SELECT place, row_id FROM runtime_memory_{index}_words
CROSS JOIN runtime_memory_{index}_places ON place = runtime_memory_{index}_words.rowid
WHERE runtime_memory_{index}_words MATCH %s AND runtime_memory_{index}_words.rowid {beyond} %s
ORDER BY runtime_memory_{index}_words.rowid {order} LIMIT %s"""
POSTGRESQL = """\
WITH few AS MATERIALIZED (
  SELECT place, row_id FROM runtime_memory_{index}_places WHERE {matches} LIMIT {many}
), walked AS (
  SELECT place, row_id FROM runtime_memory_{index}_places
  WHERE {matches} AND (SELECT count(*) FROM few) = {many} ORDER BY place {order} LIMIT %s
)
SELECT * FROM walked
UNION ALL SELECT * FROM few WHERE (SELECT count(*) FROM few) < {many}
ORDER BY place {order} LIMIT %s"""
MATCHES = "words @@ (%s::tsquery{terms}) AND place {beyond} %s{sayable}"
MANY = 2001
PHRASE = "runtime_memory_phrase(%s, %s)"

Statement = tuple[str, list[Any]]


def read(query: QueryDict, name: str) -> int | None:
    """The place that stands in the address under NAME, if one does."""
    value = query.get(name, "")
    is_place = value.isascii() and value.isdigit() and len(value) < 19
    return int(value) if is_place else None


def statement(
    index: str,
    search: Search,
    *,
    readers: list[str],
    beyond: int | None,
    is_back: bool,
    limit: int,
) -> Statement:
    """SQL for place and key of LIMIT rows that READERS may see, older than BEYOND.

    Newer than BEYOND and the oldest first if IS_BACK. SEARCH must want something.
    """
    order = {"beyond": ">", "order": "ASC"} if is_back else {"beyond": "<", "order": "DESC"}
    start = (0 if is_back else PAST_ALL) if beyond is None else beyond
    if connection.vendor == "sqlite":
        return SQLITE.format(index=index, **order), [_match(search, readers), start, limit]
    wanted, unwanted = (
        [(term.text, term.is_beginning) for term in terms]
        for terms in (search.wanted, search.unwanted)
    )
    matches = MATCHES.format(
        terms=f" && {PHRASE}" * len(wanted) + f" && !!{PHRASE}" * len(unwanted),
        sayable=f" AND numnode({PHRASE}) > 0" * len(wanted),
        **order,
    )
    marks = " | ".join(f"' {reader}'" for reader in readers)
    flat = [value for term in wanted for value in term]
    given = [marks, *flat, *(v for term in unwanted for v in term), start, *flat]
    sql = POSTGRESQL.format(index=index, matches=matches, many=MANY, **order)
    return sql, [*given, *given, limit, limit]


def _match(search: Search, readers: list[str]) -> str:
    """In FTS5's words; a doubled quote is a quote, so that nothing typed is an operator."""
    wanted = " AND ".join(_quoted(term) for term in search.wanted)
    if search.unwanted:
        unwanted = " OR ".join(_quoted(term) for term in search.unwanted)
        wanted = f"({wanted}) NOT ({unwanted})"
    marks = " OR ".join(f'"{reader}"' for reader in readers)
    return f"reader : ({marks}) AND words : ({wanted})"


def _quoted(term: Term) -> str:
    text = term.text.replace('"', '""')
    return f'"{text}"*' if term.is_beginning else f'"{text}"'
