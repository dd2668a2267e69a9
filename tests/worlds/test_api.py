from __future__ import annotations

import json

import pytest
from django.test import Client

from devcraft import clock, keys
from tests.worlds.making import content, crowd, fresh, kept, made, now_in, save, spelled
from worlds import curating, saving
from worlds.authors import Author
from worlds.models import Visibility, World


@pytest.fixture
def world(owner):
    return made(owner, "anvil", now=clock.now())


class Program:
    """A program that sends a client key."""

    def __init__(self, owner, *scopes):
        scopes = list(scopes) or ["worlds:read", "worlds:write"]
        issued = keys.issue(owner=owner, name="Viewer", scopes=scopes, now=clock.now())
        self.headers = {"Authorization": f"Bearer {issued.text}"}
        self.client = Client(enforce_csrf_checks=True)

    def get(self, key, **headers):
        return self.client.get(address(key), headers=self.headers | headers)

    def put(self, key, body, tag=None, query=""):
        headers = self.headers | ({"If-Match": tag} if tag is not None else {})
        return self.client.put(
            address(key) + query, body, content_type="application/json", headers=headers
        )


def address(key):
    return f"/api/worlds/{key}/state"


@pytest.fixture
def program(owner):
    return Program(owner)


@pytest.fixture
def shared(world, owner):
    author = Author(owner)
    return curating.share(
        world=world, visibility=Visibility.PUBLIC_EDIT, author=author, now=clock.now()
    )


def test_a_program_loads_the_exact_bytes_with_a_strong_tag(program, world):
    response = program.get(world.pk)

    assert (response.status_code, response.content) == (200, world.state.raw)
    assert response["ETag"] == '"r1"'
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "private, no-store"


def test_a_program_saves_over_the_revision_it_names(program, world):
    response = program.put(world.pk, spelled("anvil", "lamp"), '"r1"')

    assert response.status_code == 200
    assert response.json() | {"saved_at": ""} == {
        "id": world.pk,
        "name": "Forge",
        "visibility": "private",
        "revision": 2,
        "objects": 2,
        "saved_at": "",
        "is_new": True,
    }
    assert response["ETag"] == '"r2"'
    assert now_in(world) == ["anvil", "lamp"]
    assert fresh(world).saved_by == "Viewer for owner"


def test_what_is_there_already_is_answered_with_the_revision_it_has(program, world):
    response = program.put(world.pk, spelled("anvil", savedAt="2026-01-01"), '"r1"')

    assert (response.status_code, response["ETag"]) == (200, '"r1"')
    assert response.json()["is_new"] is False


@pytest.mark.parametrize(
    "tag", ['"r1"', 'W/"r1"', '"r3", "r1"', '"other", W/"r1"', "*", '"r2","r1"']
)
def test_an_unchanged_state_is_not_sent_again(program, world, tag):
    response = program.get(world.pk, **{"If-None-Match": tag})

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", '"r1"')


@pytest.mark.parametrize("tag", ['"r2"', "r1", "", '"r11"', "'r1'"])
def test_another_tag_gets_the_state(program, world, tag):
    assert program.get(world.pk, **{"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("tag", [None, "", "  "])
def test_a_save_without_if_match_is_428(program, world, tag):
    response = program.put(world.pk, spelled("lamp"), tag)

    assert response.status_code == 428
    assert "If-Match is needed" in response.json()["error"]
    assert now_in(world) == ["anvil"]


@pytest.mark.parametrize(
    "tag",
    ["*", 'W/"r1"', "r1", '"1"', '"r01"', '"r1", "r2"', '"r-1"', '"r١"', '"r"', '"r9999999999"'],
)
def test_a_tag_that_is_not_exactly_ours_matches_nothing(program, world, tag):
    response = program.put(world.pk, spelled("lamp"), tag.encode().decode("latin-1"))

    assert response.status_code == 412
    assert response.json()["error"] == (
        'If-Match must be one ETag of this world, such as "r1"; nothing was saved.'
    )
    assert now_in(world) == ["anvil"]


def test_a_stale_save_is_412_with_both_revisions_and_what_differs(program, world):
    save(world, "anvil", "theirs", at=clock.now())

    response = program.put(world.pk, spelled("anvil", "mine"), '"r1"')

    body = response.json()
    assert (response.status_code, response["ETag"]) == (412, '"r2"')
    assert (body["sent_revision"], body["revision"]) == (1, 2)
    assert body["difference"]["summary"] == "1 added, 1 removed"
    assert {thing["id"] for thing in body["difference"]["things"]} == {"mine", "theirs"}
    assert now_in(world) == ["anvil", "theirs"]


def test_a_key_that_may_not_read_learns_no_more_than_the_revisions(owner, world):
    save(world, "anvil", "theirs", at=clock.now())

    response = Program(owner, "worlds:write").put(world.pk, spelled("mine"), '"r1"')

    assert response.status_code == 412
    assert sorted(response.json()) == ["error", "revision", "sent_revision"]


def test_a_save_that_drops_most_is_409_until_it_is_confirmed(program, owner):
    world = saving.create(owner=owner, name="Full", now=clock.now(), incoming=crowd(9))

    refused = program.put(world.pk, spelled(), '"r1"')
    assert (refused.status_code, refused.json()["objects"]) == (409, 0)
    assert "confirm=drop" in refused.json()["error"]
    assert fresh(world).object_count == 9

    assert program.put(world.pk, spelled(), '"r1"', "?confirm=drop").status_code == 200
    assert kept(world)[0][:2] == ("drop", True)


def test_an_agent_says_so_and_leaves_a_pinned_version(program, world):
    program.put(world.pk, spelled("lamp"), '"r1"', "?source=agent")

    assert kept(world) == [("agent", True, "anvil")]


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"", "not JSON"),
        (b"<svg onload=alert(1)>", "not JSON"),
        (b"[]", "must be a JSON object"),
        (b'{"version":2}', "only version 1"),
        (b"{}", "version is missing"),
        (b"[" * 100_000, "nest deeper"),
        (b'{"version":1,"x":NaN}', "NaN"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"version":1,"x":' + b"9" * 5_000 + b"}", "digits"),
        (b'{"version":1,"x":[' + b"[]," * 600_000 + b"1]}", "lists and objects"),
    ],
)
def test_what_is_no_state_is_422_and_one_sentence(program, world, body, rule):
    response = program.put(world.pk, body, '"r1"')

    assert response.status_code == 422
    assert rule in response.json()["error"]
    assert "\n" not in response.json()["error"]
    assert fresh(world).revision == 1


