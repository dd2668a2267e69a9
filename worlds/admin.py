"""Admin pages of worlds: they change by their acts on the site, where history follows."""

from __future__ import annotations

from django.contrib import admin

from devcraft.admin import ReadOnlyAdmin
from worlds.models import World, WorldChange, WorldSnapshot


@admin.register(World)
class WorldAdmin(ReadOnlyAdmin):
    list_display = ("id", "name", "owner", "visibility", "revision", "object_count", "trashed_at")
    list_filter = ("visibility",)
    list_select_related = ("owner",)
    search_fields = ("name", "creator_name")
    show_full_result_count = False
    exclude = ("state", "share_id", "search_text", "name_key")


@admin.register(WorldSnapshot)
class WorldSnapshotAdmin(ReadOnlyAdmin):
    list_display = ("id", "world", "created_at", "reason", "is_pinned", "name", "object_count")
    list_filter = ("reason", "is_pinned")
    list_select_related = ("world",)
    show_full_result_count = False
    exclude = ("state",)


@admin.register(WorldChange)
class WorldChangeAdmin(ReadOnlyAdmin):
    list_display = ("at", "world", "kind", "author", "revision", "words")
    list_filter = ("kind",)
    list_select_related = ("world",)
    show_full_result_count = False
