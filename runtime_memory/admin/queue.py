"""The approvals queue: proposals by risk and age, and the page on which one is decided."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timesince import timesince

from devcraft import clock
from devcraft.models import User
from runtime_memory import denials, judging, queries
from runtime_memory.admin import deciding, forms
from runtime_memory.admin.recording import RecordingAdmin
from runtime_memory.admin.rights import is_approver
from runtime_memory.admin.wording import still_needed
from runtime_memory.models import Proposal, ProposalStatus, RiskLevel
from runtime_memory.policy import OPEN, Decision
from runtime_memory.store import RuntimeMemoryStore as store

WAITING = "waiting"
EVERY = "all"


class StatusFilter(admin.SimpleListFilter):
    """What waits for somebody, unless another status is asked for."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(WAITING, "Waiting"), *ProposalStatus.choices, (EVERY, "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or WAITING
        if chosen == EVERY:
            return queryset
        if chosen == WAITING:
            return queryset.filter(status__in=OPEN, import_batch=None)
        return queryset.filter(status=chosen)

    def choices(self, changelist: Any) -> Any:
        for lookup, title in self.lookup_choices:
            yield {
                "selected": (self.value() or WAITING) == str(lookup),
                "query_string": changelist.get_query_string({self.parameter_name: lookup}),
                "display": title,
            }


class Queue(ChangeList):
    """A page of the list, each row with what the policy says about it now."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        verdicts = judging.verdicts(queries.lineages(rows), now=clock.now())
        for row in rows:
            row.verdict = verdicts.get(row.pk)
        self.result_list = rows


@admin.register(Proposal)
class ProposalAdmin(RecordingAdmin):
    record_form = forms.ProposalForm
    list_display = ("risk", "proposal_type", "skill", "proposed_by", "age", "status", "needed")
    list_filter = (StatusFilter, "risk_level", "proposal_type")
    list_select_related = ("skill",)
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/memory/queue.html"
    danger: ClassVar = Case(
        *(When(risk_level=risk, then=Value(n)) for n, risk in enumerate(RiskLevel.values)),
        output_field=IntegerField(),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        return Proposal.objects.timed()

    def get_ordering(self, request: HttpRequest) -> Any:
        return (self.danger.desc(), "created_at", "id")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(
            request, {"title": "Approvals queue"} | (extra_context or {})
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Queue

    @admin.display(description="Risk")
    def risk(self, row: Proposal) -> str:
        return row.get_risk_level_display()

    @admin.display(description="Age")
    def age(self, row: Proposal) -> str:
        return timesince(row.created_at, clock.now(), depth=1)

    @admin.display(description="Still needed")
    def needed(self, row: Any) -> str:
        verdict: Decision | None = row.verdict
        return still_needed(row, verdict)

    def record(self, user: User, fields: dict[str, Any]) -> Proposal:
        return store.create_proposal(
            proposed_by=user.username, proposer_person=user.person, now=clock.now(), **fields
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """The proposal with its evidence; a POST says a verdict or takes a step."""
        proposal = Proposal.objects.filter(pk=unquote(object_id)).first()
        if proposal is None:
            raise Http404("There is no such proposal.")
        if request.method == "POST" and not is_approver(request):
            return self._denied(request, proposal)
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        if request.method != "POST":
            return deciding.shown(self, request, proposal)
        done = deciding.acted(self, request, proposal)
        return done or redirect(request.path)

    def _denied(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        denials.note(
            "approval.refused",
            proposal.pk,
            now=clock.now(),
            by=request.user.get_username(),
            rule="is no approver",
        )
        raise PermissionDenied
