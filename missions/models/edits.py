from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from missions.models.time import TimeEntry

if TYPE_CHECKING:
    from devcraft.models import User


class EntryEditQuerySet(models.QuerySet["EntryEdit"]):
    def visible_to(self, user: User) -> EntryEditQuerySet:
        return self.filter(entry__owner=user)


class EntryEdit(models.Model):
    """One change of an entry by hand: who, when, what it was, what it became, and why.

    Append-only. `before` is empty for an entry that the act made; both hold the fields
    of `acts.ENTRY_FIELDS`. What the clock itself did, opening an entry and closing it at
    the server's moment, stands in the entry and in no line here.
    """

    entry = models.ForeignKey(TimeEntry, models.PROTECT, related_name="edits", db_index=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="entry_edits", db_index=False
    )
    act = models.CharField(max_length=12)
    at = models.DateTimeField()
    before: models.JSONField[Any, Any] = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after: models.JSONField[Any, Any] = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(max_length=200, default="", blank=True)

    objects = EntryEditQuerySet.as_manager()

    class Meta:
        verbose_name = "edit of an entry"
        verbose_name_plural = "edits of entries"
        indexes = [
            # An entry's edits, newest first.
            models.Index(fields=["entry", "-id"], name="entryedit_of_entry")
        ]

    def __str__(self) -> str:
        return f"{self.act} of entry {self.entry_id}"
