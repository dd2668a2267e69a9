"""The offending rows of each rule; all are counted in one query, and listed in another.

Each part looks at the newest rows of its table, so that no page reads a whole history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, F, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

from runtime_memory.scorecard.rules import LOOKED_AT, SHOWN, Row, Rule

NOBODY = Cast(Value(None), BigIntegerField())
IMPORTED = {"import_batch__isnull": False}


@dataclass(frozen=True)
class Part:
    """ROWS that offend RULE; the other fields name their columns for a `Row`.

    Without a label they are imported evidence, which is counted and never listed.
    """

    rule: Rule
    rows: QuerySet[Any]
    label: str = ""
    place: str = ""
    owner: str = ""

    @property
    def is_evidence(self) -> bool:
        return not self.label


def newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    model: type[Model] = rows.model
    order = model._default_manager.order_by("-sequence").values("pk")[:LOOKED_AT]
    return rows.filter(pk__in=order)


def totals(parts: list[Part]) -> list[int]:
    """How many rows each of PARTS has. One query."""
    first, *others = [_counted(number, part.rows) for number, part in enumerate(parts)]
    found = dict(first.union(*others, all=True))
    return [found.get(number, 0) for number in range(len(parts))]


def _counted(number: int, rows: QuerySet[Any]) -> Any:
    numbered = rows.order_by().annotate(number=Value(number, BigIntegerField())).values("number")
    return numbered.annotate(total=Count("pk")).values_list("number", "total")


def listed(parts: Iterable[Part]) -> list[tuple[str, Row]]:
    """Key of the rule and the first rows of each of PARTS. One query, none without parts."""
    chosen = [_first(part) for part in parts]
    if not chosen:
        return []
    first, *others = chosen
    return [(rule, Row(*row)) for rule, *row in first.union(*others, all=True)]


def _first(part: Part) -> Any:
    few = part.rows.order_by("-pk").values("pk")[:SHOWN]
    return (
        part.rows.order_by()
        .filter(pk__in=few)
        .values_list(
            Value(part.rule.key, TextField()),
            Value(part.rows.model._meta.db_table, TextField()),
            Cast("pk", TextField()),
            Cast(F(part.label), TextField()),
            Cast(F(part.place), TextField()),
            Cast(F(part.owner), BigIntegerField()),
        )
    )
