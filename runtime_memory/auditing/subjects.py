"""Whom the lines of the chain speak of: a name and an address, or a digest for others."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from devcraft.models import User
from runtime_memory.canonical import digest
from runtime_memory.models import (
    BehaviorProfile,
    ChainEntry,
    FourEyes,
    ImportBatch,
    PersonalityProfile,
    PolicyProfile,
    Profile,
    Proposal,
    Skill,
)

OPEN = {model._meta.db_table for model in (ImportBatch, FourEyes, PolicyProfile)}
SKILLS, PROPOSALS = Skill._meta.db_table, Proposal._meta.db_table
PROFILES: dict[str, type[Profile]] = {
    model._meta.db_table: model for model in (BehaviorProfile, PersonalityProfile)
}


@dataclass(frozen=True)
class Subject:
    """`name` and `url` are empty for who may not see the row; `digest` is of table/id."""

    table: str
    digest: str
    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class Mention:
    """A row by its subject name, and the proposal that its line names, if it does."""

    subject: str
    proposal: str = ""

    @classmethod
    def of(cls, line: ChainEntry) -> Mention:
        return cls(line.subject, str(_facts(line.body).get("proposal", "")))


def _facts(body: str) -> dict[str, Any]:
    """What BODY says, which the database holds to be JSON; nothing unless it is an object."""
    value = json.loads(body)
    return value if isinstance(value, dict) else {}


def subjects(mentions: Iterable[Mention], user: User) -> dict[str, Subject]:
    """By subject name, as USER may see it; in four queries at most."""
    all_of = list(mentions)
    keys: dict[str, set[str]] = {}
    for one in all_of:
        table, _, key = one.subject.partition("/")
        keys.setdefault(table, set()).add(key)
        if one.proposal:
            keys.setdefault(PROPOSALS, set()).add(one.proposal)
    seen = _seen(keys, user)
    return {one.subject: _subject(one, seen) for one in all_of}


def _seen(keys: dict[str, set[str]], user: User) -> dict[str, tuple[str, str]]:
    """Name and address of what USER may see, by subject name."""
    found: dict[str, tuple[str, str]] = {}
    skills = Skill.objects.visible_to(user).filter(pk__in=keys.get(SKILLS, ()))
    for key, name in skills.values_list("pk", "skill_key"):
        found[f"{SKILLS}/{key}"] = name, _skill_url(key)
    proposals = Proposal.objects.visible_to(user).filter(pk__in=keys.get(PROPOSALS, ()))
    for key, skill, kind in proposals.values_list("pk", "skill_id", "proposal_type"):
        found[f"{PROPOSALS}/{key}"] = kind.replace("_", " "), _skill_url(skill)
    for table, model in PROFILES.items():
        if table in keys:
            rows: Any = model._default_manager.all()
            for row in rows.visible_to(user).filter(pk__in=keys[table]):
                url = reverse("runtime_memory:profile_detail", args=[row.kind, row.profile_name])
                found[f"{table}/{row.pk}"] = str(row), url
    return found


def _skill_url(key: str) -> str:
    return reverse("runtime_memory:skill_detail", args=[key])


def _subject(mention: Mention, seen: dict[str, tuple[str, str]]) -> Subject:
    table, _, key = mention.subject.partition("/")
    known = seen.get(mention.subject) or seen.get(f"{PROPOSALS}/{mention.proposal}")
    if known is None and (table in OPEN or not key):
        known = key, ""
    return Subject(table, digest(mention.subject)[:16], *(known or ()))
