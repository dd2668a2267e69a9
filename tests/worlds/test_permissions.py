"""The permission matrix: who may do what with a world, for every visibility and the trash.

Every cell is asked over HTTP, at the owner's address or, by others, at the link's.
"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from devcraft import clock as house_clock
from devcraft import keys
from tests.devcraft.visiting import signed_in, taken_back
from tests.factories.devcraft import UserFactory
from tests.factories.worlds import MORNING, WorldChangeFactory, standing
from tests.worlds.tables import furnished
from worlds.models import Visibility, World, WorldSnapshot

pytestmark = pytest.mark.django_db
ROLES = ("visitor", "member", "editor", "owner", "staff")
SIGNED_IN = {"member", "editor", "owner", "staff"}
KINDS = ("private", "unlisted", "public", "public_edit", "trashed")
TABS = ("mine", "shared", "trash")
SHARED = {"unlisted", "public", "public_edit"}
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0"}

PATHS = {
    "open": ("get", "w/{link}/", "worlds/{id}/"),
    "card": ("get", "w/{link}/card.png", "worlds/{id}/card.png"),
    "preview": ("get", "w/{link}/preview.png", "w/{link}/preview.png"),
    "download": ("get", "w/{link}/download/", "worlds/{id}/download/"),
    "save": ("post", "w/{link}/save/", "worlds/{id}/save/"),
    "copy": ("post", "w/{link}/copy/", "worlds/{id}/copy/"),
    "visit": ("post", "w/{link}/visit/", "w/{link}/visit/"),
    "rename": ("post", "worlds/{id}/describe/", "worlds/{id}/describe/"),
    "sharing": ("post", "worlds/{id}/sharing/", "worlds/{id}/sharing/"),
    "rotate": ("post", "worlds/{id}/rotate/", "worlds/{id}/rotate/"),
    "delete": ("post", "worlds/{id}/trash/", "worlds/{id}/trash/"),
    "snapshot list": ("get", "worlds/{id}/versions/", "worlds/{id}/versions/"),
    "snapshot open": ("get", "worlds/{id}/versions/{version}/", "worlds/{id}/versions/{version}/"),
    "restore": (
        "post",
        "worlds/{id}/versions/{version}/restore/",
        "worlds/{id}/versions/{version}/restore/",
    ),
}
READING = {"open", "card", "preview", "download", "visit"}


def may(deed, role, kind):
    """The matrix in words: spec/missions-and-worlds §3.2 and §3.5."""
    if deed == "list":
        is_listed = kind in ("public", "public_edit")
        return role == "owner" or (is_listed and role in SIGNED_IN)
    if deed in ("preview", "visit"):
        return kind in SHARED
    if role == "owner":
        return kind != "trashed" or deed not in ("save", "restore", "load by key", "save by key")
    if deed in READING:
        return kind in SHARED
    if deed in ("copy", "load by key"):
        return kind in SHARED and role in SIGNED_IN
    if deed in ("save", "save by key"):
        return kind == "public_edit" and role in SIGNED_IN
    return False


@pytest.fixture
def users(owner):
    made = {role: UserFactory(username=role) for role in ("member", "editor")}
    boss = UserFactory(username="boss", is_staff=True, is_superuser=True)
    return made | {"owner": owner, "staff": boss, "visitor": None}


@pytest.fixture
def world(request, owner, users):
    kind = request.param
    is_trashed = kind == "trashed"
    visibility = Visibility.PUBLIC_EDIT if is_trashed else Visibility(kind)
    made = furnished(owner, visibility=visibility, trashed_at=MORNING if is_trashed else None)
    WorldChangeFactory(world=made, author_id_here=users["editor"].pk)
    made.kind = kind
    return made


each = pytest.mark.parametrize("world", KINDS, indirect=True)


def browser(user):
    return signed_in(user, headers=BROWSER) if user else Client(headers=BROWSER)


def program(user, *scopes):
    key = keys.issue(owner=user, name="p", scopes=list(scopes), now=house_clock.now())
    return Client(headers={"Authorization": f"Bearer {key.text}", "If-Match": '"r1"'})


def addressed(world, deed, role):
    verb, by_link, by_id = PATHS[deed]
    version = world.snapshots.order_by("created_at", "pk").first()
    path = by_id if role == "owner" else by_link
    return verb, "/" + path.format(link=world.share_id, id=world.pk, version=version.pk)


def typed(deed):
    upload = SimpleUploadedFile("w.json", standing(2, savedAt="later").raw)
    fields = {"name": "New", "icon": "🔥", "tags": "", "visibility": "private"}
    return {"file": upload, "base_revision": "1"} if deed == "save" else fields


def outcome(world, client, deed, role):
    """Whether DEED was done, there was nothing there, or something was said in between."""
    verb, url = addressed(world, deed, role)
    with taken_back():
        before = rows()
        response = client.get(url) if verb == "get" else client.post(url, typed(deed))
        is_same = rows() == before
    is_at_door = response.headers.get("Location", "").startswith("/sign-in/")
    if response.status_code == 404 or is_at_door or response.status_code == 409:
        return "refused" if is_same else "refused, and yet something changed"
    return "done" if response.status_code in (200, 204, 302) else response.status_code


def rows():
    return [*World.objects.order_by("pk").values(), *WorldSnapshot.objects.values_list("pk")]


@each
def test_a_deed_is_done_or_there_is_nothing_to_do_it_to(world, users):
    clients = {role: browser(users[role]) for role in ROLES}
    cells = [(role, deed) for role in ROLES for deed in PATHS]

    found = {(role, deed): outcome(world, clients[role], deed, role) for role, deed in cells}

    assert found == {
        (role, deed): "done" if may(deed, role, world.kind) else "refused" for role, deed in cells
    }


@each
def test_only_the_owner_is_told_that_a_world_is_in_the_trash(world, users):
    answers = {
        role: browser(users[role]).post(addressed(world, "save", role)[1], typed("save"))
        for role in sorted(SIGNED_IN)
    }

    told = {role for role, answer in answers.items() if answer.status_code == 409}
    told -= {role for role, answer in answers.items() if b"in the trash" not in answer.content}
    assert told == ({"owner"} if world.kind == "trashed" else set())


@each
def test_a_list_shows_a_world_to_those_who_may_see_it_listed(world, users):
    is_trashed = world.kind == "trashed"

    for role in ROLES:
        is_owner, client = role == "owner", browser(users[role])
        assert {tab: is_shown(client, f"tab={tab}") for tab in TABS} == {
            "mine": is_owner and not is_trashed,
            "trash": is_owner and is_trashed,
            "shared": world.kind in ("public", "public_edit") and may("list", role, world.kind),
        }, role


def is_shown(client, query):
    return b"A private world" in client.get(f"/worlds/?{query}").content


@each
def test_a_search_and_a_filter_find_no_more_than_the_list(world, users):
    asked = ("q=private", "q=owner", "sort=name", f"visibility={world.visibility}")

    for role in sorted(SIGNED_IN):
        client = browser(users[role])
        for tab in TABS:
            found = {is_shown(client, f"tab={tab}&{query}") for query in asked}
            assert found == {is_shown(client, f"tab={tab}")}, (role, tab)


@each
def test_a_list_tells_no_link_of_a_world_that_is_in_none(world, users):
    for role in sorted(SIGNED_IN):
        client = browser(users[role])
        pages = [client.get(url).content for url in ("/", *(f"/worlds/?tab={tab}" for tab in TABS))]

        is_told = any(world.share_id.encode() in page for page in pages)
        assert is_told == (world.kind in ("public", "public_edit")), role


@each
def test_a_program_may_what_its_person_may(world, users):
    before = rows()

    for role in sorted(SIGNED_IN):
        client = program(users[role], "worlds:read", "worlds:write")
        url = f"/api/worlds/{world.pk if role == 'owner' else world.share_id}/state"
        with taken_back():
            loaded = client.get(url).status_code
            saved = client.put(url, standing(2, savedAt="later").raw).status_code
            is_same = rows() == before

        assert loaded == (200 if may("load by key", role, world.kind) else 404), role
        assert saved == (200 if may("save by key", role, world.kind) else 404), role
        assert is_same == (saved == 404), role


@each
def test_the_id_of_a_world_opens_nothing_to_others(world, users):
    for role in sorted(SIGNED_IN - {"owner"}):
        client, api = browser(users[role]), program(users[role], "worlds:read")

        asked = [client.get(f"/worlds/{world.pk}/"), client.get(f"/w/{world.pk}/")]
        asked.append(api.get(f"/api/worlds/{world.pk}/state"))

        assert {answer.status_code for answer in asked} == {404}, role
