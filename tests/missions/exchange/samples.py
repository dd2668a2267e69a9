"""Files as Toggl Track, Timewarrior and we write them, and what importing one gives."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

from django.core.management import call_command

from devcraft.streaming import FORMS
from missions.exchange import bringing, narrowing, walking
from missions.exchange.bringing import Import
from missions.exchange.options import Options

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
TOGGL_OLD = (
    "\ufeffUser,Email,Client,Project,Task,Description,Billable,Start date,Start time,"
    "End date,End time,Duration,Tags,Amount ()\r\n"
    "Ada,ada@example.org,Oasis,Portal gate,,Sound check,No,2026-03-16,09:05:00,"
    "2026-03-16,11:35:00,02:30:00,audio,\r\n"
    'Ada,ada@example.org,Oasis,Portal gate,,"Fix, then ship",No,2026-03-16,13:00:00,'
    "2026-03-16,13:20:10,00:20:10,,\r\n"
    "Ada,ada@example.org,,,,Mail,No,2026-03-16,23:30:00,2026-03-17,00:45:00,01:15:00,,\r\n"
).encode()
TWICE = (
    b"Ada,ada@example.org,,Night watch,,Late,No,2026-10-25,02:30:00,2026-10-25,02:40:00,"
    b"00:10:00,,\r\n"
)
TOGGL_NEW = (
    b'"Description","Billable","Duration","Member","Email","Project","Tags",'
    b'"Start date","Start time","Stop date","Stop time"\n'
    b'"Sound check","No","2:30:00","Ada","ada@example.org","Portal gate","audio",'
    b'"2026-03-16","09:05:00","2026-03-16","11:35:00"\n'
    b'"Mail","No","1:15:00","Ada","ada@example.org","-","",'
    b'"2026-03-16","23:30:00","2026-03-17","00:45:00"\n'
)
TIMEWARRIOR = b"""[
{"id":3,"start":"20261018T070000Z","end":"20261018T083000Z","tags":["gate","oasis"]},
{"id":2,"start":"20261018T083000Z","end":"20261018T090015Z","annotation":"sound, again",
"tags":["gate","oasis"]},
{"id":1,"start":"20261019T100000Z","tags":["mail"]}
]
"""


def bring(owner, kind, content, *, name="file.csv", now=None, is_trial=False, **options):
    """The report of one import of CONTENT for OWNER."""
    chosen = Options(**{"zone": owner.zone, **options})
    wanted = Import(owner, kind, io.BytesIO(content), name, chosen)
    return bringing.run(wanted, now=now or NOW, is_trial=is_trial)


def counts(report):
    (found,) = report["tables"].values()
    return {name: count for name, count in found.items() if count}


def taken_out(owner, form="json", rows="entries", **query):
    """The bytes of an export."""
    table = walking.TABLES[rows]
    wanted = narrowing.read(owner, query)
    return "".join(FORMS[form][0](table.names, table.rows(wanted))).encode()


def run(command, path, *options):
    printed = io.StringIO()
    call_command(command, path, "--json", *options, stdout=printed)
    return json.loads(printed.getvalue().splitlines()[-1])
