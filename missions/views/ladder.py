"""Moves on the maturity ladder, results, and the human's answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from devcraft import clock
from devcraft.http import Request, page, refused_form, way_back
from missions import maturation
from missions.acts import ActRefused
from missions.forms import AnswerForm, LowerForm, ResultForm
from missions.views.acting import change, load
from missions.views.mission import frame, thread_of


@require_POST
def level_raise(request: Request, pk: int) -> HttpResponse:
    return change(request, load(request, pk), maturation.raise_level)


@require_POST
def level_lower(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    form = LowerForm(request.POST)
    if not form.is_valid():
        return refused_form(request, form)
    return change(request, mission, maturation.lower_level, **form.cleaned_data)


@require_POST
def result_record(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    form = ResultForm(request.POST)
    if not form.is_valid():
        return refused_form(request, form)
    return change(request, mission, maturation.record_result, **form.cleaned_data)


@require_POST
def mission_answer(request: Request, pk: int) -> HttpResponse:
    mission = load(request, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        answer = maturation.Answer(
            is_bump=typed["answer"] == "bump",
            verdict=typed["verdict"],
            rating=typed["rating"],
            message=typed["message"],
        )
        try:
            maturation.answer(user=request.user, mission=mission, answer=answer, now=clock.now())
        except ActRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Answered “{mission.name}”.")
            return redirect(way_back(request, default=mission.get_absolute_url()))
    context = frame(request, mission, "history") | thread_of(request, mission)
    status = 409 if form.non_field_errors() else 422
    return page(request, "missions/mission_history.html", context | {"answer": form}, status=status)
