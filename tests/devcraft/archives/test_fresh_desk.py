"""An archive on a desk of its own: what people call things stays, and nobody waits for it."""

from __future__ import annotations

import io
import threading

import pytest
from django.core.files.storage import default_storage
from django.db import connection, connections, transaction
from PIL import Image

from devcraft.archives import restoring, taking
from devcraft.archives.manifest import BadArchive
from devcraft.archives.moments import one_moment
from missions import avatars, editing
from missions.models import Mission, Profile
from tests.devcraft.archives.reading import changed, files_of, taken
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MORNING, MissionFactory


def picture():
    made = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(made, "PNG")
    return avatars.keep(avatars.picture_of(made.getvalue()))


@pytest.fixture
def raw():
    """The archive of somebody who is not here any more: missions 1,001 to 1,003 and a picture."""
    with transaction.atomic():
        kay = UserFactory(username="kay")
        for number in (1001, 1002, 1003):
            MissionFactory(id=number, owner=kay, name=f"No. {number}")
        Profile.objects.create(owner=kay, display_name="Kay", avatar_url=picture())
        archive = taken(kay, MORNING)
        transaction.set_rollback(True)
    for name in default_storage.listdir("avatars")[1]:
        default_storage.delete(f"avatars/{name}")
    return archive


@pytest.mark.django_db
def test_missions_keep_their_numbers_and_people_their_pictures(
    raw, tmp_path, django_capture_on_commit_callbacks
):
    (tmp_path / "kay.zip").write_bytes(raw)
    kay = UserFactory()

    restoring.restore(tmp_path / "kay.zip", kay, now=MORNING, is_dry=True)
    assert default_storage.listdir("avatars")[1] == []
    with django_capture_on_commit_callbacks(execute=True):
        restoring.restore(tmp_path / "kay.zip", kay, now=MORNING)

    own = Mission.objects.filter(owner=kay).order_by("pk")
    assert [(one.pk, one.name) for one in own] == [(n, f"No. {n}") for n in (1001, 1002, 1003)]
    assert editing.create(owner=kay, name="The next", now=MORNING).pk > 1003
    profile = Profile.objects.get(owner=kay)
    assert profile.display_name == "Kay"
    assert default_storage.exists(profile.avatar_url.lstrip("/"))


@pytest.mark.django_db
def test_a_picture_that_is_none_or_not_the_one_is_refused(raw, tmp_path):
    name = next(name for name in files_of(raw) if name.startswith("media/"))
    for content, reason in ((b"<script>", "Picture must be a PNG"), (black(), "digest")):
        (tmp_path / "kay.zip").write_bytes(changed(raw, files={name: content}))
        with pytest.raises(BadArchive, match=reason):
            restoring.restore(tmp_path / "kay.zip", UserFactory(), now=MORNING)


def black():
    made = io.BytesIO()
    Image.new("RGB", (256, 256)).save(made, "WEBP")
    return made.getvalue()


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_an_archive_is_of_one_moment_while_others_write(tmp_path):
    kay = UserFactory(username="kay")
    MissionFactory(owner=kay)

    with one_moment():
        before = Mission.objects.count()
        writer = threading.Thread(target=write, args=[kay])
        writer.start()
        writer.join(30)
        assert Mission.objects.count() == before

    assert Mission.objects.count() == before + 1
    place, told = taking.take(kay, tmp_path, now=MORNING)
    assert place.name == "kay-20261118T080000.devcraft.zip"
    assert {part.name: part.rows for part in told.parts}["tables/missions.Mission.jsonl"] == 2
    assert [one.name for one in tmp_path.iterdir()] == [place.name]
    assert not connection.in_atomic_block


def write(kay):
    try:
        MissionFactory(owner=kay)
    finally:
        connections.close_all()
