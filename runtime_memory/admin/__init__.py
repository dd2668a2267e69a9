"""The admin of runtime memory: the approvals queue, forms that record, tables to look at."""

from runtime_memory.admin import queue, recording, tables

__all__ = ["queue", "recording", "tables"]
