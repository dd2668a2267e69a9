"""The profile: who this is, and what the ledgers add up to."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from devcraft import clock, keyset
from devcraft.http import Request, body_limit, page, typed
from missions import avatars, desk, growth, levels
from missions.forms import AvatarForm, ProfileForm
from missions.models import Profile, XpEntry

AVATAR_TYPES = {
    "webp": "image/webp",
    "vrm": "application/octet-stream",
    "glb": "model/gltf-binary",
}


@require_GET
def profile(request: Request) -> HttpResponse:
    current = desk.of(request)
    ledger = keyset.page_of(
        XpEntry.objects.filter(owner=request.user).select_related("mission"),
        request.GET,
        order=keyset.Order("id"),
        size=25,
    )
    context = {
        "profile": current.profile,
        "standing": current.profile.standing,
        "titles": levels.TITLES,
        "aura": growth.aura_of(request.user, on=current.today),
        "half_life": growth.HALF_LIFE_DAYS,
        "streak": growth.streak(request.user, today=current.today),
        "ledger": ledger,
    }
    return page(request, "missions/profile.html", context)


@require_http_methods(["GET", "POST"])
def profile_edit(request: Request) -> HttpResponse:
    stored = desk.profile_of(request.user)
    form = ProfileForm(typed(request), instance=stored)
    if request.method == "POST" and form.is_valid():
        _write(request, **form.cleaned_data)
        messages.success(request, "Saved your profile.")
        return redirect("missions:profile")
    context = {"form": form, "avatar": AvatarForm()}
    return page(
        request, "missions/profile_edit.html", context, status=422 if form.is_bound else 200
    )


@require_POST
@body_limit(avatars.MODEL_BYTES + avatars.PICTURE_BYTES + 65536)
def avatar_upload(request: Request) -> HttpResponse:
    form = AvatarForm(request.POST, request.FILES)
    judged = {}
    try:
        judged = _judged(request)
    except avatars.BadAvatar as error:
        form.add_error(None, str(error))
    else:
        if not judged:
            form.add_error(None, "Choose a picture or a 3D avatar first.")
    if form.non_field_errors():
        context = {"form": ProfileForm(instance=desk.profile_of(request.user)), "avatar": form}
        return page(request, "missions/profile_edit.html", context, status=422)
    _write(request, **{field: avatars.keep(upload) for field, upload in judged.items()})
    messages.success(request, "Saved your avatar.")
    return redirect("missions:profile")


def _judged(request: Request) -> dict[str, avatars.Judged]:
    """What was chosen, by the profile's field; all of it good, or BadAvatar."""
    picture, model = request.FILES.get("picture"), request.FILES.get("model")
    judged = {}
    if picture is not None:
        judged["avatar_url"] = avatars.picture_of(picture.read())
    if model is not None:
        judged["avatar_3d_url"] = avatars.model_of(model.read(), model.name or "")
    return judged


@require_GET
def avatar(request: Request, name: str, extension: str) -> HttpResponseBase:
    """A stored avatar; its name is its content's hash, so it never changes."""
    path = f"avatars/{name}.{extension}"
    if not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path), content_type=AVATAR_TYPES[extension])
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _write(request: Request, **fields: object) -> None:
    stored = Profile.objects.of(request.user)
    Profile.objects.filter(pk=stored.pk).update(**fields, updated_at=clock.now())
