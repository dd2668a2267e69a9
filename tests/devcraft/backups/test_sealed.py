"""Signed manifests: who rewrites an archive with its manifest is found by the key."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
from dataclasses import asdict

import pytest

from devcraft.backups import checking, looking, sealing
from devcraft.backups.manifest import DATABASE, NAME, SEAL, BadBackup
from tests.devcraft.backups.desks import FILE, asked, said

pytestmark = pytest.mark.threads


@pytest.fixture(scope="module")
def signed(template, tmp_path_factory, django_db_blocker):
    """A backup of a desk with a key, and the text of that key."""
    folder = tmp_path_factory.mktemp("signed") / "desk"
    shutil.copytree(template, folder, ignore=shutil.ignore_patterns("kept"))
    assert said(folder, django_db_blocker, "checkpoint_memory")[0] == 0
    code, text = said(folder, django_db_blocker, "backup", "--to", folder / "kept")
    assert code == 0, text
    (archive,) = (folder / "kept").iterdir()
    return folder, archive, text.split("Signed by ")[1].split(".\n")[0]


def rewritten(archive, place, *, has_seal):
    """ARCHIVE with another database, and a manifest that agrees with it."""
    with tarfile.open(archive) as old:
        parts = {member.name: old.extractfile(member).read() for member in old.getmembers()}
    copy = place.with_name("copy.sqlite3")
    copy.write_bytes(parts[DATABASE])
    forger = sqlite3.connect(copy)
    forger.execute("UPDATE missions_mission SET name = 'Forged'")
    forger.commit()
    forger.close()
    parts[DATABASE] = copy.read_bytes()
    told = json.loads(parts[NAME]) | {"facts": asdict(looking.facts_of(copy))}
    (part,) = [part for part in told["parts"] if part["name"] == DATABASE]
    part |= {
        "bytes": len(parts[DATABASE]),
        "sha256": hashlib.sha256(parts[DATABASE]).hexdigest(),
    }
    parts[NAME] = json.dumps(told).encode()
    if not has_seal:
        parts.pop(SEAL, None)
    with tarfile.open(place, "w:gz") as new:
        for name, raw in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            new.addfile(member, io.BytesIO(raw))
    return place


def test_a_signed_backup_says_whose_it_is(signed, django_db_blocker):
    folder, archive, key = signed

    checked = said(folder, django_db_blocker, "backup_check", archive)
    looked = said(folder, django_db_blocker, "restore", archive, "--dry-run")

    assert f"Signed by {key}, which is known here." in checked[1]
    assert f"Signed by {key}, which is known here." in looked[1]
    kept = asked(folder / FILE, "SELECT sha256 FROM devcraft_backup ORDER BY id DESC LIMIT 1")
    assert kept == [(checking.digest(archive),)]


def test_a_rewritten_archive_is_caught_by_its_signature(signed, tmp_path, django_db_blocker):
    folder, archive, key = signed
    kept = rewritten(archive, tmp_path / "kept", has_seal=True)
    stripped = rewritten(archive, tmp_path / "stripped", has_seal=False)

    refused = said(folder, django_db_blocker, "restore", kept, "--yes")
    unsigned = said(folder, django_db_blocker, "restore", stripped, "--yes")
    taken = said(folder, django_db_blocker, "backup_check", stripped, "--any-key")

    assert refused == (1, sealing.MISMATCH)
    assert unsigned[0] == 1
    assert "It is not signed, and not by a key that is known here" in unsigned[1]
    assert taken[0] == 0, taken
    assert taken[1].endswith("Not signed.")
    for forged in (kept, stripped):
        with pytest.raises(BadBackup):
            checking.unpack(forged, tmp_path / "out", trust=sealing.trust([key]))


def test_on_another_machine_the_key_comes_from_ones_own_records(signed, tmp_path, settings):
    _, archive, key = signed
    settings.AUDIT_SIGNING_KEY_FILE = tmp_path / "none"
    other = key.rpartition("+")[0][:-8]

    assert sealing.trust().words(checking.unpack(archive, tmp_path).seal) == (
        f"Signed by {key}, which is not known here."
    )
    checking.unpack(archive, tmp_path, trust=sealing.trust([key]))
    with pytest.raises(BadBackup, match="--trust cannot be used: it is no public key"):
        sealing.trust([other])


@pytest.mark.parametrize(
    "touch",
    [
        lambda text: text.replace("backup 0", "backup 1").replace("backup a", "backup b") + "\n",
        lambda text: text[:-3] + "=\n",
        lambda text: text[: text.index("backup ") + 7] + "0" * 64 + text[text.index("\nkey") :],
        lambda text: "",
    ],
)
def test_a_touched_signature_is_refused(signed, touch):
    with tarfile.open(signed[1]) as archive:
        raw, text = (archive.extractfile(name).read() for name in (NAME, SEAL))
    assert sealing.read(text.decode(), raw).key.text == signed[2]

    with pytest.raises(BadBackup, match="signature"):
        sealing.read(touch(text.decode()), raw)
