"""Time is corrected by hand: a room is found among the others, and a quiet clock is trimmed."""

from datetime import timedelta

from playwright.sync_api import expect

from devcraft import clock
from missions import timer
from missions.models import TimeEntry
from tests.browser.steps import follow, new_mission, pill, press, says, start
from tests.factories.missions import WorkSignFactory


def test_an_entry_finds_room_and_a_quiet_clock_is_trimmed(desk, owner):
    gate, hall = new_mission(owner), new_mission(owner, "Paint the hall")
    ago = clock.now() - timedelta(hours=5)
    for mission, minutes in ((gate, 60), (hall, 120)):
        timer.start(user=owner, mission=mission, now=ago + timedelta(minutes=minutes - 60))
        timer.pause(user=owner, mission=mission, now=ago + timedelta(minutes=minutes))
    desk.goto("/time/")
    desk.get_by_role("row", name="Fix the portal gate").get_by_role("link").first.click()

    desk.get_by_label("Or duration").fill("1h 15m")
    press(desk, "Save the change")
    expect(desk.get_by_role("alert")).to_contain_text("Other entries hold some of this time")
    press(desk, "Trim and save")

    says(desk, "Changed the entry")
    assert [entry.seconds_at(ago) for entry in entries()] == [75 * 60, 45 * 60]
    desk.goto("/time/")
    desk.get_by_role("button", name="Undo: Changed an entry of Fix the portal gate").click()
    says(desk, "as it was before")
    assert [entry.seconds_at(ago) for entry in entries()] == [3600, 3600]

    start(gate, minutes=50)
    WorkSignFactory(mission=gate, at=entries()[2].started_at + timedelta(minutes=10))
    desk.goto("/")
    quiet = desk.get_by_role("group", name="Quiet clock")
    expect(quiet).to_contain_text("Last sign of work")
    quiet.get_by_role("button", name="Trim to").click()
    says(desk, "Left the quiet time")
    expect(quiet).to_have_count(0)
    expect(pill(desk)).to_contain_text("Fix the portal gate")
    assert entries()[2].seconds_at(ago) == 15 * 60
    follow(desk, "Fix the portal gate")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Fix the portal gate")


def entries():
    return list(TimeEntry.objects.counted().order_by("started_at", "id"))
