"""One file with the standard library alone says the same as we do."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from runtime_memory.models import Approval, ChainEntry, Checkpoint
from runtime_memory.standalone import verify_chain
from tests.devcraft.processes import ROOT
from tests.factories import runtime_memory as factories
from tests.runtime_memory.acting import judged, learned
from tests.runtime_memory.lifting import without_guards
from tests.runtime_memory.signed import alone, command, grown, public_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_file")]
FILE = ROOT / "runtime_memory/standalone/verify_chain.py"
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
        "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
        "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
        "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
"""RFC 8032 §7.1: public key, message, signature."""


@pytest.fixture
def chain(tmp_path):
    """A file of nine lines with two checkpoints, and the key that signed them."""
    grown(5)
    command("checkpoint_memory", "--to", tmp_path / "notes")
    grown(4, name="more")
    command("checkpoint_memory", "--to", tmp_path / "notes")
    assert command("export_chain", tmp_path / "chain") == (0, "9 lines\n")
    return tmp_path / "chain"


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_signatures_of_the_rfc(public, message, signature):
    signed = [bytes.fromhex(one) for one in (public, message, signature)]

    assert verify_chain.is_signed(*signed)
    assert not verify_chain.is_signed(signed[0], signed[1] + b"x", signed[2])


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_signatures_of_our_library(seed, message, bit):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8

    assert verify_chain.is_signed(public, message, signature)
    assert not verify_chain.is_signed(public, message, bytes(flipped))


@pytest.mark.parametrize(
    ("public", "signature"),
    [
        (b"\xff" * 32, b"\x00" * 64),
        (b"\x00" * 31, b"\x00" * 64),
        (b"\x01" + b"\x00" * 30 + b"\x80", b"\x00" * 64),
        (b"\x02" + b"\x00" * 31, b"\x00" * 64),
        (bytes.fromhex(VECTORS[0][0]), b"\xff" * 64),
        (bytes.fromhex(VECTORS[0][0]), b"\x00" * 63),
    ],
)
def test_what_is_no_point_or_no_number_of_the_curve_is_refused(public, signature):
    assert not verify_chain.is_signed(public, b"", signature)


def test_a_signature_has_one_spelling():
    """Adding the order of the group to the number would sign the same message again."""
    public, _, signature = (bytes.fromhex(one) for one in VECTORS[0])
    number = int.from_bytes(signature[32:], "little") + verify_chain.ORDER

    again = signature[:32] + number.to_bytes(32, "little")

    assert not verify_chain.is_signed(public, b"", again)


def test_it_needs_python_alone(chain, tmp_path):
    given = [str(chain), "--anchor", str(tmp_path / "notes"), "--key", public_key()]
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(FILE), *given], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    head = ChainEntry.objects.latest("seq").row_hash
    assert done.stdout == f"The chain holds: 9 lines, head {head}; signed notes that agree: 4.\n"


def test_without_a_key_it_cannot_tell(chain):
    code, _, said = alone(chain)

    assert (code, public_key() in said) == (2, True)


def test_the_key_that_took_over_vouches_for_the_one_before(chain, tmp_path):
    command("rotate_signing_key")
    command("export_chain", tmp_path / "again")

    assert alone(tmp_path / "again", "--key", public_key())[0] == 0
    assert alone(tmp_path / "again", "--key", first_key())[0] == 2


def first_key():
    return Checkpoint.objects.earliest("pk").note.split("key ")[1].split("\n")[0]


def test_a_file_that_is_there_is_not_overwritten(chain):
    before = chain.read_bytes()

    code, said = command("export_chain", chain)

    assert (code, "was not overwritten" in said, chain.read_bytes()) == (1, True, before)
    assert command("export_chain", chain / "below")[0] == 1


def test_a_copy_of_the_database_is_read_as_it_is(tmp_path):
    """Built here from what PostgreSQL or SQLite holds, in the tables' own columns."""
    grown(3)
    command("checkpoint_memory")
    copy = tmp_path / "copy.sqlite3"
    database = sqlite3.connect(copy)
    for model in (ChainEntry, Checkpoint):
        names = [field.column for field in model._meta.concrete_fields]
        database.execute(f"CREATE TABLE {model._meta.db_table} ({', '.join(names)})")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(names)} FROM {model._meta.db_table}")
            marks = ", ".join("?" * len(names))
            database.executemany(
                f"INSERT INTO {model._meta.db_table} VALUES ({marks})", cursor.fetchall()
            )
    database.commit()
    assert alone(copy, "--key", public_key())[:2] == (0, None)

    database.execute("UPDATE runtime_memory_chainentry SET kind = 'x' WHERE seq = 2")
    database.commit()
    assert alone(copy, "--key", public_key())[:2] == (1, 2)
    database.execute("UPDATE runtime_memory_chainentry SET kind = x'00' WHERE seq = 2")
    database.commit()
    assert alone(copy, "--key", public_key())[0] == 2
    database.execute("DROP TABLE runtime_memory_chainentry")
    database.commit()
    database.close()
    assert alone(copy, "--key", public_key())[0] == 2


