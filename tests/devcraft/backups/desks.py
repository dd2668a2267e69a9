"""Desks on SQLite in folders of their own, and processes that live on them."""

from __future__ import annotations

import os
import sqlite3
import sys
import traceback
from inspect import signature
from io import StringIO

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from agents.crashing import dying
from devcraft.backups import restoring, sealing, taking
from tests.devcraft.processes import SECRET, manage
from tests.factories.backups import MORNING

FILE = "site.sqlite3"
CHANGES = {"os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "open", "subprocess.Popen"}
"""What Python says before it changes a folder; SQLite's own writes go to files that these make."""
WRITING = os.O_WRONLY | os.O_RDWR


def place(folder):
    return {"DATABASE_URL": f"sqlite:///{folder}/{FILE}", "DATA_DIR": str(folder)}


def act(folder, *arguments):
    return manage(*arguments, **place(folder))


def asked(file, query):
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def said(folder, blocker, *arguments):
    """What a command said that a child on the desk in FOLDER ran: its exit code, and the text."""

    def work():
        out = StringIO()
        try:
            call_command(*map(str, arguments), stdout=out, stderr=out)
        except CommandError as error:
            return f"{error.returncode} {out.getvalue()}{error}"
        return f"0 {out.getvalue()}"

    ended = dying.wait(living(folder, blocker, work))
    assert ended.code == 0, ended.told
    code, _, text = ended.told.partition(" ")
    return int(code), text.strip()


def spoil(folder):
    connection = sqlite3.connect(folder / FILE)
    connection.execute("UPDATE missions_mission SET name = 'Spoilt'")
    connection.commit()
    connection.close()


def move_in(folder):
    """Let this process, which is a child of its own, live on the desk in FOLDER."""
    os.environ |= {**place(folder), "SECRET_KEY": SECRET}
    os.environ["DJANGO_SETTINGS_MODULE"] = "devcraft.settings"
    settings.DATA_DIR, settings.MEDIA_ROOT = folder, folder / "media"
    settings.AUDIT_SIGNING_KEY_FILE = folder / "signing_key"
    settings.DATABASES["default"]["NAME"] = str(folder / FILE)
    wrapper = connections["default"]
    connections["default"] = type(wrapper)(settings.DATABASES["default"], "default")


def living(folder, blocker, work):
    """A child that does WORK on the desk in FOLDER; what WORK returns is told.

    WORK may be given a way to tell something before it ends.
    """

    def go(tell):
        blocker.unblock()
        move_in(folder)
        try:
            tell(str(work(tell) if signature(work).parameters else work()))
        except Exception:
            tell(traceback.format_exc())
            raise

    return dying.start(go)


def doomed(work, root, at):
    """WORK, killed before its step number AT; 0 is never. Tells the steps it passed."""

    def counted(tell):
        steps = []

        def heed(event, arguments):
            if event in CHANGES and is_change(event, arguments, str(root)):
                steps.append(event)
                if len(steps) == at:
                    tell(" ".join(steps))
                    dying.kill("")

        sys.addaudithook(heed)
        work()
        return " ".join(steps)

    return counted


def is_change(event, arguments, root):
    if event == "open":
        path, _, flags = arguments
        return str(path).startswith(root) and bool((flags or 0) & WRITING)
    return event == "subprocess.Popen" or str(arguments[0]).startswith(root)


def back_up(folder):
    return taking.take(folder, now=MORNING)


def restore(archive):
    return restoring.restore(archive, now=MORNING, trust=sealing.trust())