def test_five_megabytes_are_saved(program, world):
    body = spelled("anvil", later="x" * 5_000_000)

    assert program.put(world.pk, body, '"r1"').status_code == 200
    assert program.get(world.pk).content == body


def test_a_body_over_eight_megabytes_is_refused_before_it_is_read(program, world):
    response = program.put(world.pk, b"x" * (8 * 2**20 + 2_000), '"r1"')

    assert response.status_code == 413


def test_a_body_just_over_eight_megabytes_names_the_rule(program, world):
    response = program.put(world.pk, b"x" * (8 * 2**20 + 1), '"r1"')

    assert response.status_code == 422
    assert "8 MB at most" in response.json()["error"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer dvc_x", "Basic dXNlcg=="])
def test_without_a_live_key_there_is_nothing(world, header):
    response = Client().get(address(world.pk), headers={"Authorization": header})

    assert response.status_code == 401


def test_a_session_is_no_key(client, owner, world):
    client.force_login(owner)

    assert client.get(address(world.pk)).status_code == 401
    assert client.get("/api/worlds/").status_code == 401


@pytest.mark.parametrize("scope", ["worlds:write", "missions:read"])
def test_loading_needs_its_scope(owner, world, scope):
    assert Program(owner, scope).get(world.pk).status_code == 403


def test_saving_needs_its_scope(owner, world):
    response = Program(owner, "worlds:read").put(world.pk, spelled(), '"r1"')

    assert response.status_code == 403


def test_a_strangers_key_finds_nothing_by_the_id(teammate, shared):
    program = Program(teammate)

    assert program.get(shared.pk).status_code == 404
    assert program.put(shared.pk, spelled("x"), '"r1"').status_code == 404


def test_a_guests_key_builds_by_the_link(teammate, shared):
    program = Program(teammate)

    assert program.get(shared.share_id).status_code == 200
    assert program.put(shared.share_id, spelled("x"), '"r1"').status_code == 200
    assert kept(shared) == [("guest", True, "anvil")]


@pytest.mark.parametrize(
    ("visibility", "load", "write"),
    [("private", 404, 404), ("unlisted", 200, 404), ("public", 200, 404)],
)
def test_what_a_link_gives_a_guests_key(teammate, shared, visibility, load, write):
    World.objects.filter(pk=shared.pk).update(visibility=visibility)
    program = Program(teammate)

    assert program.get(shared.share_id).status_code == load
    assert program.put(shared.share_id, spelled("x"), '"r1"').status_code == write


def test_a_world_in_the_trash_is_gone_for_programs(program, world, owner):
    curating.put_in_trash(world=world, author=Author(owner), now=clock.now())

    assert program.get(world.pk).status_code == 404
    assert program.put(world.pk, spelled("x"), '"r1"').status_code == 404


def test_a_world_without_content_has_nothing_to_load_and_takes_a_save(program, owner):
    now = clock.now()
    bare = World.objects.create(owner=owner, created_at=now, updated_at=now, state_saved_at=now)

    assert program.get(bare.pk).status_code == 404
    assert program.put(bare.pk, spelled("x"), '"r0"').status_code == 200


def test_the_list_has_own_worlds_alone_and_no_states(program, world, teammate):
    made(teammate, "theirs")

    worlds = program.client.get("/api/worlds/", headers=program.headers).json()["worlds"]

    assert [one["id"] for one in worlds] == [world.pk]
    assert "catalogPlacements" not in json.dumps(worlds)


def test_other_verbs_are_no_way_in(program, world):
    for verb in ("post", "delete", "patch"):
        send = getattr(program.client, verb)
        assert send(address(world.pk), headers=program.headers).status_code == 405


def test_the_card_of_what_was_saved_is_drawn(program, world):
    program.put(world.pk, content("x").raw, '"r1"')

    assert fresh(world).state.pictures.count() == 1
