from __future__ import annotations

import json
import os
import tracemalloc
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from devcraft.models import User
from tests.worlds.strategies import SAMPLE
from worlds import state
from worlds.models import World, WorldState

pytestmark = pytest.mark.django_db


def run(*files, **options):
    """What an import of FILES prints, with the errors and the exit code."""
    said, wrong, code = StringIO(), StringIO(), 0
    try:
        call_command("import_world", *map(str, files), stdout=said, stderr=wrong, **options)
    except SystemExit as stopped:
        code = stopped.code
    return said.getvalue(), wrong.getvalue(), code


def account(*files, **options):
    return json.loads(run(*files, json=True, **options)[0].splitlines()[-1])


def write(path, text):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_last_line_tells_what_the_sample_holds():
    assert account(SAMPLE) == {
        "worlds": [
            {
                "name": "Forge default",
                "objects": 9,
                "tiles": 143,
                "lights": 4,
                "orphans": 3,
                "created": True,
            }
        ]
    }


def test_the_bytes_are_kept_and_the_world_is_private():
    run(SAMPLE)

    world = World.objects.get()
    assert world.state.raw == SAMPLE.read_bytes()
    assert (world.owner.username, world.visibility, world.revision) == ("local-user", "private", 1)
    assert world.state.pictures.count() == 1


def test_a_second_run_makes_nothing():
    run(SAMPLE)

    again = account(SAMPLE)

    assert [world["created"] for world in again["worlds"]] == [False]
    assert World.objects.count() == WorldState.objects.count() == 1


def test_the_same_file_twice_in_one_run_is_one_world():
    assert [world["created"] for world in account(SAMPLE, SAMPLE)["worlds"]] == [True, False]


def test_a_person_reads_the_account_in_words():
    first, again = run(SAMPLE)[0], run(SAMPLE)[0]

    rest = "“Forge default”: 9 objects, 143 tiles, 4 lights. 3 transforms of no object kept.\n"
    assert first == f"Imported {rest}"
    assert again == f"Here already, unchanged: {rest}"


def test_an_export_brings_its_name_and_icon_and_the_bytes_of_its_state(tmp_path):
    inner = '{ "version" : 1, "x-own": [1.0, 2e0] }'
    meta = {"name": "Old\r\n <script>Harbour", "icon": "⚓"}
    file = write(tmp_path / "w.json", f'{{"meta": {json.dumps(meta)}, "state": {inner}}}')

    account(file)

    world = World.objects.get()
    assert (world.name, world.icon, world.data) == ("Old  <script>Harbour", "⚓", inner)


def test_an_icon_that_is_no_symbol_is_not_taken(tmp_path):
    file = write(tmp_path / "w.json", '{"meta": {"icon": "<b>"}, "state": {"version": 1}}')

    run(file)

    assert World.objects.get().icon == "🌍"


def test_a_world_is_for_the_account_that_is_named(owner):
    run(SAMPLE, user="owner")

    assert World.objects.get().owner == owner
    assert not User.objects.filter(username="local-user").exists()


def test_an_account_that_does_not_exist_is_refused_before_anything():
    with pytest.raises(CommandError, match="User 'nobody' does not exist"):
        run(SAMPLE, user="nobody")

    assert not World.objects.exists()


BAD = {
    "empty": (b"", "not JSON"),
    "words": (b"hello", "not JSON"),
    "binary": (b"\xff\xfe\x00", "not UTF-8"),
    "version 2": (b'{"version": 2}', "version is 2; only version 1 can be read."),
    "no version": (b"{}", "version is missing"),
    "a list": (b"[]", "must be a JSON object"),
    "NaN": (b'{"version": 1, "transforms": {"a": {"scale": NaN}}}', "NaN is not a number"),
    "deep": (b'{"version": 1, "x": ' + b"[" * 5000 + b"]" * 5000 + b"}", "nest deeper than"),
    "wide": (b'{"version": 1, "x": [' + b"[]," * 500_001 + b"[]]}", "more than 500,000 lists"),
    "digits": (b'{"version": 1, "x": ' + b"9" * 5000 + b"}", "has more than 300 digits"),
    "twice": (b'{"version": 1, "version": 1}', "twice in one object"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_sentence_and_nothing_is_written(tmp_path, name):
    content, reason = BAD[name]
    file = write(tmp_path / "bad.json", content)

    said, wrong, code = run(file)

    assert (said, code) == ("", 1)
    assert wrong.startswith(f"{file}: ")
    assert wrong.count("\n") == 1
    assert reason in wrong
    assert not World.objects.exists()
    assert not WorldState.objects.exists()


def test_what_is_no_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()

    places = [tmp_path / name for name in ("pipe", "folder", "missing")]
    found = account(*places)

    assert found["worlds"] == []
    assert [problem["reason"] for problem in found["problems"]] == [
        "It is not a file.",
        "It is not a file.",
        "It cannot be read: No such file or directory.",
    ]


def test_a_large_file_is_refused_by_its_size_and_memory_stays_flat(tmp_path):
    with (tmp_path / "large.json").open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    tracemalloc.start()
    _, wrong, code = run(tmp_path / "large.json")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "It is 50.0 MB; a world may be 8 MB at most." in wrong
    assert code == 1
    assert peak < 2 * 1024 * 1024


def test_the_others_are_imported_beside_a_bad_one(tmp_path):
    bad = write(tmp_path / "bad.json", "{")

    said, _, code = run(bad, SAMPLE, json=True)

    found = json.loads(said.splitlines()[-1])
    assert [world["name"] for world in found["worlds"]] == ["Forge default"]
    assert [problem["file"] for problem in found["problems"]] == [str(bad)]
    assert code == 1


def test_a_path_cannot_steer_the_terminal(tmp_path):
    _, wrong, _ = run(tmp_path / "a\x1b[2J\nb")

    assert "a\\x1b[2J\\nb: It cannot be read" in wrong


def test_a_world_changed_since_its_import_is_not_touched_by_another(owner):
    run(SAMPLE, user="owner")
    world = World.objects.get()
    World.objects.update(name="Mine now", revision=4)

    found = account(SAMPLE, user="owner")

    world.refresh_from_db()
    assert found["worlds"][0]["name"] == "Mine now"
    assert (world.revision, state.read(SAMPLE.read_bytes()).object_count) == (4, 9)
