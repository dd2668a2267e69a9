from __future__ import annotations

from datetime import UTC, datetime

import pytest

from devcraft import demo as desk_demo
from devcraft import sample
from tests.devcraft.visiting import signed_in
from tests.factories.devcraft import UserFactory
from worlds import demo
from worlds.models import World, WorldSnapshot
from worlds.samples import city, cottage, island, office, pavilion
from worlds.state import Kind

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
DRAWN = (cottage, island, city, office, pavilion)


def picture(owner):
    """The worlds of OWNER without ids, to compare two desks."""
    worlds = World.objects.filter(owner=owner).order_by("name")
    return [
        (world.name, world.state_id, world.visibility, world.created_at, world.state_saved_at)
        for world in worlds
    ]


@pytest.mark.parametrize("sample", DRAWN)
def test_a_state_grows_with_its_share_and_is_the_same_each_time(sample):
    first, half, whole = (sample.draw(share).object_count for share in (0.1, 0.5, 1.0))

    assert 0 < first < half < whole
    assert sample.draw().raw == sample.draw().raw
    assert sample.draw().orphans == ()


def test_the_office_has_windows_and_avatars():
    counts = office.draw().counts

    assert (counts[Kind.WINDOW], counts[Kind.AVATAR]) == (3, 3)


def test_worlds_of_every_kind_are_made(owner):
    assert demo.fill(owner, now=NOW) == 7

    worlds = World.objects.filter(owner=owner)
    assert set(worlds.values_list("visibility", flat=True)) == {
        "private",
        "unlisted",
        "public_edit",
    }
    assert worlds.trashed().count() == 1
    assert worlds.filter(object_count=0).count() == 1
    assert worlds.filter(tag_rows__name="coast").count() == 2
    assert WorldSnapshot.objects.filter(source="manual").count() == 4
    assert not worlds.filter(state_saved_at__gt=NOW).exists()


def test_every_world_but_the_empty_one_has_versions_over_days(owner):
    demo.fill(owner, now=NOW)

    for world in World.objects.exclude(object_count=0):
        days = {at.date() for at in world.snapshots.values_list("created_at", flat=True)}
        assert world.revision == 3
        assert len(days) == 2


def test_two_desks_look_the_same(owner, stranger):
    demo.fill(owner, now=NOW)
    demo.fill(stranger, now=NOW)

    assert picture(owner) == picture(stranger)


def test_make_demo_fills_worlds_too_and_only_once(owner):
    desk_demo.fill(owner, now=NOW)
    desk_demo.fill(owner, now=NOW)

    assert World.objects.filter(owner=owner).count() == 7


def test_worlds_of_the_sample_desk_are_in_no_list(owner):
    desk = UserFactory(is_sample=True)
    demo.fill(desk, now=NOW)

    assert not World.objects.listed().exists()
    assert World.objects.shared().count() == 2


def test_links_of_the_sample_desk_close_with_it(owner):
    desk = UserFactory(is_sample=True)
    demo.fill(desk, now=NOW)
    link = World.objects.shared().first().share_url
    assert signed_in(owner).get(link).status_code == 200

    sample.remove_desk(desk, now=NOW)

    assert signed_in(owner).get(link).status_code == 404
    assert not World.objects.shared().exists()
