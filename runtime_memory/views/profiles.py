"""Profiles: names, the versions of one on a time axis, and two versions compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from devcraft import clock, keyset
from devcraft.http import Request, page
from devcraft.refusing import Refused
from runtime_memory import canonical, comparing, listing, moments, queries, windows
from runtime_memory.models import BehaviorProfile, PersonalityProfile, Profile
from runtime_memory.past import asking, citing, knowing, state
from runtime_memory.past.then import Then

SIZE = 50
DRAWN = 60
KINDS: dict[str, tuple[str, type[Profile], str]] = {
    "behavior": ("Behaviour", BehaviorProfile, "behavior_json"),
    "personality": ("Personality", PersonalityProfile, "personality_json"),
}


@require_GET
def profile_list(request: Request) -> HttpResponse:
    kind = request.GET.get("kind", "behavior")
    kind = kind if kind in KINDS else "behavior"
    after, past = listing.typed(request.GET, "after"), asking.read(request.GET)
    rows = rows_of(request, kind, past.then)
    names = queries.profile_names(rows, after=after, limit=SIZE + 1)
    context = {
        "kind": kind,
        "kinds": [(name, label) for name, (label, *_) in KINDS.items()],
        "names": names[:SIZE],
        "past": past,
        "citation": citing.cite_page(request, past.then, {kind: map(told, names[:SIZE])}),
        "after": after,
        "more": names[SIZE - 1]["profile_name"] if len(names) > SIZE else "",
    }
    return page(request, "memory/profile_list.html", context)


def rows_of(request: Request, kind: str, then: Then | None) -> QuerySet[Any]:
    """Versions that may be seen, all or those known THEN."""
    if kind not in KINDS:
        raise Http404
    rows: QuerySet[Any] = KINDS[kind][1]._default_manager.visible_to(request.user)
    return rows if then is None else knowing.known(rows, then)


def told(name: dict[str, Any]) -> state.Entry:
    return name | {"recorded": moments.written(name["recorded"])}


@require_GET
def profile_detail(request: Request, kind: str, key: str) -> HttpResponse:
    past = asking.read(request.GET)
    rows = rows_of(request, kind, past.then).filter(profile_name=key)
    found = keyset.page_of(rows, request.GET, order=keyset.Order("version"), size=SIZE)
    if not found.rows:
        return unknown(request, kind, key, past)
    now = past.then.at if past.then else clock.now()
    at, known, refused = asked(request.GET, now)
    active = queries.active(rows, key, at, known).first()
    context = {
        **heading(kind, key),
        "page": found,
        "at": at,
        "known": known,
        "refused": refused,
        "active": active,
        "active_content": getattr(active, KINDS[kind][2], ""),
        "past": past,
        "citation": citing.cite_page(request, past.then, shown(kind, found.rows, active)),
        **drawn(rows, now),
    }
    return page(request, "memory/profile_detail.html", context)


def unknown(request: Request, kind: str, name: str, past: asking.Past) -> HttpResponse:
    """404, unless versions came later than the moment that is looked back at."""
    if past.then is None or not rows_of(request, kind, None).filter(profile_name=name).exists():
        raise Http404
    return page(request, "memory/profile_unknown.html", {**heading(kind, name), "past": past})


def shown(kind: str, rows: list[Any], active: Profile | None) -> dict[str, Iterable[state.Entry]]:
    told: dict[str, Iterable[state.Entry]] = {f"{kind}_profiles": map(state.entry, rows)}
    if active is not None:
        told["active"] = [state.entry(active)]
    return told


def heading(kind: str, name: str) -> dict[str, str]:
    return {"kind": kind, "kind_label": KINDS[kind][0], "name": name}


def asked(query: QueryDict, now: datetime) -> tuple[datetime, datetime, list[str]]:
    """`at` and `known` in the reader's zone, NOW where nothing or no date is typed."""
    found, refused = [], []
    for name, label in (("at", "Active at"), ("known", "As known at")):
        value = listing.typed(query, name)
        moment = asking.read_moment(value) if value else now
        if moment is None:
            refused.append(asking.refusal(label, "now"))
        found.append(moment or now)
    return found[0], found[1], refused


def drawn(rows: QuerySet[Any], now: datetime) -> dict[str, Any]:
    """The newest versions on the axis, a bar each, and one line of overlaps and gaps."""
    newest = rows.order_by("-version").values_list("version", "effective_from", "effective_to")
    found = [windows.Window(*row) for row in newest[: DRAWN + 1]]
    shown = found[:DRAWN]
    axis = windows.axis(shown, now)
    told = windows.stretches(shown)
    return {
        "axis": axis,
        "now_x": axis.place(now),
        "bars": [axis.bar(w.start, w.end, f"v{w.version}", "window") for w in shown],
        "coverage": [axis.bar(s.start, s.end, "", s.kind) for s in told],
        "notable": [stretch for stretch in told if stretch.kind != "one"],
        "is_cut": len(found) > DRAWN,
        "width": windows.WIDTH,
    }


@require_GET
def profile_compare(request: Request, kind: str, key: str) -> HttpResponse:
    """Versions `from` and `to`; the two newest unless they are named."""
    past = asking.read(request.GET)
    rows = rows_of(request, kind, past.then).filter(profile_name=key)
    numbers = list(rows.order_by("-version").values_list("version", flat=True)[:SIZE])
    if not numbers:
        raise Http404
    after = version_in(request.GET, "to", numbers[0])
    before = version_in(request.GET, "from", numbers[min(1, len(numbers) - 1)])
    pair = {row.version: row for row in rows.filter(version__in=[before, after])}
    if before not in pair or after not in pair:
        raise Http404
    context = {
        **heading(kind, key),
        "numbers": sorted({*numbers, before, after}, reverse=True),
        "past": past,
        "before": pair[before],
        "after": pair[after],
        "changes": changes(pair[before], pair[after], KINDS[kind][2]),
    }
    return page(request, "memory/profile_compare.html", context)


def version_in(query: QueryDict, name: str, default: int) -> int:
    value = query.get(name, "")
    try:
        return canonical.whole(int(value[:12]), field=name, least=-(2**31))
    except (ValueError, Refused):
        return default


def changes(before: Profile, after: Profile, column: str) -> list[comparing.Change] | None:
    """None when the content of one of them cannot be read."""
    try:
        old, new = (canonical.parsed(getattr(p, column), field=column) for p in (before, after))
    except Refused:
        return None
    return comparing.changes(old, new)
