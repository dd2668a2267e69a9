"""What must hold of the memory, each green or with the rows that offend."""

from __future__ import annotations

from django.db.models import Max
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from devcraft import clock
from devcraft.http import Request, page
from runtime_memory.auditing import running
from runtime_memory.auditing.subjects import Subject
from runtime_memory.canonical import digest
from runtime_memory.models import ChainEntry, Proposal, Session, Verification, WorkflowRun
from runtime_memory.past import asking
from runtime_memory.scorecard import proposals, reading, rules, standing

PAGES = {
    Session._meta.db_table: "runtime_memory:session_detail",
    WorkflowRun._meta.db_table: "runtime_memory:run_detail",
}
ABOUT = {ChainEntry._meta.db_table: Proposal._meta.db_table}


@require_GET
def scorecard(request: Request) -> HttpResponse:
    past = asking.read(request.GET)
    at = past.then.at if past.then else clock.now()
    found = rules.results(reading.counts(past.then, at), is_past=past.then is not None)
    found += [] if past.then else standings()
    context = {
        "past": past,
        "at": at,
        "grade": rules.worst(found),
        "results": [(one, shown(one, request)) for one in found],
        "alone": list(proposals.alone(past.then)),
        "most": rules.LOOKED_AT,
    }
    return page(request, "memory/scorecard.html", context)


def standings() -> list[rules.Result]:
    row = Verification.objects.order_by("-pk").first()
    last = ChainEntry.objects.aggregate(last=Max("seq"))["last"] or 0
    started = f"{timezone.localtime(row.started_at):%-d %b %Y, %H:%M}" if row else ""
    told = running.findings(row) if row else []
    return [standing.guards(), *standing.verified(row, told, last=last, started=started)]


def shown(result: rules.Result, request: Request) -> list[Subject]:
    return [subject(row, request) for row in result.count.rows]


def subject(row: rules.Row, request: Request) -> Subject:
    """ROW with its page, or a digest for who may not see it."""
    table = ABOUT.get(row.table, row.table)
    if not row.place or row.owner not in (None, request.user.pk):
        return Subject(table, digest(f"{row.table}/{row.key}")[:16])
    if table.endswith("_profiles"):
        kind = table.removesuffix("_profiles")
        url = reverse("runtime_memory:profile_detail", args=[kind, row.place])
        return Subject(table, "", f"{row.place} v{row.label}", url)
    name = PAGES.get(table, "runtime_memory:skill_detail")
    return Subject(table, "", row.label.replace("_", " "), reverse(name, args=[row.place]))
