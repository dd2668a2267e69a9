from django.contrib import admin
from django.urls import include, path

from devcraft.views import (
    archives,
    client_keys,
    desk_settings,
    health,
    network,
    openapi,
    outside,
    pages,
    palette,
    sample,
    search,
    sign_in,
    today,
)

handler400 = "devcraft.views.errors.bad_request"
handler403 = "devcraft.views.errors.forbidden"
handler404 = "devcraft.views.errors.not_found"
handler500 = "devcraft.views.errors.server_error"

urlpatterns = [
    path("", today.today, name="today"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/<str:token>/", sign_in.sign_in_by_link, name="sign_in_by_link"),
    path("sample/visit/", sample.visit, name="sample_visit"),
    path("sample/leave/", sample.leave, name="sample_leave"),
    path("sample/remove/", sample.remove, name="sample_remove"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("waiting/", pages.waiting, name="waiting"),
    path("waiting/news/", outside.news, name="news"),
    path("more/", pages.more, name="more"),
    path("keys/", pages.keys, name="keys"),
    path("commands/", palette.commands, name="commands"),
    path("search/", search.search, name="search"),
    path("settings/", desk_settings.settings, name="settings"),
    path("settings/zone/", desk_settings.zone, name="zone"),
    path("settings/password/", desk_settings.password, name="password"),
    path("settings/archive/", archives.archive, name="archive"),
    path("settings/archive/take/", archives.archive_take, name="archive_take"),
    path("settings/archive/restore/", archives.archive_restore, name="archive_restore"),
    path("settings/notifications/", outside.notifications, name="notifications"),
    path("settings/network/", network.network, name="network"),
    path("settings/client-keys/", client_keys.client_keys, name="client_keys"),
    path(
        "settings/client-keys/<int:pk>/revoke/",
        client_keys.client_key_revoke,
        name="client_key_revoke",
    ),
    path("api/openapi.json", openapi.api_openapi, name="api_openapi"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("journal/", include("devcraft.journal.urls")),
    path("", include("missions.urls")),
    path("", include("worlds.urls")),
    path("", include("runtime_memory.urls")),
    path("", include("agents.urls")),
]
