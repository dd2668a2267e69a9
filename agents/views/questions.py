"""People's answers to what agents ask, wherever the question is shown."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from agents.living import people
from agents.living.spaces import asking
from agents.living.spaces.forms import AnswerForm
from agents.models import Decision, PendingToolCall, SmartSpaceMembership
from agents.views.conversation import changes
from devcraft import clock
from devcraft.http import Request, body_limit, refused, refused_form, way_back
from devcraft.refusing import Kind, Refused

BODY_BYTES = 256 * 1024
STATUS = {Kind.FORBIDDEN: 403, Kind.MISSING: 404}
SAID = {
    Decision.ANSWERED: "Answered.",
    Decision.APPROVED: "Approved.",
    Decision.EDITED: "Approved with your changes.",
    Decision.DENIED: "Denied.",
}


@body_limit(BODY_BYTES)
@require_POST
def question_answer(request: Request, key: uuid.UUID) -> HttpResponse:
    visible = PendingToolCall.objects.visible_to(request.user)
    question = get_object_or_404(asking.questions().filter(pk__in=visible.values("pk")), pk=key)
    form = AnswerForm(_typed(request))
    if not form.is_valid():
        return refused_form(request, form)
    decision = Decision(form.cleaned_data["decision"])
    by = people.entity_of(request.user)
    try:
        asking.settle(question, by=by, decision=decision, typed=form.cleaned_data, now=clock.now())
    except Refused as refusal:
        if refusal.kind == Kind.INVALID:
            field = refusal.field.partition(".")[0]
            form.add_error(field if field in form.fields else None, str(refusal))
            return refused_form(request, form)
        return refused(request, str(refusal), status=STATUS.get(refusal.kind, 409))
    seats = SmartSpaceMembership.objects.of(request.user).select_related("smart_space", "entity")
    seat = seats.filter(smart_space=question.smart_space_id).first()
    if request.htmx and seat is not None and "after" in request.POST:
        return changes(request, seat, request.POST)
    messages.success(request, SAID[decision])
    return redirect(way_back(request, default=reverse("agents:space_list")))


def _typed(request: Request) -> dict[str, str]:
    """What was sent; a choice among offered answers is an answer."""
    sent = request.POST.dict()
    return {**sent, "decision": Decision.ANSWERED.value} if sent.get("choice") else sent
