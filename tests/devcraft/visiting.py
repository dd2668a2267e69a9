"""Clients for tests: signed in, strict about CSRF, or unable to write during a GET."""

from __future__ import annotations

import re
from contextlib import contextmanager
from itertools import chain

from django.apps import apps
from django.db import connection
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


def location(response):
    return response.headers.get("Location") or response.headers.get("HX-Redirect")


def snapshot():
    """Every row of our tables, for a look at what a request changed."""
    ours = (apps.get_app_config(label).get_models() for label in APPS)
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in chain.from_iterable(ours)
    }
