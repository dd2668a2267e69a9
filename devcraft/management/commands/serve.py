"""`manage.py serve`: migrate, print a one-time sign-in link, serve, and let agents think."""

from __future__ import annotations

import socket
import sys
import threading
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.urls import reverse
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from devcraft import accounts, clock
from devcraft.management.beside import Beside


class Server(MPServer):
    """Granian with a stop that cannot hang.

    Its own handler sets an event, whose lock the interrupted main thread may hold: two
    signals in a row (a terminal's and make's) then stop it for ever.

    What runs BESIDE it starts after its own workers, which are forked: no thread may be
    there by then.
    """

    def __init__(self, *args: Any, beside: Beside, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._beside = beside

    def startup(self, *args: Any, **kwargs: Any) -> None:
        super().startup(*args, **kwargs)  # type: ignore[no-untyped-call]
        self._beside.start()

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        self.interrupt_signal = True
        threading.Thread(target=self.main_loop_interrupt.set, daemon=True).start()


class Command(BaseCommand):
    help = "Migrate, print a one-time sign-in link, serve the site and let its agents think."

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_taken_port()
        call_command("migrate", interactive=False, verbosity=0)
        user = accounts.ensure_local_user()
        token = accounts.new_link(user, now=clock.now())
        host = "127.0.0.1" if settings.HOST in ("0.0.0.0", "::") else settings.HOST  # noqa: S104 -- compared, not bound
        site = f"http://{host}:{settings.PORT}"

        def announce() -> None:
            link = f"{site}{reverse('sign_in_by_link', args=[token])}"
            self.stdout.write(f"Devcraft is at {site}/")
            self.stdout.write(f"Sign in as {user.username} (once, within the hour): {link}")
            sys.stdout.flush()

        agents = Beside("run_agents", count=settings.AGENT_WORKERS)
        server = Server(
            "devcraft.wsgi:application",
            address=settings.HOST,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=settings.WORKERS,
            blocking_threads=2,
            log_level=LogLevels.warning,
            workers_kill_timeout=5,
            beside=agents,
        )
        server.on_startup(announce)
        _let_go_of_connections()
        try:
            server.serve()
        finally:
            agents.stop()


def _let_go_of_connections() -> None:
    """Close what migrating opened: forked workers would all talk over the same sockets."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if close_pool := getattr(connection, "close_pool", None):
            close_pool()


def _refuse_taken_port() -> None:
    """Say it in one sentence before the server's workers fail one by one."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise CommandError(
                f"PORT {settings.PORT} on {settings.HOST} cannot be used: {error.strerror}. "
                "Choose another with PORT=8001 make run."
            ) from error
