"""`manage.py import_codex [DIR]`: bring Codex's session logs into the ledger."""

from __future__ import annotations

from agents.codex.tool import TOOL
from agents.session_logs.command import ImportLogs


class Command(ImportLogs):
    help = "Import what is new in the session logs of Codex: requests, tokens, cost."
    tool = TOOL
