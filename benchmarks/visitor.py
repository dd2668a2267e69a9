"""A signed-in person who asks a desk for pages, through the whole middleware, and times them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.plan import Plan
from benchmarks.results import Taken, Timing
from benchmarks.stores import Store
from devcraft import clock
from devcraft.models import User
from devcraft.views.sign_in import MODEL_BACKEND
from missions import desk

MESSAGES_COOKIE = "messages"


class UnexpectedAnswer(Exception):
    """A page or an act did not answer as it does for a person; its time means nothing."""


@dataclass
class Visitor:
    plan: Plan
    store: Store
    client: Client = field(init=False)
    user: User = field(init=False)

    def __post_init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
        with self.store.in_use():
            self.user = User.objects.get()
            self.client.force_login(self.user, backend=MODEL_BACKEND)
        self.get("/")

    @property
    def timer_version(self) -> str:
        with self.store.in_use():
            return desk.look(self.user, now=clock.now()).version

    def get(self, path: str, *, status: int = 200) -> tuple[Taken, HttpResponse]:
        """Time and answer. Raises UnexpectedAnswer for another STATUS."""
        with self.store.in_use():
            taken, response = timed(lambda: self.client.get(path))
        return taken, _expected(response, path, status)

    def post(self, path: str, **typed: str) -> tuple[Taken, HttpResponse]:
        """Time and answer of a form that leads back to the front page."""
        token = self.client.cookies[settings.CSRF_COOKIE_NAME].value
        typed |= {"token": secrets.token_hex(8), "next": "/"}
        with self.store.in_use():
            taken, response = timed(
                lambda: self.client.post(path, typed, headers={"X-CSRFToken": token})
            )
        self.client.cookies.pop(MESSAGES_COOKIE, None)
        return taken, _expected(response, path, 302)

    def counted_get(self, path: str, *, status: int = 200) -> tuple[int, int]:
        """The number of queries and of bytes."""
        with CaptureQueriesContext(self.store.connection) as queries:
            _, response = self.get(path, status=status)
        return len(queries), len(response.content)

    def counted_post(self, path: str, **typed: str) -> int:
        with CaptureQueriesContext(self.store.connection) as queries:
            self.post(path, **typed)
        return len(queries)


def timed(request: Callable[[], HttpResponse]) -> tuple[Taken, HttpResponse]:
    begun, cpu_begun = time.perf_counter(), time.process_time()
    response = request()
    return Taken(time.perf_counter() - begun, time.process_time() - cpu_begun), response


def _expected(response: HttpResponse, path: str, status: int) -> HttpResponse:
    if response.status_code != status:
        raise UnexpectedAnswer(f"{path} answered {response.status_code}, not {status}")
    return response


def timing(taken: list[Taken], counts: tuple[int, int]) -> Timing:
    return Timing.of(taken, queries=counts[0], size=counts[1])
