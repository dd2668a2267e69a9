"""Forms of the admin that record what programs record over HTTP, by the same store."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from devcraft import clock
from devcraft.http import typed
from devcraft.models import User
from devcraft.refusing import Refused
from runtime_memory import governing
from runtime_memory.admin import forms
from runtime_memory.admin.rights import MemoryAdmin, is_approver
from runtime_memory.models import (
    Approval,
    BehaviorProfile,
    DeployOutcome,
    PersonalityProfile,
    Session,
    Skill,
    TaskEvent,
    Turn,
    Validation,
)
from runtime_memory.store import RuntimeMemoryStore as store


class RecordingAdmin(MemoryAdmin):
    """A table to which rows are added by an act; its refusals stand over the form."""

    record_form: type[Form]

    def record(self, user: User, fields: dict[str, Any]) -> Model:
        raise NotImplementedError

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or is_approver(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request) or not isinstance(request.user, User):
            raise PermissionDenied
        form = self.record_form(typed(request))
        if request.method == "POST" and form.is_valid():
            try:
                row = self.record(request.user, form.cleaned_data)
            except Refused as refusal:
                _say(form, refusal)
            else:
                return self._shown(request, row)
        return self._asked(request, form)

    def _shown(self, request: HttpRequest, row: Model) -> HttpResponse:
        self.log_addition(request, row, "Recorded.")
        self.message_user(request, f"The {self.opts.verbose_name} is recorded.")
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return redirect(reverse(name, args=[quote(row.pk)]))

    def _asked(self, request: HttpRequest, form: Form) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Record: {self.opts.verbose_name}",
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(
            request, "admin/memory/record.html", context, status=422 if form.errors else 200
        )


def _say(form: Form, refusal: Refused) -> None:
    """Put REFUSAL at the field of FORM that it names, by its label; or over the form."""
    name = refusal.field.removesuffix("_json")
    if name in form.fields:
        form.add_error(name, f"{form[name].label} {refusal.rule}.")
    else:
        form.add_error(None, str(refusal))


@admin.register(Session)
class SessionAdmin(RecordingAdmin):
    record_form = forms.SessionForm
    list_display = ("started_at", "actor", "channel", "status", "owner", "import_batch")
    list_filter = ("status",)
    list_select_related = ("owner", "import_batch")

    def record(self, user: User, fields: dict[str, Any]) -> Model:
        return store.start_session(owner=user, now=clock.now(), **fields)


@admin.register(Turn)
class TurnAdmin(RecordingAdmin):
    record_form = forms.TurnForm
    list_display = ("created_at", "session", "turn_index", "role")
    list_filter = ("role",)
    list_select_related = ("session",)

    def record(self, user: User, fields: dict[str, Any]) -> Model:
        return store.append_turn(now=clock.now(), **fields)


@admin.register(TaskEvent)
class TaskEventAdmin(RecordingAdmin):
    record_form = forms.EventForm
    list_display = ("created_at", "event_type", "event_level", "workflow_run")
    list_filter = ("event_type", "event_level")
    list_select_related = ("workflow_run",)

    def record(self, user: User, fields: dict[str, Any]) -> Model:
        return store.append_event(now=clock.now(), **fields)


@admin.register(Skill)
class SkillAdmin(RecordingAdmin):
    record_form = forms.SkillForm
    list_display = ("learned_at", "skill_key", "source_type", "confidence", "state")
    list_filter = ("state", "source_type")
    search_fields = ("skill_key",)

    def record(self, user: User, fields: dict[str, Any]) -> Model:
        return store.record_skill(owner=user, now=clock.now(), **fields)


@admin.register(Validation)
class ValidationAdmin(RecordingAdmin):
    record_form = forms.ValidationForm
    list_display = ("validated_at", "proposal", "validator", "build_pass", "test_pass")
    list_select_related = ("proposal",)

    def record(self, user: User, fields: dict[str, Any]) -> Model:
        return governing.validate(
            validator=user.username, validator_person=user.person, now=clock.now(), **fields
        )


@admin.register(DeployOutcome)
class DeployOutcomeAdmin(RecordingAdmin):
    record_form = forms.DeployForm
    list_display = ("deployed_at", "proposal", "deployment_target", "status")
    list_filter = ("status",)
    list_select_related = ("proposal",)

    def record(self, user: User, fields: dict[str, Any]) -> Model:
        return governing.deploy(by=user.username, now=clock.now(), **fields)


@admin.register(Approval)
class ApprovalAdmin(MemoryAdmin):
    """Approvals are given on the page of their proposal."""

    list_display = ("decided_at", "proposal", "approver", "approval_type", "decision")
    list_filter = ("approval_type", "decision")
    list_select_related = ("proposal",)


@admin.register(BehaviorProfile, PersonalityProfile)
class ProfileAdmin(MemoryAdmin):
    list_display = ("profile_name", "version", "effective_from", "effective_to", "created_by")
    list_filter = ("profile_name",)
