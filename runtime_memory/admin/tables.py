"""The tables behind approvals, to look at."""

from __future__ import annotations

from django.contrib import admin

from runtime_memory.admin.rights import MemoryAdmin
from runtime_memory.models import (
    ChainEntry,
    Decision,
    Erasure,
    FourEyes,
    ImportBatch,
    PolicyProfile,
    WorkflowRun,
    WorkflowStep,
)


@admin.register(Decision)
class DecisionAdmin(MemoryAdmin):
    list_display = ("decided_at", "question", "is_allowed", "proposal", "code_version")
    list_filter = ("is_allowed",)
    list_select_related = ("proposal",)


@admin.register(PolicyProfile)
class PolicyProfileAdmin(MemoryAdmin):
    list_display = ("version", "effective_from", "created_by", "source_ref")


@admin.register(ChainEntry)
class ChainEntryAdmin(MemoryAdmin):
    list_display = ("seq", "at", "kind", "subject", "row_hash")
    list_filter = ("kind",)
    ordering = ("-seq",)


@admin.register(WorkflowRun)
class WorkflowRunAdmin(MemoryAdmin):
    list_display = ("started_at", "workflow_name", "status", "trigger_source", "initiated_by")
    list_filter = ("status", "trigger_source")


@admin.register(WorkflowStep)
class WorkflowStepAdmin(MemoryAdmin):
    list_display = ("started_at", "step_name", "step_index", "status", "workflow_run")
    list_filter = ("status",)
    list_select_related = ("workflow_run",)


@admin.register(Erasure, FourEyes, ImportBatch)
class LookedAtAdmin(MemoryAdmin):
    """Tables that acts write by themselves."""
