from __future__ import annotations

from tests.missions.conftest import database, path

__all__ = ["database", "path"]
