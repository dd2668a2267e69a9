from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from devcraft import clock
from tests.worlds.making import NOW, fresh, made, now_in, spelled
from worlds import curating
from worlds.authors import Author
from worlds.models import PendingSave, World, WorldState

DEEP = b'{"version":1,"x":' + b"[" * 100 + b"]" * 100 + b"}"
BOMB = b'{"version":1,"x":[' + b"[]," * 600_000 + b"1]}"
REFUSED = {
    "nothing": (b"", "file must be a file, and this file is empty."),
    "text": (b"hello", "it is not JSON"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "it is not JSON"),
    "zip": (b"PK\x03\x04\xff\xfe", "it is not UTF-8 text"),
    "deep": (DEEP, "nest deeper than 64 levels"),
    "very deep": (b"[" * 200_000, "nest deeper than 64 levels"),
    "bomb": (BOMB, "more than 500,000 lists and objects"),
    "list": (b"[1]", "The state must be a JSON object."),
    "version": (b'{"version":9}', "only version 1 can be read"),
    "nan": (b'{"version":1,"x":NaN}', "NaN is not a number"),
    "twice": (spelled("a", "a"), "is used twice"),
    "inner": (b'{"meta":{},"state":[]}', "The state must be a JSON object."),
    "large": (b'"' + b"x" * (8 * 2**20) + b'"', "a world may be 8 MB at most"),
}


@pytest.fixture
def world(owner):
    return made(owner, "a", now=clock.now())


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def upload(desk, world, raw, base="1", name="x.json", **headers):
    return desk.post(
        reverse("worlds:world_save", args=[world.pk]),
        {"file": SimpleUploadedFile(name, raw), "base_revision": base},
        headers=headers,
    )


def test_a_file_becomes_the_next_revision(desk, world):
    response = upload(desk, world, spelled("b"))

    assert response.url == reverse("worlds:world_detail", args=[world.pk])
    assert (fresh(world).revision, now_in(world)) == (2, ["b"])
    assert fresh(world).state.pictures.count() == 1


def test_the_state_of_an_export_is_saved_byte_for_byte(desk, world):
    inner = b'{ "version":1,  "x":[1.50]}'

    upload(desk, world, b'{"meta":{"name":"Other"},"state": ' + inner + b" }")

    assert fresh(world).state.raw == inner
    assert fresh(world).name == "Forge"


def test_the_same_file_says_that_nothing_was_saved(desk, world):
    response = desk.get(upload(desk, world, spelled("a")).url)

    assert "nothing was saved" in response.text
    assert fresh(world).revision == 1


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_world_is_refused_in_one_sentence(desk, world, case):
    raw, rule = REFUSED[case]

    response = upload(desk, world, raw)

    assert response.status_code == 422
    assert rule in response.text.replace("&#x27;", "'")
    assert_untouched(world)


@pytest.mark.parametrize("case", REFUSED)
def test_nothing_of_it_is_imported_either(desk, world, case):
    raw, rule = REFUSED[case]

    response = desk.post(reverse("worlds:world_import"), {"file": SimpleUploadedFile("x", raw)})

    assert response.status_code == 422
    assert rule in response.text.replace("&#x27;", "'")
    assert_untouched(world)


def assert_untouched(world):
    assert (fresh(world).revision, World.objects.count()) == (1, 1)
    assert (WorldState.objects.count(), PendingSave.objects.count()) == (1, 0)


def test_a_body_over_the_limit_is_refused_unread(desk, world):
    address = reverse("worlds:world_save", args=[world.pk])
    response = desk.post(address, CONTENT_LENGTH=str(65 * 2**20))

    assert response.status_code == 413
    assert "larger than 64 MB" in response.text
    assert_untouched(world)


def test_a_file_over_the_limit_is_measured_and_named(desk, world):
    response = upload(desk, world, b"x" * (9 * 2**20))

    assert response.status_code == 422
    assert "File is 9.0 MB; a world may be 8 MB at most." in response.text
    assert_untouched(world)


def test_several_files_come_in_and_a_bad_one_holds_up_no_other(desk, owner):
    files = [
        SimpleUploadedFile("one-tree.json", spelled("tree")),
        SimpleUploadedFile("broken.json", b"{"),
        SimpleUploadedFile("two-lamps.json", spelled("lamp", "lantern")),
    ]

    response = desk.post(reverse("worlds:world_import"), {"file": files})

    assert response.status_code == 422
    assert "broken.json: The file cannot be read: it is not JSON" in response.text
    names = World.objects.filter(owner=owner).values_list("name", flat=True)
    assert {"One tree", "Two lamps"} <= set(names)


def test_more_files_than_may_come_at_once_are_refused_together(desk, owner):
    files = [SimpleUploadedFile(f"tree-{n}.json", spelled("tree")) for n in range(21)]

    response = desk.post(reverse("worlds:world_import"), {"file": files})

    assert response.status_code == 422
    assert "File must be 20 files at most, and these are 21; none was brought in." in response.text
    assert not World.objects.filter(owner=owner).exists()


def test_tags_go_out_with_a_world_and_come_in_with_it(desk, world, owner):
    curating.describe(
        world=world, name="Anew", icon="🌍", tags=["coast"], author=Author(owner), now=NOW
    )
    file = desk.get(reverse("worlds:world_download", args=[world.pk])).content
    desk.post(reverse("worlds:world_import"), {"file": SimpleUploadedFile("x.json", file)})

    came = World.objects.exclude(pk=world.pk).get()

    assert (came.name, [tag.name for tag in came.tag_rows.all()]) == ("Anew", ["coast"])


@pytest.mark.parametrize(
    ("base", "sentence"),
    [
        ("", "Base revision is needed."),
        ("one", "Base revision must be a whole number."),
        ("-1", "Base revision must be at least 0."),
        ("99999999999999999999", "Base revision must be at most"),
    ],
)
def test_the_revision_it_began_with_must_be_one(desk, world, base, sentence):
    response = upload(desk, world, spelled("b"), base)

    assert response.status_code == 422
    assert sentence in response.text
    assert_untouched(world)


def test_htmx_gets_the_sentence_as_a_toast(desk, world):
    response = upload(desk, world, b"hello", **{"HX-Request": "true"})

    assert response.status_code == 422
    assert "it is not JSON" in response.text
    assert "<html" not in response.text


def test_hostile_names_are_shown_as_text(desk, world):
    raw = spelled("a", "<script>alert(1)</script>", "x\u202ey")

    assert upload(desk, world, raw).status_code == 422

    upload(desk, world, spelled("<script>alert(1)</script>"))
    page = desk.get(reverse("worlds:world_detail", args=[world.pk])).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
