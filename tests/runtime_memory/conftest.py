from __future__ import annotations

import pytest


@pytest.fixture
def key_file(settings, tmp_path):
    """Where the signing key of one test lies; it is made when something is signed."""
    settings.AUDIT_SIGNING_KEY_FILE = tmp_path / "signing_key"
    return settings.AUDIT_SIGNING_KEY_FILE
