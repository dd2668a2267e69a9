"""Whatever the files hold, both verifiers say a sentence, and never that a forgery holds."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from runtime_memory import notes, signing
from runtime_memory.models import Checkpoint
from runtime_memory.notes import Key
from tests.runtime_memory.signed import alone, command, grown, note_of, public_key, verified

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_file")]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


@pytest.fixture
def world(tmp_path):
    """A chain of five lines, its export, its note and a receipt, as bytes."""
    rows = grown(5)
    command("checkpoint_memory", "--to", tmp_path / "notes")
    command("export_chain", tmp_path / "chain")
    (tmp_path / "receipt").write_text(command("prove_memory", f"skills_learned/{rows[2].pk}")[1])
    return tmp_path


def judged(world, kind, content):
    """Exit codes of the stand-alone verifier, and ours for notes, about CONTENT."""
    forged = world / "forged"
    forged.write_bytes(content)
    key = public_key()
    if kind == "chain":
        return {alone(forged, "--anchor", world / "notes", "--key", key)[0]}
    if kind == "receipt":
        return {alone("--receipt", forged, "--key", key)[0]}
    return {
        alone(world / "chain", "--anchor", forged, "--key", key)[0],
        verified("--anchor", forged)[0],
    }


KINDS = pytest.mark.parametrize("kind", ["chain", "notes", "receipt"])


@KINDS
@given(data=st.data())
def test_flipped_bits_never_hold(world, kind, data):
    content = bytearray((world / kind).read_bytes())
    place = data.draw(st.integers(0, len(content) * 8 - 1))
    content[place // 8] ^= 1 << place % 8

    if meaning(kind, bytes(content)) != meaning(kind, (world / kind).read_bytes()):
        assert 0 not in judged(world, kind, bytes(content))


def meaning(kind, content):
    """What CONTENT says; JSON may say the same with other letters between its parts."""
    if kind == "notes":
        return content.strip(b"\n")
    try:
        return (
            [json.loads(line) for line in content.decode().splitlines() or [""]]
            if (kind == "chain")
            else json.loads(content)
        )
    except ValueError:
        return content


@KINDS
@given(data=st.data())
def test_a_file_that_was_cut_never_holds_more_than_it_has(world, kind, data):
    content = (world / kind).read_bytes()
    end = data.draw(st.integers(0, len(content) - 3))

    assert 0 not in judged(world, kind, content[:end])


@KINDS
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_noise_never_holds(world, kind, content):
    assert 0 not in judged(world, kind, content)


@given(value=json_values)
def test_hostile_json_is_refused_in_a_sentence(world, value):
    text = json.dumps(value).encode()

    assert judged(world, "receipt", text) == {2}
    assert judged(world, "chain", b'{"format":"devcraft chain 1"}\n' + text + b"\n") == {2}


@given(field=st.sampled_from(["line", "index", "size", "path", "note", "row"]), value=json_values)
def test_any_value_in_a_receipt_is_refused(world, field, value):
    told = json.loads((world / "receipt").read_text())

    if told[field] != value:
        assert 0 not in judged(world, "receipt", json.dumps(told | {field: value}).encode())


@given(
    field=st.sampled_from(["seq", "prev", "at", "kind", "subject", "body", "row_hash"]),
    value=json_values,
    number=st.integers(1, 5),
)
def test_any_value_in_a_line_is_refused(world, field, value, number):
    lines = [json.loads(line) for line in (world / "chain").read_text().splitlines()]
    changed = lines[number] | {field: value}

    if changed != lines[number]:
        lines[number] = changed
        text = "\n".join(json.dumps(line) for line in lines) + "\n"
        assert 0 not in judged(world, "chain", text.encode())


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"seq":' + b"9" * 10_000 + b"}",
        b'{"note":"\\ud800"}',
        b'{"note":1,"note":2}',
        b'{"seq":NaN}',
        b'{"seq":1e999}',
        b"\xff\xfe",
        b'"\x00"',
        b"null",
        b"\xef\xbb\xbf{}",
    ],
)
def test_lines_that_parsers_choke_on_are_refused(world, line):
    assert judged(world, "chain", b'{"format":"devcraft chain 1"}\n' + line + b"\n") == {2}
    assert judged(world, "receipt", line) == {2}
    assert judged(world, "notes", line) == {2}


def forged(**changes):
    """The last note with CHANGES, signed by the true key."""
    note = replace(note_of(Checkpoint.objects.latest("pk")), **changes)
    note = replace(note, key=Key(note.origin, note.key.public))
    return replace(note, signature=signing.present().sign(note.body))


def by_a_stranger():
    stranger = Ed25519PrivateKey.generate()
    note = forged()
    note = replace(note, key=Key(note.origin, stranger.public_key().public_bytes_raw()))
    return replace(note, signature=stranger.sign(note.body.encode()))


def by_a_stranger_in_our_name():
    return replace(forged(), signature=Ed25519PrivateKey.generate().sign(b"x"))


FORGED = {
    "another origin": (lambda: forged(origin=f"devcraft/{'0' * 32}"), 1),
    "fewer lines": (lambda: forged(size=4), 1),
    "more lines": (lambda: forged(size=6), 1),
    "another root": (lambda: forged(root="0" * 64), 1),
    "another head": (lambda: forged(head="0" * 64), 1),
    "another key": (by_a_stranger, 2),
    "our name": (by_a_stranger_in_our_name, 1),
}


@pytest.mark.parametrize(("make", "code"), FORGED.values(), ids=FORGED)
def test_a_forged_note_never_holds(world, make, code):
    assert judged(world, "notes", make().text.encode()) == {code}


def test_the_same_note_unforged_holds(world):
    assert judged(world, "notes", forged().text.encode()) == {0}


@pytest.mark.parametrize("ending", ["\r\n", "\n\n\n", "\n \n"])
def test_notes_are_read_to_the_letter(world, ending):
    text = (world / "notes").read_text().replace("\n", ending)

    assert judged(world, "notes", text.encode()) == {2}


def test_base64_with_stray_bits_is_refused():
    key = Key(f"devcraft/{'a' * 32}", b"\x00" * 32)
    assert notes.read_key(key.text) == key

    body = base64.b64encode(b"\x02" + b"\x00" * 32).decode()
    for text in ("x", key.text[:-44] + body, key.text.replace("+", "-"), f"{key.text}\n"):
        with pytest.raises(notes.BadNote):
            notes.read_key(text)


def test_a_key_that_is_none_is_said(world):
    assert verified("--key", "x") == (2, "--key cannot be used: it is no public key of a chain.\n")
    assert alone(world / "chain", "--key", "x")[0] == 2
    assert alone("--key", public_key())[0] == 2


def test_files_that_are_not_there_are_said(world):
    assert verified("--anchor", world / "none")[0] == 2
    assert verified("--anchor", world)[0] == 2
    assert alone(world / "none")[0] == 2
    assert alone(world)[0] == 2
