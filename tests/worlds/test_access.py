"""Who reaches what: the routes of worlds, and the table of visibilities and roles by hand."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from devcraft import clock as house_clock
from devcraft import keys
from tests.devcraft.visiting import location, signed_in, snapshot
from tests.factories.devcraft import UserFactory
from tests.factories.worlds import (
    MORNING,
    PendingSaveFactory,
    WorldFactory,
    WorldSnapshotFactory,
    standing,
)
from tests.routes import EVERY
from tests.worlds.tables import BY_LINK, BY_LINK_SIGNED_IN, ONE_SNAPSHOT, OWN, arguments, furnished
from worlds.models import World

pytestmark = pytest.mark.django_db
LINKED = BY_LINK | BY_LINK_SIGNED_IN
CLOSED = {"private": {"visibility": "private"}, "in the trash": {"trashed_at": MORNING}}
NOT_HIS = ("stranger", "editor", "staff")
TYPED = {
    "name": "forged",
    "icon": "🔥",
    "tags": "forged",
    "visibility": "public",
    "choice": "overwrite",
    "over": "1",
    "base_revision": "1",
}


def typed(name):
    is_save = name.endswith("_save")
    raw = standing(3, savedAt="forged").raw
    return TYPED | {"file": SimpleUploadedFile("w.json", raw)} if is_save else TYPED


def ask(client, verb, name, url):
    return client.get(url) if verb == "get" else client.post(url, typed(name))


@pytest.fixture
def world(owner):
    return furnished(owner)


@pytest.fixture
def people(owner, stranger, world):
    """Clients by role; the editor has saved into the world before."""
    editor = UserFactory(username="editor")
    world.changes.create(at=MORNING, kind="saved", author_id_here=editor.pk, revision=1)
    staff = UserFactory(username="boss", is_staff=True, is_superuser=True)
    known = {"stranger": stranger, "editor": editor, "staff": staff, "owner": owner}
    return {role: signed_in(user) for role, user in known.items()} | {"visitor": Client()}


@pytest.mark.parametrize("role", NOT_HIS)
@pytest.mark.parametrize("name", OWN)
def test_by_its_id_a_world_is_there_for_its_owner_alone(world, people, name, role):
    url = EVERY[name].url(**arguments(world, name))
    before = snapshot()

    answers = {ask(people[role], verb, name, url).status_code for verb in OWN[name]}

    assert answers == {404}
    assert snapshot() == before


@pytest.mark.parametrize("name", OWN)
def test_the_owner_is_answered(world, people, name):
    url = EVERY[name].url(**arguments(world, name))

    verbs = sorted(OWN[name])
    answers = {verb: ask(people["owner"], verb, name, url).status_code for verb in verbs}

    assert answers.get("get", 200) == 200
    assert answers.get("post", 302) in (302, 409)


@pytest.mark.parametrize("name", OWN)
def test_a_world_that_does_not_exist_is_404_for_everyone(world, people, name):
    url = EVERY[name].url(**arguments(world, name) | {"pk": "c" + "0" * 24})

    answers = {ask(people["owner"], verb, name, url).status_code for verb in OWN[name]}

    assert answers == {404}


@pytest.mark.parametrize("name", [*OWN, *BY_LINK_SIGNED_IN])
def test_a_visitor_is_led_to_the_door(world, people, name):
    url = EVERY[name].url(**arguments(world, name))
    before = snapshot()

    answers = [ask(people["visitor"], verb, name, url) for verb in ("get", "post")]

    assert all(location(answer).startswith("/sign-in/") for answer in answers)
    assert snapshot() == before


@pytest.mark.parametrize("name", ONE_SNAPSHOT)
def test_a_snapshot_of_another_world_is_404_even_between_ones_own(owner, world, people, name):
    """D10: the original looked a snapshot up by its id alone."""
    mine, foreign = WorldSnapshotFactory(world__owner=owner), WorldSnapshotFactory()
    wrong = [{"snapshot": mine.pk}, {"snapshot": foreign.pk}, {"snapshot": "now"}]
    urls = [EVERY[name].url(**arguments(world, name) | one) for one in wrong]
    before = snapshot()

    answers = {
        ask(people["owner"], verb, name, url).status_code
        for url in urls
        for verb in ONE_SNAPSHOT[name]
    }

    assert answers == {404}
    assert snapshot() == before


def test_a_snapshot_of_another_world_is_not_compared_with(world, people):
    foreign = WorldSnapshotFactory()

    for side in ("from", "to"):
        url = f"/worlds/{world.pk}/versions/compare/"
        assert people["owner"].get(url, {side: foreign.pk}).status_code == 404


@pytest.mark.parametrize("role", ["stranger", "visitor", "staff"])
@pytest.mark.parametrize("name", BY_LINK)
@pytest.mark.parametrize("why", CLOSED)
def test_a_closed_world_answers_like_a_wrong_link(world, people, name, role, why):
    World.objects.update(**CLOSED[why])
    before = snapshot()

    there, wrong = (
        ask(people[role], verb, name, EVERY[name].url(share_id=share_id))
        for share_id in (world.share_id, "x" * 22)
        for verb in BY_LINK[name]
    )

    assert (there.status_code, wrong.status_code) == (404, 404)
    assert plain(there, world.share_id) == plain(wrong, "x" * 22)
    assert there.headers == wrong.headers
    assert snapshot() == before


def plain(response, share_id):
    """The body without the random token of forms and without the address asked for."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", response.content.decode().replace(share_id, ""))


