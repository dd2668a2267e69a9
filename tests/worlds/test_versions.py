from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from devcraft import clock
from tests.worlds.making import NOW, content, fresh, is_every_state_held, kept, made, now_in, save
from worlds import meter, retention, saving, storing, versions
from worlds.authors import Author
from worlds.models import WorldChange, WorldSnapshot, WorldState

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def world(owner):
    return made(owner, "a")


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def stored(world, at, *, name="a", **fields):
    row = storing.store(content(name), now=at)
    fields = {"reason": "save", "object_count": 1} | fields
    return WorldSnapshot.objects.create(world=world, state=row, created_at=at, **fields)


def take(world, name="mine"):
    return saving.snapshot(world=world, name=name, author=Author(world.owner), now=NOW)


def test_a_save_drops_what_the_policy_does_not_keep(world):
    old = [stored(world, NOW - 2 * DAY + n * MINUTE, name=f"{n}") for n in range(5)]

    save(world, "b")

    left = set(WorldSnapshot.objects.values_list("pk", flat=True))
    assert left & {row.pk for row in old} == {old[-1].pk}
    assert is_every_state_held()


def test_a_save_that_changes_nothing_drops_nothing(world):
    for n in range(5):
        stored(world, NOW - 2 * DAY + n * MINUTE)

    save(world, "a")

    assert WorldSnapshot.objects.count() == 5


def test_two_thousand_versions_come_down_to_what_the_policy_holds(world):
    WorldSnapshot.objects.bulk_create(
        WorldSnapshot(
            world=world, state=world.state, reason="save", created_at=NOW - n * 20 * MINUTE
        )
        for n in range(2_000)
    )

    save(world, "b", at=NOW + MINUTE)

    assert WorldSnapshot.objects.count() <= retention.DEFAULT.most + 4


def test_a_flood_of_saves_keeps_one_in_five_minutes(world):
    for n in range(120):
        save(world, f"{n}", at=NOW + n * MINUTE / 6)

    assert WorldSnapshot.objects.count() == 4
    assert WorldState.objects.count() == 5


def test_pinned_versions_outlive_every_thinning(world):
    pinned = [
        stored(world, NOW - 900 * DAY + n * MINUTE, reason=reason, is_pinned=True)
        for n, reason in enumerate(["hand", "restore", "agent", "guest", "drop", "save"])
    ]

    assert versions.thin(world, now=NOW) == 0
    assert WorldSnapshot.objects.count() == len(pinned)


def test_naming_a_version_pins_it(world):
    for n in range(3):
        stored(world, NOW - 900 * DAY + n * DAY)
    first = WorldSnapshot.objects.earliest("created_at")

    versions.pin(snapshot=first, name="The first")
    save(world, "b")

    assert WorldSnapshot.objects.get(name="The first").is_pinned


def test_naming_a_version_that_went_meanwhile_is_no_way_to_bring_it_back(world):
    row = stored(world, NOW)
    WorldSnapshot.objects.all().delete()

    with pytest.raises(WorldSnapshot.DoesNotExist):
        versions.pin(snapshot=row, name="gone")


def test_every_loose_version_is_weighed_with_its_reasons(world):
    last = stored(world, NOW - MINUTE)
    going = stored(world, NOW - 2 * DAY)
    stored(world, NOW - 2 * DAY + MINUTE)

    weighed = versions.weigh(world, now=NOW)

    assert weighed[last.pk][0] == "from the last hour"
    assert weighed[going.pk] == ()


def test_slots_go_by_the_clock_of_the_owner(world):
    stored(world, NOW.replace(day=10, hour=22, minute=30))
    stored(world, NOW.replace(day=10, hour=23, minute=30))

    reasons = versions.weigh(world, now=NOW + 20 * DAY).values()

    assert [[words for words in one if "daily" in words] for one in reasons] == [
        ["daily 2026-11-11"],
        ["daily 2026-11-10"],
    ]


