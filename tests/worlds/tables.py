"""The routes of worlds by whom they answer, and the address that tests open for each."""

from __future__ import annotations

from tests.factories.worlds import PendingSaveFactory, WorldFactory, WorldSnapshotFactory
from worlds.models import PendingSave, Visibility, World

PAGE, ACT, FORM = {"get"}, {"post"}, {"get", "post"}

ONESELF = {
    "worlds:world_list": PAGE,
    "worlds:world_create": ACT,
    "worlds:world_import": ACT,
}
ONE_WORLD = {
    "worlds:world_detail": PAGE,
    "worlds:world_history": PAGE,
    "worlds:world_describe": FORM,
    "worlds:world_sharing": FORM,
    "worlds:world_rotate": ACT,
    "worlds:world_copy": ACT,
    "worlds:world_trash": ACT,
    "worlds:world_recover": ACT,
    "worlds:world_card": PAGE,
    "worlds:world_download": PAGE,
    "worlds:world_save": ACT,
    "worlds:world_pending": FORM,
    "worlds:version_list": PAGE,
    "worlds:version_compare": PAGE,
    "worlds:snapshot_take": ACT,
}
ONE_SNAPSHOT = {
    "worlds:snapshot_detail": PAGE,
    "worlds:snapshot_restore": ACT,
    "worlds:snapshot_pin": ACT,
    "worlds:snapshot_delete": ACT,
    "worlds:snapshot_download": PAGE,
}
OWN = ONE_WORLD | ONE_SNAPSHOT
BY_LINK = {
    "worlds:shared_world": PAGE,
    "worlds:shared_preview": PAGE,
    "worlds:shared_card": PAGE,
    "worlds:shared_download": PAGE,
    "worlds:shared_visit": ACT,
}
BY_LINK_SIGNED_IN = {
    "worlds:shared_fork": ACT,
    "worlds:shared_save": ACT,
    "worlds:shared_pending": FORM,
}
PROGRAMS = {"worlds:api_world_index": PAGE, "worlds:api_world_state": {"get", "head", "put"}}
TABLES = (ONESELF, ONE_WORLD, ONE_SNAPSHOT, BY_LINK, BY_LINK_SIGNED_IN, PROGRAMS)
PICTURES = {"worlds:world_card", "worlds:shared_preview", "worlds:shared_card"}
FILES = {"worlds:world_download", "worlds:snapshot_download", "worlds:shared_download"}


def furnished(owner, **fields):
    """A world of OWNER, open to all who sign in, with a snapshot and a save that waits."""
    fields = {"visibility": Visibility.PUBLIC_EDIT, "name": "A private world", **fields}
    world = WorldFactory(owner=owner, **fields)
    WorldSnapshotFactory(world=world, pinned=True, name="A private version")
    return world


def about(owner):
    """The world of OWNER that walks are about."""
    return World.objects.filter(owner=owner).order_by("created_at", "pk").first() or furnished(
        owner
    )


def arguments(world, route):
    """What ROUTE is asked for, so that it is about WORLD."""
    if route.endswith("_pending") and not PendingSave.objects.filter(world=world).exists():
        PendingSaveFactory(world=world)
    snapshot = world.snapshots.order_by("created_at", "pk").first()
    return {
        "pk": world.pk,
        "share_id": world.share_id,
        "key": world.pk,
        "snapshot": snapshot.pk if snapshot else "none",
    }
