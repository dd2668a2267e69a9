"""All of one's data out in one file, and one's file from another desk back in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from devcraft import clock
from devcraft.archives import restoring, taking
from devcraft.archives.left_out import LEFT_OUT, REBUILT, SECRETS
from devcraft.archives.manifest import BadArchive
from devcraft.archives.report import Report
from devcraft.archives.restoring import CannotRestore
from devcraft.archives.upload_form import MOST_BYTES, ArchiveForm
from devcraft.http import Request, body_limit, page

FORM_BYTES = 64 * 1024


@require_GET
def archive(request: Request) -> HttpResponse:
    """What an archive holds and what it does not, and both ways."""
    return page(request, "archive.html", _shown(ArchiveForm()))


@require_POST
def archive_take(request: Request) -> FileResponse:
    """The archive of whoever asks, written to disk first: it is of one moment however slowly it
    is fetched, and an error is no half of a file.
    """
    now = clock.now()
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it
    taking.write(request.user, file, now=now)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=taking.file_name(request.user, now),
        content_type="application/zip",
    )


@require_POST
@body_limit(MOST_BYTES + FORM_BYTES)
def archive_restore(request: Request) -> HttpResponse:
    """Put a file back into the account of whoever sends it; with `try` only see what would be."""
    form, is_dry = ArchiveForm(request.POST, request.FILES), "try" in request.POST
    shown = _shown(form)
    if form.is_valid():
        try:
            shown |= {"report": _restored(request, form, is_dry=is_dry), "is_dry": is_dry}
        except (BadArchive, CannotRestore) as error:
            form.add_error("file", str(error))
    return page(request, "archive.html", shown, status=422 if form.errors else 200)


def _restored(request: Request, form: ArchiveForm, *, is_dry: bool) -> Report:
    with tempfile.NamedTemporaryFile(suffix=taking.ENDING) as file:
        for piece in form.cleaned_data["file"].chunks():
            file.write(piece)
        file.flush()
        name = Path(file.name)
        return restoring.restore(name, request.user, now=clock.now(), is_dry=is_dry)


def _shown(form: ArchiveForm) -> dict[str, Any]:
    told = {"left_out": LEFT_OUT.items(), "rebuilt": REBUILT.items(), "secrets": SECRETS}
    return {"form": form, **told}
