"""A site with one page for programs, one for people, and one that takes small bodies."""

from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_http_methods

from devcraft.http import body_limit
from devcraft.keys import client_required

handler404 = "devcraft.views.errors.not_found"


@require_http_methods(["GET", "POST"])
@client_required("missions:read")
def for_programs(request):
    return HttpResponse(f"{request.client.name} of {request.user.username}")


def for_people(request):
    return HttpResponse(request.user.username)


@body_limit(10)
def small(request):
    return HttpResponse(request.body)


urlpatterns = [
    path("programs/", for_programs),
    path("people/", for_people),
    path("small/", small),
    path("", include("devcraft.urls")),
]
