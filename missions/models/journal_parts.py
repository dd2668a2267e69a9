"""What belongs to entries of the journal and to memories: versions, tags, mentions, uses."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from missions.models.journal import Journal, Memory
from missions.models.missions import Mission
from missions.references import WORD_LENGTH
from missions.tagging import TAG_LENGTH


class JournalVersion(models.Model):
    """What an entry said before an edit; append-only. Moods are not kept here, so that a
    mood that is deleted is gone."""

    entry = models.ForeignKey(Journal, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.TextField()
    tags: models.JSONField[Any, Any] = models.JSONField(default=list)
    replaced_at = models.DateTimeField()

    class Meta:
        verbose_name = "journal version"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "number"], name="journalversion_number_taken_once"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of entry {self.entry_id}"


class JournalTag(models.Model):
    """A tag of an entry as it is looked for; written with the entry's `tags`."""

    entry = models.ForeignKey(Journal, models.CASCADE, related_name="tag_rows")
    name = models.CharField(max_length=TAG_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "name"], name="journaltag_once_per_entry"),
            models.CheckConstraint(condition=~Q(name=""), name="journaltag_name_given"),
        ]
        indexes = [
            # Entries with a tag.
            models.Index(fields=["name", "entry"], name="journaltag_by_name")
        ]

    def __str__(self) -> str:
        return self.name


class JournalMention(models.Model):
    """A mission or a world that an entry names; `word` is how the text does, folded.

    `world` is an id of the room above, which tells what it stands for.
    """

    entry = models.ForeignKey(Journal, models.CASCADE, related_name="mentions")
    word = models.CharField(max_length=WORD_LENGTH)
    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, db_index=False, related_name="journal_mentions"
    )
    world = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "word"], name="journalmention_once_per_word"),
            models.CheckConstraint(
                condition=Q(mission__isnull=False, world="") | Q(mission=None, world__gt=""),
                name="journalmention_of_one_thing",
            ),
        ]
        indexes = [
            # The entries that name a mission, and those that name a world.
            models.Index(
                fields=["mission", "entry"],
                condition=Q(mission__isnull=False),
                name="journalmention_of_mission",
            ),
            models.Index(
                fields=["world", "entry"],
                condition=Q(world__gt=""),
                name="journalmention_of_world",
            ),
        ]

    def __str__(self) -> str:
        return self.word


class MemoryUse(models.Model):
    """An agent read a memory in a run; written by the room above, once per run.

    `reader` is the agent's slug and `run` the run's id.
    """

    memory = models.ForeignKey(Memory, models.CASCADE, related_name="uses")
    reader = models.CharField(max_length=200)
    run = models.CharField(max_length=36)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "use of a memory"
        verbose_name_plural = "uses of memories"
        constraints = [
            models.UniqueConstraint(fields=["memory", "run"], name="memoryuse_once_per_run"),
        ]

    def __str__(self) -> str:
        return f"{self.reader} read memory {self.memory_id}"
