"""Single values of Oasis worlds: what is mended, how it is said, what is kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from devcraft.models import RawRow
from tests.missions import oasis_samples as oasis
from tests.missions.importing import outcomes, run
from tests.worlds.oasis_worlds import EMPTY, said, snapshot, unmapped, world
from worlds.models import World, WorldSnapshot, WorldState

pytestmark = pytest.mark.django_db
MARCH_20 = datetime(2026, 3, 20, 9, 46, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stored", "visibility", "rule"),
    [
        ("private", "private", []),
        ("unlisted", "unlisted", []),
        ("public", "public", []),
        ("public_edit", "public_edit", []),
        ("ffa", "public_edit", ["an older word for public_edit"]),
        ("only-with-link", "unlisted", ["an older word for unlisted"]),
        ("core", "public", ["a world of the system there, public here"]),
        ("template", "public", ["a world of the system there, public here"]),
        ("PUBLIC", "private", ["unknown there, private here"]),
        ("", "private", ["unknown there, private here"]),
        (7, "private", ["unknown there, private here"]),
        (b"public", "private", ["unknown there, private here"]),
        (None, "private", []),
    ],
)
def test_who_may_open_it_is_never_widened_by_mistake(database, path, stored, visibility, rule):
    world(database, visibility=stored)

    report = run(path)

    assert World.objects.get().visibility == visibility
    assert said(report, "visibility") == rule
    assert ("visibility" in unmapped()) is bool(rule)


@pytest.mark.parametrize(
    ("stored", "name"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("two\r\nlines\x00\u202e", "two lines"),
        ("n" * 121, "n" * 120),
        ("  \x07 ", "Unnamed world"),
        ("", "Unnamed world"),
        (None, "Unnamed world"),
        (b"\xff\xfe", "Unnamed world"),
    ],
)
def test_a_name_is_one_line_and_the_whole_is_kept(database, path, stored, name):
    world(database, name=stored)

    report = run(path)

    assert World.objects.get().name == name
    assert bool(said(report, "name")) is (stored != name)
    assert ("name" in unmapped()) is (stored != name)


@pytest.mark.parametrize("icon", ["", "ab", "<svg onload=alert(1)>", "\n", "🌍🌍"])
def test_an_icon_that_is_no_symbol_gives_way_to_the_usual_one(database, path, icon):
    world(database, icon=icon)

    report = run(path)

    assert World.objects.get().icon == "🌍"
    assert said(report, "icon") == ["no single symbol, so the usual one is shown"]
    assert unmapped()["icon"] == icon


@pytest.mark.parametrize(
    "data",
    ["", "{", "null", '{"version": 2}', '{"version": 1, "lights": [{}]}', "[" * 9000, b"\xff", 7],
)
def test_a_state_that_cannot_be_read_is_kept_and_is_no_empty_world(database, path, data):
    world(database, data=data)
    snapshot(database, data=data)

    report = run(path)

    ours = World.objects.get()
    assert (ours.state, ours.revision) == (None, 0)
    assert "data" in unmapped()
    assert said(report, "data")[0].startswith("kept beside the world and not as its state: ")
    assert outcomes(report, "WorldSnapshot") == {"read": 1, "kept_raw": 1}
    assert "data" in json.loads(RawRow.objects.get().raw)
    assert not WorldState.objects.exists()


def test_objects_are_counted_anew_and_the_difference_is_said(database, path):
    world(database, objectCount=16)

    report = run(path)

    assert World.objects.get().object_count == 2
    assert said(report, "objectCount") == ["counted anew from the state"]
    assert unmapped()["objectCount"] == 16


@pytest.mark.parametrize("visits", [-1, "many", 2**31, 1.5])
def test_visits_that_are_no_number_begin_at_none(database, path, visits):
    world(database, visitCount=visits)

    report = run(path)

    assert World.objects.get().visit_count == 0
    assert said(report, "visitCount") == ["no number of visits, so it begins at 0"]


@pytest.mark.parametrize("stored", [oasis.MARCH_20, "2026-03-20 09:46:40", "2026-03-20T09:46:40Z"])
def test_every_form_of_date_is_read(database, path, stored):
    world(database, createdAt=stored, updatedAt=stored)

    run(path)

    ours = World.objects.get()
    assert (ours.created_at, ours.updated_at, ours.state_saved_at) == (MARCH_20,) * 3


def test_columns_that_a_generation_lacks_are_not_missed(database, path):
    for column in ("visibility", "icon", "createdAt", "userId", "visitCount", "objectCount"):
        database.execute(f'ALTER TABLE "World" DROP COLUMN "{column}"')
    oasis.insert(database, "World", id="w1", name="Old", data=EMPTY)

    report = run(path)

    assert outcomes(report, "World") == {"read": 1, "created": 1}
    assert (World.objects.get().icon, World.objects.get().visibility) == ("🌍", "private")


def test_worlds_of_others_become_the_importing_persons(database, path):
    world(database, userId="3f2c")

    report = run(path)

    assert World.objects.get().owner.username == "local-user"
    assert unmapped()["userId"] == "3f2c"
    assert said(report, "userId") != []


def test_a_snapshot_of_unknown_kind_stays_for_good(database, path):
    world(database)
    snapshot(database, source="nightly")

    report = run(path)

    assert (WorldSnapshot.objects.get().source, WorldSnapshot.objects.get().is_pinned) == (
        "manual",
        True,
    )
    assert said(report, "source") == ["taken as manual, so that it stays"]
