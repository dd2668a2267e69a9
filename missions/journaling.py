"""Writes, edits and throws away entries of the journal; nothing that was written is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from devcraft.models import User
from missions import acts, references, tagging
from missions.acts import ActRefused
from missions.models import Journal, JournalMention, JournalTag, JournalVersion, Mission
from missions.models.journal import JournalQuerySet

Worlds = Mapping[str, str]
"""Ids of worlds by the word that refers to them, told by the room above."""


@dataclass(frozen=True)
class Said:
    """What a person says about one local DAY; `mood` is a step's word, an import's, or empty."""

    content: str
    day: date
    tags: tuple[str, ...] = ()
    mood: str = ""


class EntryEditedMeanwhile(Exception):
    """Somebody saved the entry since the form was opened; `entry` is what is stored."""

    def __init__(self, entry: Journal):
        super().__init__(entry.pk)
        self.entry = entry


@transaction.atomic
def write(*, owner: User, said: Said, worlds: Worlds, now: datetime, token: str = "") -> Journal:
    """A new entry; the same TOKEN gives the same entry again."""
    acts.lock(owner)
    earlier = Journal.objects.filter(
        ~Q(creation_token=""), owner=owner, creation_token=token
    ).first()
    if token and earlier:
        return earlier
    made = Journal.objects.create(
        owner=owner,
        content=said.content,
        tags=list(said.tags),
        mood=said.mood,
        day=said.day,
        creation_token=token,
        created_at=now,
    )
    file_under_tags([made])
    _refer(made, worlds)
    return made


@transaction.atomic
def edit(
    *, entry: Journal, said: Said, base_revision: int, worlds: Worlds, now: datetime
) -> Journal:
    """Write SAID over ENTRY if that is still at BASE_REVISION; what it said before is kept.

    Raises EntryEditedMeanwhile, and ActRefused for an entry in the trash.
    """
    stored = Journal.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if stored.trashed_at:
        raise ActRefused("This entry is in the trash; put it back first.")
    if said == of(stored):
        return stored
    if stored.revision != base_revision:
        raise EntryEditedMeanwhile(stored)
    keep_version(stored, now=now)
    stored.content, stored.tags = said.content, list(said.tags)
    stored.mood, stored.day = said.mood, said.day
    stored.revision += 1
    stored.save(update_fields=["content", "tags", "mood", "day", "revision"])
    file_under_tags([stored])
    _refer(stored, worlds)
    return stored


def of(entry: Journal) -> Said:
    return Said(entry.content, entry.day, tuple(entry.tags), entry.mood)


def trash(*, entry: Journal, now: datetime) -> None:
    Journal.objects.kept().filter(pk=entry.pk).update(trashed_at=now)


def put_back(*, entry: Journal) -> None:
    Journal.objects.filter(pk=entry.pk).update(trashed_at=None)


def forget_moods(*, owner: User) -> int:
    """Delete the moods of all entries for good; texts and tags stay. Returns how many."""
    return moods(owner).update(mood="")


def moods(owner: User) -> JournalQuerySet:
    """All entries of OWNER with a mood, those in the trash too."""
    return Journal.objects.visible_to(owner).exclude(mood="")


def keep_version(entry: Journal, *, now: datetime) -> None:
    """Keep what ENTRY says before it is written over."""
    JournalVersion.objects.create(
        entry=entry,
        number=entry.revision,
        content=entry.content,
        tags=entry.tags,
        replaced_at=now,
    )


def file_under_tags(entries: Iterable[Journal]) -> None:
    """Write the rows by which ENTRIES are found under their tags."""
    entries = list(entries)
    JournalTag.objects.filter(entry__in=entries).delete()
    JournalTag.objects.bulk_create(
        JournalTag(entry=entry, name=name)
        for entry in entries
        for name in tagging.names(entry.tags)
    )


def _refer(entry: Journal, worlds: Worlds) -> None:
    """Write what ENTRY refers to: missions that its owner may see, and WORLDS."""
    words = references.words(entry.content)
    numbers = {int(word[1:]) for word in words if word.startswith("#")}
    visible = Mission.objects.visible_to(entry.owner).filter(pk__in=numbers)
    missions = {f"#{pk}": pk for pk in visible.values_list("pk", flat=True)}
    entry.mentions.all().delete()
    JournalMention.objects.bulk_create(
        JournalMention(
            entry=entry, word=word, mission_id=missions.get(word), world=worlds.get(word, "")
        )
        for word in words
        if word in missions or word in worlds
    )
