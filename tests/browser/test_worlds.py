"""A world from file to link: the journey of people who build, and of those who look."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from devcraft import clock, keys
from tests.browser.steps import follow, press, says
from tests.worlds.strategies import SAMPLE


@pytest.fixture
def visitor(open_context):
    """A tab in which nobody is signed in."""
    return open_context().new_page()


@pytest.fixture
def program(live_server, owner, desk):
    """Saves states as a 3D client does, with a client key of the owner."""
    scopes = ["worlds:read", "worlds:write"]
    key = keys.issue(owner=owner, name="3D client", scopes=scopes, now=clock.now())
    bearer = {"Authorization": f"Bearer {key.text}", "Content-Type": "application/json"}

    def save(address: str, state: dict) -> None:
        url = live_server.url + address
        tag = desk.request.get(url, headers=bearer).headers["etag"]
        answer = desk.request.put(url, headers=bearer | {"If-Match": tag}, data=json.dumps(state))
        assert answer.status == 200

    return save


def house() -> dict:
    return json.loads(SAMPLE.read_bytes())


def a_file(state: dict, name: str = "forge-default.world.json") -> dict:
    return {"name": name, "mimeType": "application/json", "buffer": json.dumps(state).encode()}


def bring(page, state: dict) -> None:
    page.goto("/worlds/")
    page.locator("#id_file").set_input_files(a_file(state))
    press(page, "Import")


def api_of(page) -> str:
    pk = re.search(r"/worlds/([a-z0-9]+)/", page.url).group(1)
    return f"/api/worlds/{pk}/state"


def upload(page, state: dict) -> None:
    page.locator("#id_file").set_input_files(a_file(state))
    page.get_by_role("main").get_by_role("button", name=re.compile("Save as revision")).click()


def test_from_a_file_to_a_link_that_is_rotated(desk, visitor, program):
    state = house()
    bring(desk, state)
    says(desk, "Imported “Forge default”.")
    expect(desk.get_by_role("link", name=re.compile("^House with Bench"))).to_be_visible()
    world = desk.url

    follow(desk, "Versions")
    desk.get_by_label("Name of the snapshot").fill("Before the tower")
    press(desk, "Take a snapshot")
    says(desk, "Took the snapshot “Before the tower”.")

    desk.goto(world)
    program(api_of(desk), state | {"skyBackgroundId": "night007"})
    upload(desk, state | {"craftedScenes": []})
    expect(desk.get_by_role("heading", name="Somebody saved meanwhile")).to_be_visible()
    expect(desk.get_by_role("main")).to_contain_text("House with Bench")
    press(desk, "Save mine over it")
    says(desk, "Saved revision 3")

    follow(desk, "Versions")
    follow(desk, "Before the tower")
    press(desk, "Restore as new version")
    says(desk, "Restored")
    follow(desk, "Versions")
    desk.get_by_role("link", name="Compare").first.click()
    expect(desk.get_by_text("1 added")).to_be_visible()
    expect(desk.get_by_role("main")).to_contain_text("House with Bench")

    follow(desk, "Sharing")
    desk.get_by_role("radio", name="Unlisted:").check()
    press(desk, "Save")
    link = desk.get_by_label("Whoever has this link can open the world").input_value()
    visitor.goto(link)
    expect(visitor.get_by_role("heading", name="Forge default")).to_be_visible()
    expect(visitor.get_by_role("link", name=re.compile("^House with Bench"))).to_be_visible()

    press(desk, "Give it a new link")
    says(desk, "The world has a new link")
    assert visitor.request.get(link).status == 404


def test_keeping_mine_as_a_copy_leaves_the_world_alone(desk, program):
    state = house()
    bring(desk, state)
    program(api_of(desk), state | {"skyBackgroundId": "night007"})
    upload(desk, state | {"craftedScenes": []})

    press(desk, "Keep mine as a copy")

    says(desk, "Kept yours as “Forge default (my version)”.")
    expect(desk.get_by_text("Copied from")).to_be_visible()


def test_a_save_that_drops_most_is_asked_about(desk):
    bring(desk, house())
    upload(desk, {"version": 1})
    expect(desk.get_by_role("heading", name="This save would drop most objects")).to_be_visible()

    press(desk, "Leave the world as it is")

    says(desk, "stays as it is")
    expect(desk.get_by_text("revision 1 ·")).to_be_visible()


def test_a_file_dropped_onto_the_gallery_is_imported(desk):
    desk.goto("/worlds/")
    files = desk.evaluate_handle(
        """(text) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([text], "dropped.world.json", { type: "application/json" }));
          return transfer;
        }""",
        json.dumps(house()),
    )
    for event in ("dragover", "drop"):
        desk.dispatch_event("main", event, {"dataTransfer": files})

    says(desk, "Imported “Dropped”.")


def test_a_world_is_deleted_and_taken_back(desk):
    bring(desk, house())
    desk.get_by_role("main").get_by_text("More", exact=True).click()
    press(desk, "Delete")
    says(desk, "into the trash")

    desk.get_by_role("button", name="Undo").click()

    says(desk, "Took “Forge default” back")


def test_without_javascript_the_same_can_be_done(js_off):
    bring(js_off, house())
    follow(js_off, "Versions")
    js_off.get_by_label("Name of the snapshot").fill("Mine")
    press(js_off, "Take a snapshot")
    follow(js_off, "Mine")
    follow(js_off, "Compare with now")

    expect(js_off.get_by_text("Nothing changed.")).to_be_visible()


def test_a_visit_counts_after_five_seconds_in_sight(desk, visitor, live_server):
    bring(desk, house())
    follow(desk, "Sharing")
    desk.get_by_role("radio", name="Public:").check()
    press(desk, "Save")
    link = desk.get_by_label("Whoever has this link can open the world").input_value()
    visitor.clock.install()
    visitor.goto(link)

    with visitor.expect_response("**/visit/") as beacon:
        visitor.clock.run_for(5000)

    assert beacon.value.status == 204
