"""`manage.py import_claude_code [DIR]`: bring Claude Code's session logs into the ledger."""

from __future__ import annotations

from agents.claude_code.tool import TOOL
from agents.session_logs.command import ImportLogs


class Command(ImportLogs):
    help = "Import what is new in the session logs of Claude Code: requests, tokens, cost."
    tool = TOOL
