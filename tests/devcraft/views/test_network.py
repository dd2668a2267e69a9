from __future__ import annotations

import pytest
from django.conf import settings as active
from django.core.checks import run_checks

from devcraft import checks
from tests.devcraft.visiting import signed_in

pytestmark = pytest.mark.django_db
OPENED = ["http://localhost:11434", "https://mcp.lan:8443"]


def test_the_page_lists_what_the_operator_allows_and_changes_nothing(owner, settings):
    settings.OUTBOUND_ALLOWED = OPENED
    desk = signed_in(owner)

    page = desk.get("/settings/network/").content.decode()
    desk.post("/settings/network/", {"allowed": "http://evil.lan:1"})

    assert all(f"<code>{origin}</code>" in page for origin in OPENED)
    assert "on port 80, 443, 8080 or 8443." in page
    assert active.OUTBOUND_ALLOWED == OPENED


def test_without_exceptions_the_page_says_so(owner):
    page = signed_in(owner).get("/settings/network/").content.decode()

    assert "Nothing. A model on this machine" in page


def test_every_exception_is_said_at_the_start(settings):
    settings.OUTBOUND_ALLOWED = OPENED

    told = [message for message in run_checks() if message.id == "devcraft.I001"]

    assert [message.msg for message in told] == [
        "Agents may ask http://localhost:11434 (OUTBOUND_ALLOWED).",
        "Agents may ask https://mcp.lan:8443 (OUTBOUND_ALLOWED).",
    ]
    assert checks.outbound_exceptions()[0].is_serious() is False
