"""The databases of a run: made in a temporary folder or on a PostgreSQL server."""

from __future__ import annotations

import secrets
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


class Store:
    """One database; `url` is what DATABASE_URL would say."""

    def __init__(self, url: str, name: str) -> None:
        self.url = url
        self.name = name
        self.connection = self._connection()

    def _connection(self) -> BaseDatabaseWrapper:
        """A connection of our own: the site's pool would mix the two databases up."""
        options = connections.settings[DEFAULT_DB_ALIAS]
        changed: dict[str, Any] = {"NAME": self.name, "CONN_MAX_AGE": None}
        if "pool" in options["OPTIONS"]:
            changed["OPTIONS"] = {}
        wrapper = connections[DEFAULT_DB_ALIAS]
        return type(wrapper)(options | changed, DEFAULT_DB_ALIAS)

    @contextmanager
    def in_use(self) -> Iterator[BaseDatabaseWrapper]:
        """Let the whole site talk to this database."""
        before = connections[DEFAULT_DB_ALIAS]
        connections[DEFAULT_DB_ALIAS] = self.connection
        try:
            yield self.connection
        finally:
            connections[DEFAULT_DB_ALIAS] = before


class Server(ABC):
    """Where databases are made, copied and removed again."""

    @abstractmethod
    def create(self, name: str) -> Store: ...

    @abstractmethod
    def copy(self, store: Store) -> Store: ...

    @abstractmethod
    def close(self) -> None: ...


class Folder(Server):
    """SQLite files in FOLDER, which somebody else removes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, name: str) -> Store:
        path = self.folder / f"{name}.sqlite3"
        return Store(f"sqlite:///{path}", str(path))

    def copy(self, store: Store) -> Store:
        with store.connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copied = self.create(f"{Path(store.name).stem}-copy")
        shutil.copyfile(store.name, copied.name)
        return copied

    def close(self) -> None:
        pass


class Postgres(Server):
    """Databases with names of their own on the server at URL; dropped at the end."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.made: list[Store] = []

    def create(self, name: str) -> Store:
        return self._create(f"devcraft_bench_{name}_{secrets.token_hex(3)}")

    def copy(self, store: Store) -> Store:
        store.connection.close()
        return self._create(f"{store.name}_copy", template=store.name)

    def _create(self, name: str, *, template: str = "template1") -> Store:
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        store = Store(urlunsplit(urlsplit(self.url)._replace(path=f"/{name}")), name)
        self.made.append(store)
        return store

    def close(self) -> None:
        for store in self.made:
            store.connection.close()
            self._run(f'DROP DATABASE IF EXISTS "{store.name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as server:
            server.execute(statement.encode())