@pytest.mark.parametrize("why", CLOSED)
@pytest.mark.parametrize("name", BY_LINK_SIGNED_IN)
def test_a_closed_world_takes_nothing_by_its_link(world, people, name, why):
    World.objects.update(**CLOSED[why])
    url = EVERY[name].url(share_id=world.share_id)
    before = snapshot()

    answers = {ask(people["stranger"], verb, name, url).status_code for verb in LINKED[name]}

    assert answers == {404}
    assert snapshot() == before


@pytest.mark.parametrize("visibility", ["unlisted", "public"])
@pytest.mark.parametrize("name", ["worlds:shared_save", "worlds:shared_pending"])
def test_only_an_open_build_takes_saves_of_others(world, people, stranger, name, visibility):
    PendingSaveFactory(world=world, author=stranger)
    World.objects.update(visibility=visibility)
    url = EVERY[name].url(share_id=world.share_id)
    before = snapshot()

    answers = {ask(people["stranger"], verb, name, url).status_code for verb in LINKED[name]}

    assert answers == {404}
    assert snapshot() == before


def test_a_save_that_waits_is_seen_by_its_author_alone(world, people, stranger):
    PendingSaveFactory(world=world, author=stranger)

    by_link, by_id = f"/w/{world.share_id}/pending/", f"/worlds/{world.pk}/pending/"

    assert people["stranger"].get(by_link).status_code == 200
    assert people["editor"].get(by_link).status_code == 404
    assert people["owner"].get(by_id).status_code == 404
    assert b"waits for a choice" not in people["owner"].get(world.get_absolute_url()).content


def key_of(user, scope):
    return keys.issue(owner=user, name="p", scopes=[scope], now=house_clock.now()).text


@pytest.mark.parametrize("name", ["worlds:api_world_index", "worlds:api_world_state"])
def test_programs_need_a_key_with_the_scope_and_sessions_do_not_count(world, people, owner, name):
    url = EVERY[name].url(**arguments(world, name))
    wrong = Client(headers={"Authorization": f"Bearer {key_of(owner, 'missions:read')}"})
    right = Client(headers={"Authorization": f"Bearer {key_of(owner, 'worlds:read')}"})

    assert people["owner"].get(url).status_code == 401
    assert wrong.get(url).status_code == 403
    assert right.get(url).status_code == 200


def test_a_key_that_reads_does_not_write(world, owner):
    client = Client(headers={"Authorization": f"Bearer {key_of(owner, 'worlds:read')}"})
    body = json.dumps({"version": 1})
    before = World.objects.values().get()

    answer = client.put(f"/api/worlds/{world.pk}/state", body, headers={"If-Match": '"r1"'})

    assert answer.status_code == 403
    assert World.objects.values().get() == before


def test_the_index_lists_ones_own_worlds_and_no_others(world, stranger):
    WorldFactory(owner=stranger, name="Mine", trashed=True)
    mine = WorldFactory(owner=stranger)
    client = Client(headers={"Authorization": f"Bearer {key_of(stranger, 'worlds:read')}"})

    found = client.get("/api/worlds/").json()["worlds"]

    assert [one["id"] for one in found] == [mine.pk]
