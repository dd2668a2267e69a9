"""What is no whole archive of ours is refused in one sentence, and nothing is changed."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devcraft.archives import opening, restoring
from devcraft.archives.manifest import BadArchive
from devcraft.archives.restoring import CannotRestore
from devcraft.models import SourceRow, User
from missions.models import Mission, TimeEntry
from tests.devcraft.archives.reading import changed, files_of, lines_of, taken, with_line
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MORNING, MissionFactory, TimeEntryFactory, XpEntryFactory
from tests.factories.worlds import WorldFactory, WorldStateFactory

pytestmark = pytest.mark.django_db
CLAIMED = {
    "kind": "claimed",
    "started_at": None,
    "ended_at": None,
    "close_reason": "",
    "claimed_on": "2026-11-18",
    "claimed_seconds": 60,
}
ENTRIES = "tables/missions.TimeEntry.jsonl"
MISSIONS = "tables/missions.Mission.jsonl"


@pytest.fixture
def raw():
    kay = UserFactory(username="kay")
    mission = MissionFactory(owner=kay)
    TimeEntryFactory(owner=kay, mission=mission)
    WorldFactory(owner=kay, state=WorldStateFactory(), revision=1)
    return taken(kay, MORNING)


def put_back(raw, folder, user=None):
    file = folder / "kay.devcraft.zip"
    file.write_bytes(raw)
    return restoring.restore(file, user or UserFactory(), now=MORNING)


def refused(raw, folder):
    """The sentence by which RAW is refused."""
    before = [Mission.objects.count(), TimeEntry.objects.count(), SourceRow.objects.count()]
    user = UserFactory()
    with pytest.raises((BadArchive, CannotRestore)) as error:
        put_back(raw, folder, user)
    assert before == [Mission.objects.count(), TimeEntry.objects.count(), SourceRow.objects.count()]
    assert User.objects.get(pk=user.pk).zone == user.zone
    return str(error.value)


def with_entry(raw, name, content=b"x"):
    """RAW with a file that its manifest does not name."""
    file = io.BytesIO(raw)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, content)
    return file.getvalue()


def test_a_file_that_is_no_zip_is_refused(tmp_path):
    assert "cannot be read" in refused(b"PK, or so it says", tmp_path)


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "tables/../x", "tables/a.B.jsonl"])
def test_a_name_that_has_no_place_is_refused(raw, tmp_path, name):
    assert "does not name" in refused(with_entry(raw, name), tmp_path)
    assert name in refused(changed(raw, files={name: b"x"}), tmp_path)


def test_a_newer_format_and_other_files_are_refused(raw, tmp_path):
    assert "newer Devcraft" in refused(changed(raw, told={"format": 2}), tmp_path)
    assert "no archive" in refused(changed(raw, told={"kind": "backup"}), tmp_path)
    assert "manifest.json cannot be read" in refused(changed(raw, told={"parts": 3}), tmp_path)


@pytest.mark.parametrize(
    "told",
    [
        {"format": 1.5},
        {"format": "1"},
        {"person": "k\x00y"},
        {"made_at": "today"},
        {"made_at": "2026-11-18T08:00:00"},
    ],
    ids=str,
)
def test_a_manifest_that_says_what_none_can_is_refused(raw, tmp_path, told):
    refused(changed(raw, told=told), tmp_path)


def test_what_is_not_what_was_archived_is_refused(raw, tmp_path):
    other = files_of(raw)[ENTRIES].replace(b'"timer"', b'"timex"')

    assert "digest differs" in refused(changed(raw, files={ENTRIES: other}, signed=False), tmp_path)
    assert "is missing" in refused(changed(raw, files={ENTRIES: None}, signed=False), tmp_path)


def test_what_unpacks_to_too_much_is_refused(raw, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "SMALL", 1000)
    bomb = changed(raw, files={ENTRIES: b"0" * 40_000_000})

    assert "too much for its size" in refused(bomb, tmp_path)


def test_what_unpacks_to_more_than_any_desk_is_refused(raw, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MOST", 1000)

    assert "would unpack to" in refused(raw, tmp_path)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"mission": 4711}, "mission names 4711, which the archive does not hold"),
        ({"mission": None}, "mission must not be empty"),
        ({"mission": True}, "mission must be an id"),
        ({"stretch": "two"}, "stretch must be a whole number"),
        ({"started_at": "yesterday"}, "started_at"),
        ({"started_at": "2026-11-18T08:00:00"}, "started_at must be a moment with its zone"),
        ({"zone": "Mars/Olympus"}, "zone must be a name"),
        ({"claimed_seconds": 5}, "timeentry_timed_or_claimed"),
        ({"owner": 1}, "'owner' is no column"),
        ({"source": "\ud800"}, "half a character"),
        ({"source": "x" * 100}, "source"),
        ({"started_at": "0001-01-01T00:00:00+02:00"}, "started_at"),
        ({"started_at": "1969-12-31T00:00:00Z"}, "started_at must lie in the years 1970 to 2999"),
        ({"ended_at": "9999-12-31T00:00:00Z"}, "ended_at must lie in the years 1970 to 2999"),
        ({"started_at": "1980-01-01T00:00:00Z"}, "it must not be longer than 366 days"),
        ({**CLAIMED, "claimed_seconds": 10**15}, "it must not be longer than 366 days"),
        ({**CLAIMED, "claimed_on": "1492-10-12"}, "claimed_on must lie in the years"),
    ],
)
def test_a_line_that_no_row_can_be_is_refused(raw, tmp_path, values, reason):
    said = refused(with_line(raw, "missions.TimeEntry", 1, **values), tmp_path)

    assert said.startswith(f"{ENTRIES}, line 1: ")
    assert reason in said


@pytest.mark.parametrize(
    "line",
    [
        b"[]\n",
        b"{\n",
        b'{"id": 1, "id": 2}\n',
        b'{"id": NaN}\n',
        b'{"id": 1e999}\n',
        b'{"id": ' + b"[" * 300 + b"]" * 300 + b"}\n",
        b'{"id": ' + b"[" * 90_000 + b"]" * 90_000 + b"}\n",
    ],
    ids=["a list", "half", "a key twice", "no number", "endless", "deep", "too deep to read"],
)
def test_a_line_that_is_no_object_is_refused(raw, tmp_path, line):
    content = files_of(raw)[ENTRIES] + line

    assert f"{ENTRIES}, line 2: " in refused(changed(raw, files={ENTRIES: content}), tmp_path)


def test_figures_that_no_sum_can_be_are_refused(tmp_path):
    kay = UserFactory(username="kay")
    for _ in range(2):
        XpEntryFactory(owner=kay, amount=2**63 - 1)
    raw = taken(kay, MORNING)

    assert "does not add up" in refused(raw, tmp_path)


def test_one_id_twice_is_refused(raw, tmp_path):
    content = files_of(raw)[MISSIONS] * 2

    assert "is there twice" in refused(changed(raw, files={MISSIONS: content}), tmp_path)


def test_settings_that_no_account_can_have_are_refused(raw, tmp_path):
    late = with_line(raw, "devcraft.User", 1, day_start_hour=99)
    file = "tables/worlds.WorldState.jsonl"

    assert "devcraft.User.jsonl, line 1: " in refused(late, tmp_path)
    assert "is there twice" in refused(
        changed(raw, files={file: files_of(raw)[file] * 2}), tmp_path
    )


def test_a_state_that_is_none_is_refused(raw, tmp_path):
    name = next(name for name in files_of(raw) if name.startswith("states/"))

    assert name in refused(changed(raw, files={name: b"no state"}), tmp_path)
    assert "digest" in refused(changed(raw, files={name: b'{"version": 1}'}), tmp_path)


@given(at=st.integers(0, 10**6), bit=st.integers(0, 7), cut=st.booleans())
def test_no_damage_gets_through(raw, tmp_path, at, bit, cut):
    damaged = bytearray(raw)
    spot = at % len(raw)
    if cut:
        del damaged[spot:]
    else:
        damaged[spot] ^= 1 << bit
    user = UserFactory()

    try:
        put_back(bytes(damaged), tmp_path, user)
    except (BadArchive, CannotRestore):
        assert not Mission.objects.filter(owner=user).exists()
    else:
        assert lines_of(taken(user, MORNING))["missions.TimeEntry"]
