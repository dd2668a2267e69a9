"""The calendar at a secret address."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from missions import timer
from missions.exchange import feeds, ical
from missions.models import CalendarLink
from tests.devcraft.visiting import signed_in
from tests.factories.missions import MissionFactory
from tests.missions.exchange.samples import NOW

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r'value="(http://testserver/calendar/([\w-]{43})\.ics)"')


def made(client):
    """The address and the token that the page shows once."""
    answer = client.post("/missions/files/calendar/make/")
    assert answer.status_code == 201
    return ADDRESS.search(answer.text).groups()


def read(address):
    answer = Client().get(address)
    return answer.status_code, b"".join(answer).decode() if answer.streaming else ""


@pytest.fixture
def worked(owner):
    mission = MissionFactory(owner=owner, name="Gate; hum, \\ and\nring " + "é" * 60)
    timer.start(user=owner, mission=mission, now=NOW - timedelta(hours=2))
    timer.pause(user=owner, mission=mission, now=NOW - timedelta(hours=1))
    timer.log_offline(user=owner, mission=mission, seconds=5400, on=date(2026, 11, 17), now=NOW)
    timer.start(user=owner, mission=mission, now=NOW)
    return mission


def test_a_calendar_reads_closed_and_claimed_time(owner, worked):
    address, _ = made(signed_in(owner))

    answer = Client().get(address)
    text = b"".join(answer).decode()

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert unfolded.count("BEGIN:VEVENT") == 2
    assert "DTSTART:20261118T070000Z\r\nDTEND:20261118T080000Z" in unfolded
    assert "DTSTART;VALUE=DATE:20261117\r\nDTEND;VALUE=DATE:20261118" in unfolded
    assert "SUMMARY:Gate\\; hum\\, \\\\ and\\nring ééé" in unfolded
    assert "(1:30 by hand)" in unfolded
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")


def test_a_changed_or_revoked_address_is_404_at_once(owner, worked):
    client = signed_in(owner)
    first, token = made(client)
    second, _ = made(client)

    assert (read(first)[0], read(second)[0]) == (404, 200)
    client.post("/missions/files/calendar/revoke/")
    assert read(second)[0] == 404
    assert token not in str(list(CalendarLink.objects.values()))
    assert token not in client.get("/missions/files/").text


def test_the_calendar_of_an_account_that_is_switched_off_is_gone(owner, worked):
    token = feeds.make(owner, now=NOW)
    owner.is_active = False
    owner.save()

    assert read(f"/calendar/{token}.ics")[0] == 404
    assert read("/calendar/guessed.ics")[0] == 404


@pytest.mark.parametrize("text", ["", "é" * 200, "x" * 75, "x" * 76, "😀" * 40])
def test_folding_loses_nothing(text):
    assert ical.folded(text).replace("\r\n ", "") == text
