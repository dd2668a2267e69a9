"""Files of time on their way in: tried, asked about, imported or thrown away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from devcraft import clock
from devcraft.forms import first_error
from devcraft.http import Request, body_limit, page, refused
from devcraft.imports import LabelTaken
from missions.exchange import trials
from missions.exchange.lines import NotThisFile
from missions.exchange.options import Options
from missions.exchange.upload_form import UploadForm, answers, choices_form
from missions.models import FileKind, TimeImport
from missions.views.exchange import context_of

FORM_BYTES = 64 * 1024


@require_POST
@body_limit(trials.MOST_BYTES + FORM_BYTES)
def import_upload(request: Request) -> HttpResponse:
    """Try a file without writing, and show what importing it would do."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return redirect("missions:import_detail", pk=_tried(request, form).pk)
        except (NotThisFile, LabelTaken) as error:
            form.add_error("file", str(error))
    context = context_of(request) | {"upload": form}
    return page(request, "missions/exchange.html", context, status=422)


def _tried(request: Request, form: UploadForm) -> TimeImport:
    file = form.cleaned_data["file"]
    return trials.try_out(
        owner=request.user,
        kind=FileKind(form.cleaned_data["kind"]),
        file_name=file.name,
        content=file.read(),
        options=Options(zone=request.user.zone),
        now=clock.now(),
    )


@require_GET
def import_detail(request: Request, pk: int) -> HttpResponse:
    """What importing would do or, once it happened, what it did."""
    return page(request, "missions/import_detail.html", _shown(_load(request, pk)))


@require_POST
def import_carry_out(request: Request, pk: int) -> HttpResponse:
    """Import with the choices made; with `again` only try once more."""
    upload = _load(request, pk)
    if upload.done_at:
        return redirect("missions:import_detail", pk=upload.pk)
    form = choices_form(upload, request.POST)
    if not form.is_valid():
        return refused(request, first_error(form), status=422, form=form)
    options = form.options(request.user.zone, answers(upload, request.POST))
    if "again" in request.POST:
        trials.try_again(upload, options, now=clock.now())
    elif trials.carry_out(upload, options, now=clock.now()):
        messages.success(request, f"Imported “{upload.file_name}”.")
    return redirect("missions:import_detail", pk=upload.pk)


@require_POST
def import_discard(request: Request, pk: int) -> HttpResponse:
    upload = _load(request, pk)
    trials.discard(upload)
    messages.success(request, f"Threw “{upload.file_name}” away; nothing was imported from it.")
    return redirect("missions:exchange")


def _load(request: Request, pk: int) -> TimeImport:
    return get_object_or_404(TimeImport.objects.visible_to(request.user), pk=pk)


def _shown(upload: TimeImport) -> dict[str, Any]:
    (counts,) = list(upload.report.get("tables", {}).values()) or [{}]
    return {
        "upload": upload,
        "report": upload.report,
        "counts": counts,
        "form": choices_form(upload),
        "answers": upload.options.get("answers", {}),
        "current": "exchange",
    }
