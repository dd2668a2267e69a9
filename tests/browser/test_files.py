"""History from Toggl comes in: tried, asked about, imported, seen on its day, taken out again."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from playwright.sync_api import expect

from missions.models import TimeEntry
from tests.browser.steps import card, follow, press, says
from tests.browser.test_pages import problems
from tests.missions.exchange.samples import TOGGL_OLD, TWICE


def test_from_a_toggl_file_to_a_days_page_out_again_and_into_a_calendar(desk):
    desk.goto("/missions/")
    follow(desk, "Files")
    desk.get_by_label("Written by").select_option("toggl")
    file = {"name": "toggl.csv", "mimeType": "text/csv", "buffer": TOGGL_OLD + TWICE}
    desk.get_by_label("File", exact=True).set_input_files(file)
    press(desk, "Try the file")

    expect(card(desk, "What would happen")).to_contain_text("3")
    expect(card(desk, "Missions")).to_contain_text("Portal gate")
    assert not TimeEntry.objects.exists()
    assert problems(desk) == []

    desk.get_by_label("2026-10-25T01:30:00Z to 2026-10-25T01:40:00Z").check()
    desk.get_by_label("Description").check()
    press(desk, "Try again")
    expect(card(desk, "Missions")).to_contain_text("Sound check")
    press(desk, "Import 4 entries")
    expect(says(desk, "Imported “toggl.csv”")).to_be_visible()

    desk.goto("/missions/days/2026-03-16/")
    expect(card(desk, "Time")).to_contain_text("Sound check")
    expect(card(desk, "Time")).to_contain_text("2:30:00")

    desk.goto("/missions/files/")
    desk.get_by_label("From").fill("2026-03-16")
    desk.get_by_label("To", exact=True).fill("2026-03-16")
    with desk.expect_download() as download:
        press(desk, "Time as CSV")
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text())))
    assert sorted(int(row["seconds"]) for row in rows) == [1210, 4500, 9000]
    assert download.value.suggested_filename == "entries-2026-03-16-2026-03-16.csv"

    press(desk, "Make an address")

    address = desk.get_by_label("Address", exact=True).input_value()
    assert desk.request.get(address).status == 200
    assert problems(desk) == []

    follow(desk, "Done")
    expect(desk.get_by_label("Address", exact=True)).to_have_count(0)
    press(desk, "Revoke it")
    expect(says(desk, "Revoked the calendar’s address")).to_be_visible()
    assert desk.request.get(address).status == 404
