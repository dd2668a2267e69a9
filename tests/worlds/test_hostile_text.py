"""Hostile text in a world is data: every page shows it as it stands, and nothing more."""

from __future__ import annotations

import json

import pytest

from tests.devcraft.visiting import signed_in
from tests.factories.devcraft import UserFactory
from tests.factories.worlds import (
    PendingSaveFactory,
    WorldChangeFactory,
    WorldFactory,
    WorldSnapshotFactory,
    WorldStateFactory,
    WorldTagFactory,
)
from tests.missions.views.hostile import BUNDLES, HOSTILE, MARK, Page
from worlds import state

pytestmark = pytest.mark.django_db
LISTS = ("/worlds/", "/worlds/?tab=shared", "/worlds/?tab=trash")
TABS = ("", "history/", "describe/", "sharing/", "pending/", "versions/", "versions/compare/")
FIELDS = ("name", "icon", "tags", "visibility", "choice", "base_revision", "over")
harmless = {}


def holding(text, **more):
    """A state in which TEXT stands wherever a client may write text."""
    id = state.UNPRINTABLE.sub("", text)
    marked = {"id": id, "name": text, "label": text, "type": text, "agentType": text}
    kinds = ("craftedScenes", "lights", "agentWindows", "agentAvatars", "catalogPlacements")
    things = {kind: [marked | {"id": f"{n}{id}"[:200]}] for n, kind in enumerate(kinds)}
    primitive = {"type": text, "color": text, "text": text, "position": [0, 0, 0]}
    things["craftedScenes"][0]["objects"] = [primitive]
    rest = {
        "skyBackgroundId": text,
        "groundPresetId": text,
        "groundTiles": {"0,0": text, "1,0": "grass"},
        "customGroundPresets": [{"id": text, "name": text, "color": text}],
        "terrain": {text: text},
        "transforms": {f"orphan {id}": {}},
        "behaviors": {f"2{id}"[:200]: {"label": text, "visible": True}},
        text: text,
    }
    return state.read(json.dumps({"version": 1} | things | rest | more).encode())


def fill(owner, text):
    """A world of OWNER with TEXT in everything that a person, program or import may write."""
    fields = {
        "owner": owner,
        "name": text[:120],
        "icon": text[:16],
        "creator_name": text[:80],
        "saved_by": text[:150],
    }
    content = WorldStateFactory(content=holding(text))
    world = WorldFactory(open_build=True, state=content, **fields)
    WorldFactory(trashed=True, copied_from=world, copied_revision=1, **fields)
    other = WorldStateFactory(content=holding(text, lights=[], skyBackgroundId="plain"))
    said = {"author": text[:150], "name": text[:120]}
    WorldSnapshotFactory(world=world, state=other, pinned=True, **said)
    WorldChangeFactory(world=world, words=text[:500], author=text[:150])
    WorldTagFactory(world=world, name=text[:30])
    PendingSaveFactory(world=world, state=other)
    return world


def pages(world, visitor=None):
    """Every page about WORLD as its owner, its visitor and a stranger see it."""
    client, stranger = signed_in(world.owner), signed_in(visitor or UserFactory())
    at, snapshot = world.get_absolute_url(), world.snapshots.get()
    own = [*LISTS, *(at + tab for tab in TABS), f"{at}versions/{snapshot.pk}/"]
    own.append(f"{at}versions/compare/?from={snapshot.pk}")
    answers = [client.get(url) for url in own]
    answers += [stranger.get(url) for url in ("/worlds/?tab=shared", world.share_url)]
    answers.append(type(client)().get(world.share_url))
    assert {answer.status_code for answer in answers} == {200}
    return {
        f"{number} {answer.request['PATH_INFO']}": Page(answer.content.decode())
        for number, answer in enumerate(answers)
    }


def elements(found):
    return set().union(*(page.elements for page in found.values()))


def wanted():
    """What the same pages hold when the text is harmless; looked up once."""
    if not harmless:
        harmless["elements"] = elements(pages(fill(UserFactory(), f"{MARK}plain{MARK}" * 5)))
    return harmless["elements"]


@pytest.mark.parametrize("name", BUNDLES)
def test_a_world_full_of_it_adds_no_element_to_any_page(owner, name):
    text = BUNDLES[name]

    found = pages(fill(owner, text))

    assert elements(found) - wanted() == set()
    assert not any(attribute.startswith("on") for _, attribute in elements(found))
    assert sum(page.holds(text[:30]) for page in found.values()) > 10


@pytest.mark.parametrize("name", HOSTILE)
def test_alone_it_adds_none_either(owner, name):
    text = HOSTILE[name]

    found = pages(fill(owner, text))

    assert elements(found) - wanted() == set()


@pytest.mark.parametrize("name", BUNDLES)
def test_what_is_refused_is_shown_as_it_was_typed(owner, name):
    text = BUNDLES[name]
    world = fill(owner, "plain")
    client = signed_in(owner)
    routes = ("describe/", "sharing/", "versions/take/", "copy/", "save/", "pending/")

    answers = [
        client.post(f"{world.get_absolute_url()}{route}", dict.fromkeys(FIELDS, text))
        for route in routes
    ]
    answers.append(client.post("/worlds/create/", {"name": text}))

    shown = [Page(answer.content.decode()) for answer in answers]
    assert {answer.status_code for answer in answers} <= {302, 404, 422}
    assert not any(a.startswith("on") for page in shown for _, a in page.elements)
    assert not any("evil" in answer.cookies for answer in answers)


@pytest.mark.parametrize("key", ["q", "tag", "tab", "sort", "visibility"])
@pytest.mark.parametrize("name", BUNDLES)
def test_what_the_address_asks_for_is_shown_as_text(owner, name, key):
    response = signed_in(owner).get("/worlds/", {key: BUNDLES[name]})

    page = Page(response.content.decode())
    assert response.status_code == 200
    assert not any(attribute.startswith("on") for _, attribute in page.elements)
    assert page.holds(BUNDLES[name][:30]) or key == "tag"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_download_is_a_file_with_a_tame_name(owner, name):
    world = fill(owner, HOSTILE[name])

    response = signed_in(owner).get(f"{world.get_absolute_url()}download/")

    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''")
    assert disposition.isascii()
    assert disposition.isprintable()
    assert json.loads(response.content)["meta"]["name"] == world.name
