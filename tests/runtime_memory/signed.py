"""Chains with checkpoints, and commands with their exit codes, for tests of what they prove."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from io import StringIO

from django.core.management import CommandError, call_command

from runtime_memory import checkpoints, notes
from runtime_memory.models import Checkpoint
from runtime_memory.standalone import verify_chain
from tests.factories.runtime_memory import MORNING
from tests.runtime_memory.acting import learned


def grown(by, *, name="skill"):
    """BY more lines, each of a skill."""
    return [learned(skill_key=f"{name} {number}") for number in range(by)]


def checkpoint():
    return checkpoints.make(now=MORNING)


def note_of(row):
    return notes.read(row.note)


def public_key():
    """The text of the key that signed last."""
    return note_of(Checkpoint.objects.latest("pk")).key.text


def command(*arguments):
    """The exit code of a command, and all that it printed."""
    printed = StringIO()
    try:
        call_command(*[str(one) for one in arguments], stdout=printed, stderr=printed)
    except SystemExit as exit_:
        return exit_.code, printed.getvalue()
    except CommandError as error:
        return error.returncode, printed.getvalue() + str(error)
    return 0, printed.getvalue()


def verified(*arguments):
    return command("verify_memory", *arguments)


def alone(*arguments):
    """The stand-alone verifier's exit code, the first bad line, and what it said."""
    printed = StringIO()
    with redirect_stdout(printed):
        code = verify_chain.main(["--json", *[str(one) for one in arguments]])
    told = json.loads(printed.getvalue())
    return code, told["first_bad"], " ".join(told["said"])
