"""A program's key: made, copied while it is shown, used, revoked; and without JavaScript."""

import pytest
from playwright.sync_api import expect

from devcraft import clock, keys
from devcraft.models import ClientKey
from tests.browser.steps import press, says
from tests.browser.test_pages import PHONE, problems


def make(page):
    page.goto("/settings/")
    page.get_by_role("link", name="Client keys").click()
    page.get_by_label("Name").fill("3D client")
    page.get_by_label("Save into worlds").check()
    press(page, "Make the key")
    return page.get_by_label("Key", exact=True)


def test_a_key_is_made_copied_and_revoked(desk):
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = make(desk).input_value()
    press(desk, "Copy key")
    expect(desk.get_by_role("button", name="Copied")).to_be_visible()
    assert desk.evaluate("navigator.clipboard.readText()") == text
    assert keys.authenticate(text, now=clock.now()) == ClientKey.objects.get()
    assert problems(desk) == []

    press(desk, "Revoke 3D client")

    expect(says(desk, "Revoked “3D client”")).to_be_visible()
    expect(desk.get_by_role("button", name="Revoke 3D client")).to_be_hidden()
    assert keys.authenticate(text, now=clock.now()) is None
    assert text not in desk.content()


def test_on_a_phone_the_whole_button_is_in_sight(desk, owner):
    scopes = ["worlds:read", "worlds:write"]
    keys.issue(owner=owner, name="the client on the desk", scopes=scopes, now=clock.now())
    desk.set_viewport_size(PHONE)
    desk.goto("/settings/client-keys/")

    box = desk.get_by_role("button", name="Revoke the client on the desk").bounding_box()

    assert box["x"] + box["width"] <= PHONE["width"] - 16


@pytest.mark.usefixtures("owner")
def test_it_works_without_javascript(js_off):
    text = make(js_off).input_value()
    expect(js_off.get_by_role("button", name="Copy key")).to_be_hidden()

    press(js_off, "Revoke 3D client")

    expect(js_off.get_by_text("Revoked “3D client”")).to_be_visible()
    assert keys.authenticate(text, now=clock.now()) is None
