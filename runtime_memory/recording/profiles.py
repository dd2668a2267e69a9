"""Publishes versions of behaviour and personality."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from devcraft.models import User
from devcraft.refusing import Refused, conflict
from runtime_memory import chain, moments
from runtime_memory.canonical import MOST_NOTE, Json, choice, object_text, optional, text, whole
from runtime_memory.models import BehaviorProfile, PersonalityProfile, PolicyProfile, Profile

KINDS: dict[str, type[Profile]] = {
    "behavior": BehaviorProfile,
    "personality": PersonalityProfile,
    "policy": PolicyProfile,
}


@transaction.atomic
def publish_profile(
    *,
    kind: str,
    profile_name: str,
    content: Json,
    created_by: str,
    version: int | None = None,
    effective_from: datetime | None = None,
    effective_to: datetime | None = None,
    rationale: str | None = None,
    source_ref: str | None = None,
    owner: User | None = None,
    now: datetime,
) -> Profile:
    """A new version of the behavior, personality or policy of PROFILE_NAME, by default the
    next one, from NOW on. Raises Refused.

    The database takes a policy from an approved policy_change alone, save the first.
    """
    model = KINDS[choice(kind, KINDS, field="kind")]
    column = f"{kind}_json"
    row = model(
        profile_name=text(profile_name, field="profile_name"),
        rationale=optional(rationale, field="rationale", most=MOST_NOTE),
        source_ref=optional(source_ref, field="source_ref"),
        effective_from=moments.cut(effective_from or now),
        effective_to=None if effective_to is None else moments.cut(effective_to),
        created_at=moments.cut(now),
        created_by=text(created_by, field="created_by"),
        owner=owner,
        **{column: object_text(content, field=column)},
    )
    _check_window(row)
    chain.lock()
    row.version = _free_version(row, version)
    _insert(row)
    chain.record(kind=f"{kind}.published", subject=row, now=now)
    return row


def _check_window(row: Profile) -> None:
    if row.effective_to is None:
        return
    if isinstance(row, PolicyProfile):
        raise Refused("effective_to", "must be empty: rules hold until others do")
    if row.effective_to <= row.effective_from:
        raise Refused("effective_to", "must be later than effective_from")


def _insert(row: Profile) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise conflict("policy_json", "comes from an approved policy_change alone") from error


def _free_version(row: Profile, wanted: int | None) -> int:
    """WANTED if nobody has it, or the next; the chain's lock keeps others away."""
    named = type(row)._default_manager.filter(profile_name=row.profile_name)
    if wanted is None:
        last: int | None = named.aggregate(last=Max("version"))["last"]
        return 1 if last is None else last + 1
    whole(wanted, field="version", least=1)
    if named.filter(version=wanted).exists():
        raise conflict("version", "is published already; a correction is a new version")
    return wanted
