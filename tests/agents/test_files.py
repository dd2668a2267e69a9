from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from socket import AF_UNIX, socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.claude_code import tool
from agents.session_logs import files
from agents.session_logs.files import Unreadable
from tests.agents.logs import write


def found(root):
    problems = []
    return [log.path for log in files.walk(root, problems)], problems


def only(root):
    return files.walk(root, [])[0]


def test_logs_come_in_the_order_of_their_paths(projects):
    for path in ("b/x.jsonl", "a/z/subagents/agent-1.jsonl", "a/z.jsonl", "top.jsonl"):
        write(projects, path, b"{}")

    paths, problems = found(projects)

    assert paths == ["a/z.jsonl", "a/z/subagents/agent-1.jsonl", "b/x.jsonl", "top.jsonl"]
    assert problems == []


def test_files_of_other_names_are_passed_by(projects):
    write(projects, "a/notes.txt", b"{}")
    write(projects, "a/x.jsonl.bak", b"{}")

    assert found(projects) == ([], [])


@pytest.fixture
def odd(tmp_path):
    """A folder of things that are named like logs and are none."""
    (tmp_path / "folder.jsonl").mkdir()
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "device.jsonl").symlink_to(os.devnull)
    (tmp_path / "link.jsonl").symlink_to(tmp_path)
    with closing(socket(AF_UNIX)) as server:
        server.bind(str(tmp_path / "socket.jsonl"))
        yield tmp_path


def test_what_is_named_like_a_log_and_is_no_file_is_named(odd):
    paths, problems = found(odd)

    assert paths == []
    assert dict(problems) == {
        "folder.jsonl": "a folder, not a file",
        "pipe.jsonl": "a pipe, not a file",
        "device.jsonl": "a device, not a file",
        "socket.jsonl": "a socket, not a file",
        "link.jsonl": "a link to a folder, not followed",
    }


def test_logs_in_a_folder_named_like_a_log_are_found(projects):
    write(projects, "a.jsonl/x.jsonl", b"{}")

    assert found(projects)[0] == ["a.jsonl/x.jsonl"]


def test_a_pipe_that_took_the_place_of_a_log_is_not_waited_for(projects):
    file = write(projects, "x.jsonl", b"{}")
    log = only(projects)
    file.unlink()
    os.mkfifo(file)

    with pytest.raises(Unreadable, match="a pipe, not a file"):
        files.open_log(log)


def test_a_link_that_leads_nowhere_is_named(projects):
    (projects / "gone.jsonl").symlink_to(projects / "nothing")

    assert found(projects) == ([], [("gone.jsonl", "No such file or directory")])


def test_links_in_a_circle_are_not_followed(projects):
    write(projects, "a/x.jsonl", b"{}")
    (projects / "a" / "again").symlink_to(projects)

    assert found(projects) == (["a/x.jsonl"], [("a/again", "a link to a folder, not followed")])


def test_a_folder_that_is_gone_is_named(projects):
    assert found(projects / "none") == ([], [(".", "No such file or directory")])


def test_a_name_that_is_no_text_is_written_out(projects):
    write(projects, os.fsdecode(b"a\xff/x.jsonl"), b"{}")

    assert found(projects)[0] == ["a\\udcff/x.jsonl"]


def test_the_folder_given_is_or_holds_the_projects(projects):
    assert tool.root_of(projects) == projects
    assert tool.root_of(projects.parent) == projects


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"CLAUDE_CONFIG_DIR": "{0}/one"}, ["one"]),
        ({"CLAUDE_CONFIG_DIR": " {0}/two , {0}/one,{0}/none,"}, ["two", "one"]),
        ({"XDG_CONFIG_HOME": "{0}/config"}, ["config/claude", "home/.claude"]),
        ({}, ["home/.config/claude", "home/.claude"]),
        ({"CLAUDE_CONFIG_DIR": "{0}/none"}, []),
        ({"CLAUDE_CONFIG_DIR": "~nobody-of-this-name,{0}/one"}, ["one"]),
    ],
)
def test_the_usual_places(tmp_path, monkeypatch, environment, expected):
    homes = ("one", "two", "config/claude", "home/.claude", "home/.config/claude")
    for home in homes:
        (tmp_path / home / "projects").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    told = {name: value.format(tmp_path) for name, value in environment.items()}

    assert tool.usual_roots(told) == [tmp_path / home / "projects" for home in expected]


@given(st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line)), st.booleans())
def test_lines_tell_where_they_begin_and_end(tmp_path_factory, contents, is_ended):
    whole = b"\n".join(contents) + (b"\n" if is_ended else b"")
    file = tmp_path_factory.mktemp("lines") / "x.jsonl"
    file.write_bytes(whole)

    with file.open("rb") as handle:
        read = list(files.lines(handle, 0))
        assert [next(files.lines(handle, offset)) for _, offset, _ in read] == read

    assert b"".join(whole[offset : abs(end)] for _, offset, end in read) == whole
    assert [end > 0 for *_, end in read[:-1]] == [True] * len(read[:-1])
    assert [end > 0 for *_, end in read[-1:]] == ([whole.endswith(b"\n")] if whole else [])


@given(st.lists(st.binary(max_size=9)), st.integers(1, 9))
def test_lines_before_a_place_are_counted_block_by_block(tmp_path_factory, contents, block):
    whole = b"\n".join(contents)
    file = tmp_path_factory.mktemp("lines") / "x.jsonl"
    file.write_bytes(whole)

    with file.open("rb") as handle, pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "BLOCK", block)
        counts = [files.lines_before(handle, offset) for offset in range(len(whole) + 3)]

    assert counts == [whole[:offset].count(b"\n") for offset in range(len(whole) + 3)]


def test_a_line_beyond_all_measure_comes_cut_and_the_next_one_whole(projects, monkeypatch):
    monkeypatch.setattr(files, "LONGEST_LINE", 10)
    file = write(projects, "x.jsonl", b"a" * 35, b"b", b"c" * 9)

    with file.open("rb") as handle:
        read = list(files.lines(handle, 0))

    assert read == [(b"a" * 10, 0, -36), (b"b", 36, 38), (b"c" * 9, 38, 48)]


@pytest.fixture
def as_nobody(projects, monkeypatch):
    """Work below the projects as someone whom file modes bind."""
    write(projects, "a.jsonl", b"{}").chmod(0)
    write(projects, "b/x.jsonl", b"{}").parent.chmod(0)
    projects.chmod(0o755)
    monkeypatch.chdir(projects)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    yield Path()
    os.seteuid(was)
    (projects / "b").chmod(0o755)


def test_what_may_not_be_read_is_named(as_nobody):
    [log] = files.walk(as_nobody, problems := [])

    assert problems == [("b", "Permission denied")]
    with pytest.raises(Unreadable, match="Permission denied"):
        files.open_log(log)


@pytest.mark.parametrize("content", [b"\x00", b"{}\n" * 9 + b"\x00", b"\x7fELF\x00" * 9999])
def test_a_binary_file_is_refused(projects, content):
    write(projects, "x.jsonl", content)

    with pytest.raises(Unreadable, match="a binary file"):
        files.open_log(only(projects))


def test_a_file_that_vanished_since_it_was_found_is_refused(projects):
    log_file = write(projects, "x.jsonl", b"{}")
    log = only(projects)
    log_file.unlink()

    with pytest.raises(Unreadable, match="No such file or directory"):
        files.open_log(log)


def test_a_log_is_a_path_below_its_root(projects):
    file = write(projects, "a/x.jsonl", b"{}")

    log = only(projects)

    assert (log.file, log.path, log.size) == (file, str(Path("a", "x.jsonl")), 3)
