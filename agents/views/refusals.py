"""How acts on agents that were refused are answered."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.text import capfirst

from devcraft.http import Request, refused
from devcraft.refusing import Kind, Refused

STATUS = {Kind.CONFLICT: 409, Kind.MISSING: 404, Kind.FORBIDDEN: 403}


def sentence_of(refusal: Refused) -> str:
    return str(capfirst(f"{refusal}"))


def answer_to(request: Request, refusal: Refused) -> HttpResponse:
    """One sentence that says why nothing happened."""
    return refused(request, sentence_of(refusal), status=STATUS.get(refusal.kind, 422))
