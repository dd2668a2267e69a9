"""Ids of the archive's desk and what they are here, on disk, so that any number fits."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from typing import Any

from django.db.models import Model

LEFT = ""
"""Stands for a row that did not come along."""
UNMISTAKABLE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\bc[0-9a-z]{24}\b"
)
"""Ids that mean one row wherever they stand, in the middle of a text too."""


class TwoOfOneId(Exception):
    """An id stands twice in a table; the text is the id."""


class Ids:
    """By model and old id, the new one. The file behind it goes with the object."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute(
            "CREATE TABLE ids (model TEXT, old TEXT, new TEXT, PRIMARY KEY (model, old))"
            " WITHOUT ROWID"
        )
        self._db.execute("CREATE TABLE moved (old TEXT PRIMARY KEY, new TEXT) WITHOUT ROWID")
        self.has_moved = False

    def close(self) -> None:
        self._db.close()

    def put(self, model: type[Model], pairs: Iterable[tuple[Any, Any]]) -> None:
        """Note pairs of old and new ids. Raises TwoOfOneId."""
        label = model._meta.label
        for old, new in pairs:
            try:
                self._db.execute("INSERT INTO ids VALUES (?, ?, ?)", (label, str(old), str(new)))
            except sqlite3.IntegrityError as error:
                raise TwoOfOneId(str(old)[:80]) from error
            if new != LEFT and str(new) != str(old) and UNMISTAKABLE.fullmatch(str(old)):
                self._db.execute("INSERT OR IGNORE INTO moved VALUES (?, ?)", (str(old), str(new)))
                self.has_moved = True

    def stand(self, model: type[Model], old: Any, new: Any) -> None:
        """Let NEW, a row that is here already, stand for OLD."""
        self._db.execute(
            "INSERT OR REPLACE INTO ids VALUES (?, ?, ?)", (model._meta.label, str(old), str(new))
        )

    def leave(self, model: type[Model], old: Any) -> None:
        """Note that the row OLD stays behind after all."""
        self.stand(model, old, LEFT)

    def new(self, model: type[Model], old: Any) -> str | None:
        """The id here; LEFT for a row that did not come along, None for one nobody told of."""
        found = self._db.execute(
            "SELECT new FROM ids WHERE model = ? AND old = ?", (model._meta.label, str(old))
        ).fetchone()
        return found and str(found[0])

    def moved(self, value: Any) -> Any:
        """VALUE with every unmistakable id in its texts as it is here."""
        if not self.has_moved:
            return value
        if isinstance(value, str):
            return UNMISTAKABLE.sub(self._moved, value)
        if isinstance(value, list):
            return [self.moved(one) for one in value]
        if isinstance(value, dict):
            return {self.moved(key): self.moved(one) for key, one in value.items()}
        return value

    def _moved(self, match: re.Match[str]) -> str:
        found = self._db.execute("SELECT new FROM moved WHERE old = ?", (match[0],)).fetchone()
        return str(found[0]) if found else match[0]