def test_storage_counts_each_state_once_and_says_what_thinning_frees(world):
    take(world)
    take(world, "again")
    stored(world, NOW - 2 * DAY, name="old")
    stored(world, NOW - 2 * DAY + MINUTE, name="b")

    used = meter.storage(world, now=NOW)

    sizes = {row.read().things[0].name: len(row.blob) for row in WorldState.objects.all()}
    assert (used.states, used.used) == (3, sum(sizes.values()))
    assert used.freed == sizes["old"]


def test_deleting_a_version_is_written_into_the_history(world):
    held = take(world)

    versions.delete(world=world, snapshot=held, author=Author(world.owner), now=NOW)

    assert WorldChange.objects.latest("id").words == "mine"
    assert now_in(world) == ["a"]


def act(desk, world, verb, row, **typed):
    return desk.post(reverse(f"worlds:snapshot_{verb}", args=[world.pk, row.pk]), typed)


def test_the_list_shows_reasons_sizes_and_what_would_go(desk, world):
    take(world)
    for n in range(3):
        stored(world, clock.now() - 900 * DAY + n * MINUTE)

    page = desk.get(reverse("worlds:version_list", args=[world.pk])).text

    assert "mine" in page
    assert "monthly" in page


def test_a_snapshot_is_taken_named_restored_and_deleted_by_its_owner(desk, world):
    desk.post(reverse("worlds:snapshot_take", args=[world.pk]), {"name": "Before"})
    row = WorldSnapshot.objects.get()
    save(world, "b", at=clock.now())

    assert act(desk, world, "pin", row, name="Long before").status_code == 302
    assert act(desk, world, "restore", row).status_code == 302
    assert now_in(world) == ["a"]
    assert act(desk, world, "delete", row).status_code == 302
    assert not WorldSnapshot.objects.filter(name="Long before").exists()


@pytest.mark.parametrize("name", ["", "x" * 121, "a\nb", "a\u202eb"])
def test_a_bad_name_takes_no_snapshot_and_pins_none(desk, world, name):
    row = stored(world, NOW)

    taken = desk.post(reverse("worlds:snapshot_take", args=[world.pk]), {"name": name})

    assert (taken.status_code, act(desk, world, "pin", row, name=name).status_code) == (422, 422)
    assert [(one.name, one.is_pinned) for one in WorldSnapshot.objects.all()] == [("", False)]


@pytest.mark.parametrize("verb", ["pin", "restore", "delete"])
def test_a_version_is_reached_through_its_own_world_alone(desk, world, owner, verb):
    other = take(made(owner, "secret"))

    assert act(desk, world, verb, other, name="x").status_code == 404
    assert (now_in(world), kept(world)) == (["a"], [])


@pytest.mark.parametrize("route", ["snapshot_detail", "snapshot_download"])
def test_a_version_of_another_world_is_shown_nowhere(desk, world, owner, teammate, route):
    mine, theirs = take(made(owner, "x")), take(made(teammate, "secret"))

    for row in (mine, theirs):
        assert desk.get(reverse(f"worlds:{route}", args=[world.pk, row.pk])).status_code == 404
    compare = reverse("worlds:version_compare", args=[world.pk])
    assert desk.get(compare, {"from": theirs.pk}).status_code == 404


def test_a_version_downloads_byte_for_byte(desk, world):
    row = take(world)
    raw = fresh(world).state.raw
    save(world, "b")

    body = desk.get(reverse("worlds:snapshot_download", args=[world.pk, row.pk])).content

    assert body.startswith(b'{"meta":{')
    assert body.endswith(b',"state":' + raw + b"}")


def test_a_version_without_a_state_is_shown_and_restores_nothing(desk, world):
    row = WorldSnapshot.objects.create(world=world, created_at=NOW, reason="import")

    page = desk.get(reverse("worlds:snapshot_detail", args=[world.pk, row.pk]))
    compared = desk.get(reverse("worlds:version_compare", args=[world.pk]), {"from": row.pk})
    restored = act(desk, world, "restore", row)

    assert (page.status_code, compared.status_code, restored.status_code) == (200, 200, 409)
    assert "holds no state" in restored.text
    assert now_in(world) == ["a"]
