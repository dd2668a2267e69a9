import json
import zlib
from datetime import UTC, datetime

import factory

from tests.factories.devcraft import UserFactory
from worlds import state
from worlds.models import (
    PendingSave,
    SnapshotReason,
    Visibility,
    Visitor,
    VisitSalt,
    World,
    WorldChange,
    WorldChangeKind,
    WorldDay,
    WorldPicture,
    WorldSnapshot,
    WorldState,
    WorldTag,
)
from worlds.models.worlds import folded

MORNING = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)


def standing(objects=1, *, name="Lamp", **keys):
    """A state with that many placements in a row, the first of them called NAME."""
    things = [
        {"id": f"thing-{n}", "name": f"{name} {n}" if n else name, "position": [n, 0, 0]}
        for n in range(objects)
    ]
    return state.read(json.dumps({"version": 1, "catalogPlacements": things} | keys).encode())


class WorldStateFactory(factory.django.DjangoModelFactory):
    """The row of the state CONTENT, which other rows may hold as well."""

    class Meta:
        model = WorldState
        django_get_or_create = ("digest",)

    class Params:
        content = factory.Sequence(lambda n: standing(savedAt=f"the {n}th"))

    digest = factory.LazyAttribute(lambda row: row.content.digest)
    content_digest = factory.LazyAttribute(lambda row: row.content.content_digest)
    size = factory.LazyAttribute(lambda row: len(row.content.raw))
    blob = factory.LazyAttribute(lambda row: zlib.compress(row.content.raw))
    object_count = factory.LazyAttribute(lambda row: row.content.object_count)
    created_at = MORNING


class WorldFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = World

    class Params:
        unlisted = factory.Trait(visibility=Visibility.UNLISTED)
        public = factory.Trait(visibility=Visibility.PUBLIC)
        open_build = factory.Trait(visibility=Visibility.PUBLIC_EDIT)
        trashed = factory.Trait(trashed_at=MORNING)
        stateless = factory.Trait(state=None, revision=0, object_count=0)

    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"World {n}")
    state = factory.SubFactory(WorldStateFactory)
    revision = 1
    object_count = factory.LazyAttribute(lambda world: world.state.object_count)
    created_at = MORNING
    updated_at = MORNING
    state_saved_at = MORNING
    saved_by = factory.LazyAttribute(lambda world: world.owner.username)
    saver = factory.SelfAttribute("owner")
    name_key = factory.LazyAttribute(lambda world: folded(world.name))
    search_text = factory.LazyAttribute(lambda w: folded(f"{w.name} {w.owner.username}"))


class WorldSnapshotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorldSnapshot

    class Params:
        pinned = factory.Trait(is_pinned=True, reason=SnapshotReason.HAND, source="manual")

    world = factory.SubFactory(WorldFactory)
    state = factory.SubFactory(WorldStateFactory)
    object_count = factory.LazyAttribute(lambda row: row.state.object_count)
    created_at = MORNING
    reason = SnapshotReason.SAVE
    revision = 1


class WorldChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorldChange

    world = factory.SubFactory(WorldFactory)
    at = MORNING
    kind = WorldChangeKind.SAVED
    author = "somebody"
    revision = 1


class WorldTagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorldTag

    world = factory.SubFactory(WorldFactory)
    name = factory.Sequence(lambda n: f"tag {n}")


class WorldPictureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorldPicture

    state = factory.SubFactory(WorldStateFactory)
    form = "card"
    version = 1
    png = b"a picture"


class PendingSaveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PendingSave

    world = factory.SubFactory(WorldFactory)
    author = factory.SelfAttribute("world.owner")
    state = factory.SubFactory(WorldStateFactory)
    base_revision = 0
    created_at = MORNING


class WorldDayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorldDay

    world = factory.SubFactory(WorldFactory)
    day = MORNING.date()
    visits = 1


class VisitSaltFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VisitSalt

    day = MORNING.date()
    salt = b"salt"


class VisitorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Visitor

    world = factory.SubFactory(WorldFactory)
    day = MORNING.date()
    digest = factory.Sequence(lambda n: f"{n:064x}")
