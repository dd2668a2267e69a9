"""Counts skipped tests and, with CI=true, fails the run for those nobody allowed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ALLOWED = Path(__file__).with_name("allowed_skips.txt")


def allowed(text: str) -> tuple[str, ...]:
    """The node ids (or their beginnings) that the file's TEXT names."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(line.split()[0] for line in lines if line and not line.startswith("#"))


def surprising(skipped: list[str], text: str) -> list[str]:
    """Those of SKIPPED that TEXT does not allow."""
    return [nodeid for nodeid in skipped if not nodeid.startswith(allowed(text) or ("\n",))]


def _skipped(reporter: pytest.TerminalReporter) -> list[str]:
    return [report.nodeid for report in reporter.stats.get("skipped", [])]


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or os.environ.get("CI") != "true":
        return
    if surprising(_skipped(reporter), ALLOWED.read_text()) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = _skipped(terminalreporter)
    terminalreporter.write_line(f"Skipped tests: {len(skipped)}")
    for nodeid in surprising(skipped, ALLOWED.read_text()):
        terminalreporter.write_line(f"Not in tests/allowed_skips.txt: {nodeid}")
