"""How many requests each of a person's words holds, counted no further than a thousand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from agents.models import LinkRank, MissionLink, Subject, UsageEvent
from agents.usage import patterns
from agents.usage.linking import narrowed_to

MOST_COUNTED = 1000
RANKS = {
    Subject.REQUEST: LinkRank.REQUEST,
    Subject.SESSION: LinkRank.SESSION,
    Subject.BRANCH: LinkRank.BRANCH,
    Subject.PROJECT: LinkRank.PROJECT,
}


def counts(links: Sequence[MissionLink]) -> dict[int, int]:
    """By the number of each of LINKS, in one query; MOST_COUNTED + 1 stands for more."""
    if not links:
        return {}
    sums: list[str] = []
    params: list[Any] = []
    for link in links:
        held = UsageEvent.objects.filter(**_conditions(link)).order_by().values("pk")
        sql, values = held[: MOST_COUNTED + 1].query.sql_with_params()
        sums.append(f"(SELECT COUNT(*) FROM ({sql}) AS held)")  # noqa: S608 -- Django's SQL
        params += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sums)}", params)
        return dict(zip([link.pk for link in links], cursor.fetchone(), strict=True))


def _conditions(link: MissionLink) -> dict[str, Any]:
    """What the requests have that LINK decides about."""
    found: dict[str, Any] = {
        "owner": link.owner_id,
        "mission": link.mission_id,
        "rank": RANKS[Subject(link.subject)],
    }
    if link.subject == Subject.REQUEST:
        return {**found, "key": link.name}
    for column, value in narrowed_to(link.subject, link.name).items():
        if patterns.is_pattern(value):
            found[f"{column}__regex"] = patterns.regex(value)
        else:
            found[column] = value
    return found