def receipt(tmp_path, *arguments):
    code, said = command("prove_memory", *arguments)
    assert code == 0, said
    (tmp_path / "receipt").write_text(said)
    return json.loads(said)


def test_a_receipt_proves_one_approval(tmp_path):
    grown(3)
    approval = judged(factories.validated())
    grown(3, name="later")
    command("checkpoint_memory")

    told = receipt(tmp_path, f"approvals/{approval.pk}")

    assert json.loads(told["row"])["approver"] == "ada"
    code, _, said = alone("--receipt", tmp_path / "receipt", "--key", public_key())
    assert (code, f"approval.recorded of approvals/{approval.pk}" in said) == (0, True)
    assert "recorded the row in the receipt" in said


@pytest.mark.parametrize("size", range(1, 10))
def test_every_line_of_every_size_has_a_receipt(tmp_path, size):
    rows = grown(size)
    command("checkpoint_memory")

    for row in rows:
        receipt(tmp_path, f"skills_learned/{row.pk}")
        assert alone("--receipt", tmp_path / "receipt", "--key", public_key())[0] == 0


def test_a_receipt_can_be_of_a_later_line_about_the_same_row(tmp_path):
    proposal = factories.validated()
    command("checkpoint_memory")
    told = ChainEntry.objects.get(kind="proposal.validated")

    told = receipt(tmp_path, told.subject, "--seq", told.seq)

    assert (told["line"]["kind"], "row" in told) == ("proposal.validated", False)
    assert proposal.pk in told["line"]["subject"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"index": 1}, 1),
        ({"size": 3}, 1),
        ({"path": []}, 1),
        ({"path": ["0" * 64] * 2}, 1),
        ({"path": ["0" * 64] * 60}, 1),
        ({"path": ["x"]}, 2),
        ({"path": 7}, 2),
        ({"row": "{}"}, 1),
        ({"row": None}, 1),
        ({"note": "x"}, 2),
        ({"line": []}, 2),
        ({"more": 1}, 2),
    ],
)
def test_a_receipt_that_was_changed_proves_nothing(tmp_path, change, code):
    row = grown(4)[2]
    command("checkpoint_memory")
    told = receipt(tmp_path, f"skills_learned/{row.pk}")

    (tmp_path / "receipt").write_text(json.dumps(told | change))

    assert alone("--receipt", tmp_path / "receipt", "--key", public_key())[0] == code


def test_there_is_no_receipt_for_what_no_checkpoint_holds():
    row = learned()

    assert (
        "No checkpoint holds line 1 yet" in command("prove_memory", f"skills_learned/{row.pk}")[1]
    )
    assert "No such line" in command("prove_memory", "approvals/none")[1]


def test_there_is_no_receipt_for_what_is_not_as_it_was():
    row = grown(2)[0]
    command("checkpoint_memory")
    with without_guards():
        type(row).objects.filter(pk=row.pk).update(description="forged")
    assert "is not what line 1 recorded" in command("prove_memory", f"skills_learned/{row.pk}")[1]

    with without_guards():
        ChainEntry.objects.filter(seq=2).update(row_hash="0" * 64)
    code, said = command("prove_memory", f"skills_learned/{row.pk}")
    assert (code, "not what the last checkpoint signed" in said) == (1, True)
    assert Approval.objects.count() == 0
