"""How files name rows: by a key that a row keeps wherever it is brought in.

A row made here is `<mark of its desk>-<its id>`; one that came from a file keeps the key
it had there. So a desk knows its own rows again, and another desk's by their source rows.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection

from devcraft.models import SourceRow, User
from missions.models import Mission, TimeEntry

ENTRIES, MISSIONS = "devcraft:TimeEntry", "devcraft:Mission"
TARGETS = {ENTRIES: TimeEntry._meta.db_table, MISSIONS: Mission._meta.db_table}
MARK_LENGTH = 12
OWN = re.compile(r"([0-9a-f]{12})-([0-9]{1,18})")


def mark_of(owner: User) -> str:
    told = f"{owner.pk}:{owner.date_joined.isoformat()}"
    return hashlib.sha256(told.encode()).hexdigest()[:MARK_LENGTH]


def keys_of(owner: User, table: str, pks: Collection[int]) -> dict[int, str]:
    """The key of each row of TABLE among PKS, all of them seen by OWNER."""
    came = SourceRow.objects.filter(
        owner=owner,
        table=table,
        target_table=TARGETS[table],
        target_id__in=[str(pk) for pk in pks],
    )
    kept = {int(row.target_id): row.source_id for row in came}
    mark = mark_of(owner)
    return {pk: kept.get(pk, f"{mark}-{pk}") for pk in pks}


def own_id(owner: User, key: str) -> int | None:
    """The id of OWNER's row that KEY names if it was made on this desk."""
    found = OWN.fullmatch(key)
    return int(found[2]) if found and found[1] == mark_of(owner) else None
