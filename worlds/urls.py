from django.urls import URLPattern, URLResolver, include, path

from worlds.views import api, gallery, saving, shared, versions, world

app_name = "worlds"

one_snapshot = [
    path("", versions.snapshot_detail, name="snapshot_detail"),
    path("restore/", versions.snapshot_restore, name="snapshot_restore"),
    path("name/", versions.snapshot_pin, name="snapshot_pin"),
    path("delete/", versions.snapshot_delete, name="snapshot_delete"),
    path("download/", versions.snapshot_download, name="snapshot_download"),
]

one: list[URLPattern | URLResolver] = [
    path("", world.world_detail, name="world_detail"),
    path("history/", world.world_history, name="world_history"),
    path("describe/", world.world_describe, name="world_describe"),
    path("sharing/", world.world_sharing, name="world_sharing"),
    path("rotate/", world.world_rotate, name="world_rotate"),
    path("copy/", world.world_copy, name="world_copy"),
    path("trash/", world.world_trash, name="world_trash"),
    path("recover/", world.world_recover, name="world_recover"),
    path("card.png", world.world_card, name="world_card"),
    path("download/", world.world_download, name="world_download"),
    path("save/", saving.world_save, name="world_save"),
    path("pending/", saving.world_pending, name="world_pending"),
    path("versions/", versions.version_list, name="version_list"),
    path("versions/take/", versions.snapshot_take, name="snapshot_take"),
    path("versions/compare/", versions.version_compare, name="version_compare"),
    path("versions/<slug:snapshot>/", include(one_snapshot)),
]

by_link = [
    path("", shared.shared_world, name="shared_world"),
    path("preview.png", shared.shared_preview, name="shared_preview"),
    path("card.png", shared.shared_card, name="shared_card"),
    path("download/", shared.shared_download, name="shared_download"),
    path("copy/", shared.shared_fork, name="shared_fork"),
    path("save/", saving.shared_save, name="shared_save"),
    path("pending/", saving.shared_pending, name="shared_pending"),
    path("visit/", shared.shared_visit, name="shared_visit"),
]

urlpatterns = [
    path("worlds/", gallery.world_list, name="world_list"),
    path("worlds/create/", gallery.world_create, name="world_create"),
    path("worlds/import/", gallery.world_import, name="world_import"),
    path("worlds/<slug:pk>/", include(one)),
    path("w/<slug:share_id>/", include(by_link)),
    path("api/worlds/", api.world_index, name="api_world_index"),
    path("api/worlds/<slug:key>/state", api.world_state, name="api_world_state"),
]
