"""Admin pages of the tables of document 1; ledgers and history are read-only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from devcraft import clock
from devcraft.admin import ReadOnlyAdmin
from missions.models import (
    AppConfig,
    CarbonModelEntry,
    CuratorLog,
    DayTotal,
    EntryEdit,
    HistoryEntry,
    HourTotal,
    Journal,
    JournalVersion,
    LocalDay,
    Memory,
    MemoryUse,
    Mission,
    Note,
    Profile,
    ScoreEntry,
    TimeEntry,
    TimerAct,
    WorkSign,
    XpEntry,
)


@admin.register(Mission)
class MissionAdmin(ReadOnlyAdmin):
    """Missions change by their acts on the site, where rules and ledgers follow."""

    list_display = ("id", "name", "owner", "status", "priority", "maturity_level", "origin")
    list_filter = ("status", "maturity_level", "origin", "assigned_to")
    list_select_related = ("owner",)
    search_fields = ("name",)
    show_full_result_count = False


@admin.register(Journal)
class JournalAdmin(ReadOnlyAdmin):
    """That entries are there; what they say is for their writer alone."""

    list_display = ("created_at", "owner", "day", "revision")
    list_select_related = ("owner",)
    fields = ("owner", "day", "created_at", "revision", "trashed_at")
    show_full_result_count = False


@admin.register(JournalVersion)
class JournalVersionAdmin(ReadOnlyAdmin):
    list_display = ("entry", "number", "replaced_at")
    fields = ("entry", "number", "replaced_at")
    show_full_result_count = False


@admin.register(Memory)
class MemoryAdmin(admin.ModelAdmin):
    list_display = ("category", "key", "value", "owner")
    list_filter = ("category",)
    search_fields = ("key", "value")


@admin.register(CarbonModelEntry)
class CarbonModelEntryAdmin(ReadOnlyAdmin):
    list_display = ("id", "mission_name", "decision", "accepted", "rating", "confidence")
    list_filter = ("decision", "accepted")
    search_fields = ("mission_name",)


@admin.register(CuratorLog)
class CuratorLogAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "status", "duration_ms", "tokens_in", "tokens_out", "error")
    list_filter = ("status",)


@admin.register(AppConfig)
class AppConfigAdmin(admin.ModelAdmin):
    list_display = ("key", "value", "updated_at")
    fields = ("key", "value")

    def save_model(self, request: HttpRequest, obj: AppConfig, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        obj.updated_at = clock.now()
        super().save_model(request, obj, form, change)


@admin.register(Profile)
class ProfileAdmin(ReadOnlyAdmin):
    list_display = ("owner", "display_name", "level", "total_xp", "aura")
    list_select_related = ("owner",)


@admin.register(TimeEntry)
class TimeEntryAdmin(ReadOnlyAdmin):
    list_display = ("id", "owner", "mission", "kind", "started_at", "ended_at", "claimed_seconds")
    list_filter = ("kind", "source")
    list_select_related = ("owner", "mission")
    show_full_result_count = False


@admin.register(ScoreEntry)
class ScoreEntryAdmin(ReadOnlyAdmin):
    list_display = ("id", "owner", "mission", "kind", "day", "score", "delta")
    list_filter = ("kind",)
    list_select_related = ("owner", "mission")
    show_full_result_count = False


@admin.register(XpEntry)
class XpEntryAdmin(ReadOnlyAdmin):
    list_display = ("id", "owner", "action", "amount", "aura", "day", "key")
    list_filter = ("action",)
    list_select_related = ("owner",)
    show_full_result_count = False


@admin.register(
    EntryEdit, HistoryEntry, Note, TimerAct, DayTotal, HourTotal, LocalDay, MemoryUse, WorkSign
)
class TraceAdmin(ReadOnlyAdmin):
    show_full_result_count = False
