"""Reading ahead in a process of its own gives what reading here gives."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.claude_code.tool import TOOL
from agents.session_logs import files, reading
from benchmarks import logs

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SIZE = 400_000


@pytest.fixture
def written(tmp_path):
    truth = logs.write(tmp_path, size=SIZE, end=NOW, days=5)
    return truth, [(log, None, NOW) for log in files.walk(tmp_path, [])]


def figures(reads):
    return [
        (read.log.path, read.cursor, read.lines_read, read.left_out, len(read.rows))
        for read in reads
    ]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_second_process_reads_the_same_in_the_same_order(written, monkeypatch):
    truth, tasks = written
    here = figures(reading.read_all(TOOL, tasks))

    monkeypatch.setattr(reading, "MUCH", 1)
    beside = figures(reading.read_all(TOOL, tasks))

    assert beside == here
    assert sum(count for *_, count in here) == truth.requests


def test_each_request_of_a_file_is_told_once(written):
    _, tasks = written

    for read in reading.read_all(TOOL, tasks):
        keys = [row.key for row in read.rows]
        assert len(keys) == len(set(keys))


def test_what_was_left_out_and_what_was_told_make_up_all_lines(written):
    _, tasks = written

    for read in reading.read_all(TOOL, tasks):
        assert read.lines_read == len(read.rows) + sum(read.left_out.values())
