from __future__ import annotations

import io
import json
import struct

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from missions import avatars
from missions.models import Profile
from tests.devcraft.visiting import location, signed_in, snapshot

pytestmark = pytest.mark.django_db
URL = "/profile/avatar/"
SECRET = b"48.8584N 2.2945E"


def picture(kind="PNG", size=(300, 200), mode="RGB", **options):
    made = io.BytesIO()
    Image.new(mode, size, "white").save(made, kind, **options)
    return made.getvalue()


def glb(document=b'{"asset":{"version":"2.0"}}', version=2, length=None):
    padded = document + b" " * (-len(document) % 4)
    chunk = struct.pack("<II", len(padded), 0x4E4F534A) + padded
    total = 12 + len(chunk) if length is None else length
    return struct.pack("<III", 0x46546C67, version, total) + chunk


def upload(client, field, content, name="file"):
    return client.post(URL, {field: SimpleUploadedFile(name, content)})


def stored():
    return Profile.objects.values("avatar_url", "avatar_3d_url").first()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_becomes_a_square_webp_of_ours(desk, kind):
    response = upload(desk, "picture", picture(kind), "me.png")

    address = stored()["avatar_url"]
    shown = desk.get(address)
    assert location(response) == "/profile/"
    with Image.open(io.BytesIO(shown.getvalue())) as made:
        assert (made.format, made.size) == ("WEBP", (256, 256))


def test_metadata_does_not_survive(desk):
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    upload(desk, "picture", picture("JPEG", exif=exif), "me.jpg")

    assert SECRET not in desk.get(stored()["avatar_url"]).getvalue()


def test_what_hides_behind_a_picture_does_not_survive(desk):
    upload(desk, "picture", picture("GIF") + b"<script>alert(1)</script>", "me.gif")

    assert b"<script>" not in desk.get(stored()["avatar_url"]).getvalue()


BAD_PICTURES = {
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "must be a PNG, JPEG, WebP or GIF file."),
    "HTML": (b"<html>", "must be a PNG, JPEG, WebP or GIF file."),
    "nothing": (b"", "must be"),
    "a torn PNG": (picture()[:60], "must be a PNG, JPEG, WebP or GIF file."),
    "a TIFF": (picture("TIFF"), "must be a PNG, JPEG, WebP or GIF file."),
    "a bomb": (picture(size=(7000, 6000), mode="1"), "must not have more than 40 million pixels."),
    "too large": (picture() + b"\x00" * avatars.PICTURE_BYTES, "must not be larger than 2 MB."),
}


@pytest.mark.parametrize(("content", "sentence"), BAD_PICTURES.values(), ids=BAD_PICTURES)
def test_a_file_that_is_no_picture_is_refused(desk, content, sentence):
    response = upload(desk, "picture", content, "me.png")

    assert response.status_code == 422
    assert "Picture " + sentence in response.content.decode()
    assert response.content.decode().count("Picture must") == 1
    assert stored() is None


@pytest.mark.parametrize(("name", "end"), [("me.vrm", ".vrm"), ("me.GLB", ".glb"), ("x", ".glb")])
def test_a_3d_avatar_is_kept_as_it_is(desk, name, end):
    upload(desk, "model", glb(), name)

    address = stored()["avatar_3d_url"]
    assert address.endswith(end)
    assert desk.get(address).getvalue() == glb()


BAD_MODELS = {
    "text": b"VRM",
    "another magic": b"xxxx" + glb()[4:],
    "version 1": glb(version=1),
    "a wrong length": glb(length=7),
    "no JSON": glb(b"{"),
    "a list": glb(b"[]"),
    "deep JSON": glb(b"[" * 100_000),
    "a picture": picture(),
    "HTML": b"<html><script>alert(1)</script></html>",
}


@pytest.mark.parametrize("content", BAD_MODELS.values(), ids=BAD_MODELS)
def test_a_file_that_is_no_3d_avatar_is_refused(desk, content):
    response = upload(desk, "model", content, "me.vrm")

    assert response.status_code == 422
    assert "3D avatar must be a VRM or GLB file." in response.content.decode()
    assert stored() is None


def test_a_3d_avatar_over_ten_megabytes_is_refused(desk):
    response = upload(desk, "model", glb() + b"\x00" * avatars.MODEL_BYTES, "me.vrm")

    assert response.status_code == 422
    assert "3D avatar must not be larger than 10 MB." in response.content.decode()


def test_a_body_over_the_limit_of_both_is_refused_unread(desk):
    response = upload(desk, "model", b"x" * (13 * 1024 * 1024), "me.vrm")

    assert response.status_code == 413
    assert "larger than 12 MB" in response.content.decode()


def test_one_bad_file_of_two_changes_nothing(desk):
    before = snapshot()
    files = {
        "picture": SimpleUploadedFile("me.png", picture()),
        "model": SimpleUploadedFile("me.vrm", b"no"),
    }

    response = desk.post(URL, files)

    assert response.status_code == 422
    assert snapshot() == before


def test_nothing_chosen_is_said(desk):
    response = desk.post(URL, {})

    assert response.status_code == 422
    assert "Choose a picture or a 3D avatar first." in response.content.decode()


@pytest.mark.parametrize("name", ["../../etc/passwd.vrm", "a/b.vrm", "C:\\x.vrm", "x\x00.vrm"])
def test_the_name_of_the_file_decides_nothing_but_its_kind(desk, name):
    upload(desk, "model", glb(json.dumps({"n": name}).encode()), name)

    assert stored()["avatar_3d_url"].startswith("/avatars/")
    assert default_storage.listdir("")[1] == []


def test_the_same_picture_twice_is_stored_once(desk, stranger):
    for client in (desk, signed_in(stranger)):
        upload(client, "picture", picture(), "me.png")

    assert len({profile.avatar_url for profile in Profile.objects.all()}) == 1


def test_an_avatar_cannot_act_as_a_page(desk):
    upload(desk, "model", glb(), "me.vrm")

    response = desk.get(stored()["avatar_3d_url"])

    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    response.close()


def test_an_avatar_may_be_kept_by_the_browser_alone(desk):
    upload(desk, "picture", picture(), "me.png")

    response = desk.get(stored()["avatar_url"])

    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    response.close()


@pytest.mark.parametrize("name", ["0" * 64 + ".webp", "0" * 64 + ".png", "x.webp", "../x.webp"])
def test_an_avatar_that_does_not_exist_is_404(desk, name):
    assert desk.get(f"/avatars/{name}").status_code == 404
