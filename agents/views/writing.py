"""Pages that write an agent: a new one, and another config for one that is there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from agents.living import comparing, writing
from agents.living.config import reading
from agents.living.config.shape import Config
from agents.living.forms import ConfigForm, PastedForm, PlainForm, SlugForm
from agents.models import Agent
from agents.views.living import frame, own_agent
from devcraft import clock
from devcraft.http import Request, body_limit, page, typed

FORM_BYTES = 1024 * 1024
MOVED = (
    "Somebody saved another config since you opened this one. "
    "The changes below are against what stands there now."
)


@body_limit(FORM_BYTES)
@require_http_methods(["GET", "POST"])
def agent_new(request: Request) -> HttpResponse:
    """From a form, or from a pasted config; the other form stays empty."""
    sent = typed(request)
    is_pasted = sent is not None and "config" in sent
    plain = PlainForm(None if is_pasted else sent)
    pasted = PastedForm(sent if is_pasted else None, prefix=None, auto_id="id_pasted_%s")
    chosen: SlugForm = pasted if is_pasted else plain
    if sent is not None and chosen.is_valid():
        agent = _created(request, chosen)
        if agent is not None:
            messages.success(request, f"Wrote “{agent.name}”.")
            return redirect("agents:agent_detail", slug=agent.slug)
    context = {"plain": plain, "pasted": pasted, "is_pasted": is_pasted}
    return page(request, "agents/agent_new.html", context, status=422 if sent else 200)


def _created(request: Request, form: SlugForm) -> Agent | None:
    config, slug = form.cleaned_data["config"], form.cleaned_data["slug"]
    try:
        return writing.create(owner=request.user, slug=slug, config=config)
    except writing.Taken as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None


@body_limit(FORM_BYTES)
@require_http_methods(["GET", "POST"])
def agent_edit(request: Request, slug: str) -> HttpResponse:
    """Changes are shown first; only what was shown is saved."""
    agent = own_agent(request, slug)
    before = reading.shown(agent.config_json)
    begun = {"config": before, "opened": agent.config_hash}
    form = ConfigForm(typed(request), initial=begun)
    context = frame(agent) | {"form": form}
    if not form.is_bound:
        return page(request, "agents/agent_edit.html", context)
    if not form.is_valid():
        return page(request, "agents/agent_edit.html", context, status=422)
    config: Config = form.cleaned_data["config"]
    if "save" in request.POST and form.cleaned_data["shown"] == reading.digest(config):
        answer = _saved(request, agent, form)
        if answer is not None:
            return answer
    status = 200 if form.is_valid() else 409
    return page(
        request, "agents/agent_edit.html", context | _changes(before, agent, form), status=status
    )


def _saved(request: Request, agent: Agent, form: ConfigForm) -> HttpResponse | None:
    """Where to go after saving; None, with the reason in FORM, when it was refused."""
    config, opened = form.cleaned_data["config"], form.cleaned_data["opened"]
    try:
        writing.rewrite(agent, config=config, opened=opened, now=clock.now(), by=request.user)
    except writing.ConfigMoved:
        form.add_error(None, MOVED)
        return None
    except writing.Taken as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, "Saved. The next cycle picks it up.")
    return redirect("agents:agent_config", slug=agent.slug)


def _changes(before: str, agent: Agent, form: ConfigForm) -> dict[str, Any]:
    """What FORM would change, and the digests that a next save names."""
    config: Config = form.cleaned_data["config"]
    return {
        "changes": comparing.lines(before, reading.pretty(config)),
        "was_compared": True,
        "opened": agent.config_hash,
        "shown": reading.digest(config),
    }
