"""The palette: what one may do right now, by name, and nothing of others."""

from __future__ import annotations

import pytest

from devcraft import palette
from missions import desk, timer
from missions.models import Status
from tests.devcraft.visiting import htmx, signed_in
from tests.factories.missions import MissionFactory
from tests.factories.worlds import WorldFactory

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert("gate")</script>'


def offered(owner, clock, words=""):
    groups = palette.offered(owner, desk.look(owner, now=clock.now), words)
    return {group.label: [command.label for command in group.commands] for group in groups}


def test_the_clock_is_driven_by_what_runs_and_what_comes_next(owner, clock):
    gate, hall, shed = (MissionFactory(owner=owner, name=name) for name in ("Gate", "Hall", "Shed"))
    assert set(offered(owner, clock)["Clock"]) == {
        *("Start Gate", "Start Hall", "Start Shed", "Undo the last act")
    }

    timer.start(user=owner, mission=hall, now=clock.now)
    timer.pause(user=owner, mission=hall, now=clock.forward(minutes=1))
    assert "Resume Hall" in offered(owner, clock)["Clock"]

    timer.start(user=owner, mission=gate, now=clock.forward(minutes=1))
    found = offered(owner, clock)["Clock"]
    assert found[:3] == ["Pause Gate", "Stop Gate", "Complete Gate…"]
    assert set(found[3:5]) == {"Switch to Hall", "Switch to Shed"}
    assert found[5:] == ["Undo the last act"]
    assert shed.status == Status.TODO


def test_words_call_commands_by_their_beginnings_and_missions_by_name(owner, stranger, clock):
    gate = MissionFactory(owner=owner, name="Fix the portal gate")
    MissionFactory(owner=owner, name="An old portal", done=True)
    MissionFactory(owner=stranger, name="Another portal")
    WorldFactory(owner=owner, name="Portal hall")

    assert offered(owner, clock, "jour ne")["Write"] == ["New journal entry"]
    assert "Report of the year" in offered(owner, clock, "HEATMAP")["Go to"]
    found = offered(owner, clock, "portal")
    assert set(found["Missions"]) >= {f"#{gate.pk} Fix the portal gate"}
    assert not any("Another" in name for names in found.values() for name in names)
    assert found["Start the clock"] == ["Start Fix the portal gate"]
    assert found["Worlds"] == ["Portal hall"]
    assert next(iter(offered(owner, clock, "start portal"))) == "Start the clock"
    assert "Start the clock" not in offered(owner, clock, "unicorn")


def test_the_admin_is_offered_to_staff_alone(owner, clock):
    assert "Admin" not in offered(owner, clock)["Go to"]
    owner.is_staff = True
    assert "Admin" in offered(owner, clock)["Go to"]


def test_the_page_and_the_palette_hold_the_same_and_names_stay_text(owner):
    MissionFactory(owner=owner, name=HOSTILE)
    client = signed_in(owner)

    page = client.get("/commands/?q=script")
    part = client.get("/commands/?q=script", headers=htmx("palette-list"))

    for answer in (page, part):
        assert "&lt;script&gt;alert" in answer.text
        assert HOSTILE not in answer.text
        assert 'name="csrfmiddlewaretoken"' in answer.text
    assert "<html" in page.text
    assert "<html" not in part.text
    assert part.text.count('role="option"') == part.text.count('class="command"') > 2
