"""Files that are something else, or mean harm: one sentence each, and nothing half written."""

from __future__ import annotations

import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from devcraft.models import RawRow
from missions.exchange.lines import NotThisFile
from missions.models import Mission, TimeEntry, TimeImport
from tests.devcraft.visiting import signed_in
from tests.missions.exchange.samples import TIMEWARRIOR, TOGGL_OLD, bring, counts, taken_out

pytestmark = pytest.mark.django_db
KINDS = ("toggl", "timewarrior", "devcraft")
OTHER = {
    "nothing": b"",
    "binary": bytes(range(256)) * 40,
    "NUL": b"\x00" * 5000,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    "UTF-16": TOGGL_OLD.decode("utf-8-sig").encode("utf-16"),
    "prose": b"Dear diary,\ntoday nothing ran.\n",
    "an object": b'{"start": "20261018T070000Z"}',
    "brackets": b"[" * 100_000,
    "one long line": b"x" * 5_000_000,
    "latin-1": "Beschreibung,Größe\n".encode("latin-1"),
    "a number too long": b"[" + b"9" * 5000 + b"]",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("content", OTHER.values(), ids=OTHER)
def test_another_file_is_refused_in_one_sentence(owner, kind, content):
    with pytest.raises(NotThisFile) as refused:
        bring(owner, kind, content)

    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)
    assert not Mission.objects.exists()
    assert not RawRow.objects.exists()


def test_one_bad_line_holds_up_no_other(owner):
    good = TOGGL_OLD.splitlines(keepends=True)
    bad = [b"x" * 5_000_000 + b"\n", b"\xff\xfe,broken\n", b'"' + b"y" * 3000 + b'"\n', b"\x00\n"]

    report = bring(owner, "toggl", b"".join([good[0], *bad, *good[1:]]), name="f.csv")

    assert counts(report) == {"read": 7, "created": 3, "kept_raw": 4}
    reasons = [problem["reason"] for problem in report["problems"]]
    assert [reason.partition(": ")[0] for reason in reasons] == [
        f"f.csv, line {number}" for number in (2, 3, 4, 5)
    ]
    assert "longer than 1 MB" in reasons[0]
    assert "not UTF-8" in reasons[1]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_ends_of_lines_and_marks_change_nothing(owner, end, mark):
    plain = TOGGL_OLD.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", end)

    assert counts(bring(owner, "toggl", mark + plain)) == {"read": 3, "created": 3}
    assert counts(bring(owner, "toggl", TOGGL_OLD)) == {"read": 3, "unchanged": 3}


def test_a_formula_is_text_on_its_way_in_and_guarded_on_its_way_out(owner):
    formula = b'=HYPERLINK(""http://x"")'
    bring(owner, "toggl", TOGGL_OLD.replace(b"Portal gate", b'"' + formula + b'"'))

    assert Mission.objects.filter(name='=HYPERLINK("http://x")').exists()
    assert b",\"'=HYPERLINK" in taken_out(owner, "csv")


def test_a_pipe_and_a_folder_are_no_files(owner, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "none"):
        said = io.StringIO()
        with pytest.raises(SystemExit) as stopped:
            call_command("import_toggl", path, "--user", "owner", stderr=said)
        assert (stopped.value.code, str(path) in said.getvalue()) == (2, True)


def upload(client, content, kind="toggl", name="a.csv"):
    return client.post(
        "/missions/files/imports/upload/",
        {"kind": kind, "file": SimpleUploadedFile(name, content)},
    )


def test_the_page_tries_first_imports_once_and_throws_away(owner):
    client = signed_in(owner)
    place = upload(client, TOGGL_OLD)["Location"]

    assert not TimeEntry.objects.exists()
    assert "Import 3 entries" in client.get(place).text
    choices = {"zone": "Europe/Berlin", "name_by": "words", "ambiguous": "refuse"}
    choices |= {"overlaps": "skip"}
    again = client.post(f"{place}carry-out/", choices | {"again": "yes"}, follow=True)
    assert "Fix, then ship" in again.text
    for _ in range(2):
        client.post(f"{place}carry-out/", choices)

    assert TimeEntry.objects.count() == 3
    assert TimeImport.objects.get().content == b""
    client.post(f"{place}discard/")
    assert TimeImport.objects.filter(owner=owner).exists()
    other = upload(client, TIMEWARRIOR, "timewarrior")["Location"]
    client.post(f"{other}discard/")
    assert TimeImport.objects.count() == 1


@pytest.mark.parametrize("content", [b"", OTHER["binary"], OTHER["UTF-16"], b"x" * (4 * 2**20 + 1)])
def test_the_page_says_in_one_sentence_what_is_wrong_with_a_file(owner, content):
    answer = upload(signed_in(owner), content)

    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert not TimeImport.objects.exists()


def test_a_hostile_name_is_shown_as_text(owner):
    client = signed_in(owner)
    place = upload(client, TOGGL_OLD.replace(b"Mail", b"<script>x</script>"), name="<b>.csv")

    shown = client.get(place["Location"]).text

    assert "<script>x" not in shown
    assert "&lt;script&gt;x" in shown
