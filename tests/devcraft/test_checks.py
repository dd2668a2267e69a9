from __future__ import annotations

import pytest

from devcraft import checks


def ids(messages):
    return [message.id for message in messages]


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2), (3, 52, 0)])
def test_wal_on_a_racy_library_is_an_error_that_says_how_to_mend_it(version):
    (message,) = checks.judge_sqlite(version, "WAL")

    assert message.id == "devcraft.E001"
    assert ".".join(map(str, version)) in message.msg
    assert "make install" in message.hint


def test_the_rollback_journal_on_a_racy_library_is_a_warning():
    (message,) = checks.judge_sqlite((3, 40, 1), "DELETE")

    assert message.id == "devcraft.W001"
    assert "slower rollback journal" in message.msg


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_mended_library_is_not_mentioned(journal):
    assert checks.judge_sqlite((3, 51, 3), journal) == []


def test_this_installation_links_a_library_that_may_be_used():
    assert checks.linked_sqlite() == []


def test_triggers_are_looked_at_only_when_a_database_is_named():
    assert checks.triggers_present(databases=None) == []


@pytest.mark.parametrize(
    ("mode", "wanted"), [(0o700, []), (0o750, ["devcraft.W002"]), (0o755, ["devcraft.W002"])]
)
def test_a_data_folder_that_others_can_read_is_named(tmp_path, settings, mode, wanted):
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(mode)

    messages = checks.private_data_folder()

    assert ids(messages) == wanted
    assert all(str(tmp_path) in message.msg for message in messages)


def test_a_data_folder_that_does_not_exist_yet_is_fine(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "later"

    assert checks.private_data_folder() == []
