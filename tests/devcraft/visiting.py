"""Clients for tests: signed in, strict about CSRF, or unable to write during a GET."""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cache
from itertools import chain

from django.apps import apps
from django.db import connection, transaction
from django.test import Client

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
APPS = ("devcraft", "missions", "worlds", "runtime_memory", "agents")
READING = re.compile(r"[\s(]*(SELECT|WITH|BEGIN|SAVEPOINT|RELEASE|ROLLBACK|SET)\b", re.IGNORECASE)


def signed_in(user, **options):
    client = Client(**options)
    client.force_login(user, backend=MODEL_BACKEND)
    return client


def htmx(target, **headers):
    """Headers of a request that htmx sends to replace the element TARGET."""
    return {"HX-Request": "true", "HX-Target": target, **headers}


class WritesRefused(AssertionError):
    """A statement other than reading came up where only reading is allowed."""


@contextmanager
def reading_only():
    def guard(execute, sql, params, many, context):
        if not READING.match(sql):
            raise WritesRefused(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield


@contextmanager
def taken_back():
    """Let the database forget what happened inside, so that one test may try many acts."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def location(response):
    return response.headers.get("Location") or response.headers.get("HX-Redirect")


@cache
def statements():
    """How to read every row of our tables, by the model's name; the ORM would be slower."""
    quote = connection.ops.quote_name
    ours = chain.from_iterable(apps.get_app_config(label).get_models() for label in APPS)
    return {
        model.__name__: f"SELECT * FROM {quote(model._meta.db_table)} "
        f"ORDER BY {quote(model._meta.pk.column)}"
        for model in ours
    }


def snapshot():
    """Every row of our tables, for a look at what a request changed."""
    with connection.cursor() as cursor:
        return {name: list(cursor.execute(sql)) for name, sql in statements().items()}
