"""What a page may cost in queries, the same with 1 and with 20 rows; and GETs never write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.models import UsageEvent
from agents.usage import linking
from missions import editing, lifecycle, maturation, queue, timer
from missions.models import Mission
from tests.agents.facts import fact, record
from tests.agents.logs import OPUS
from tests.devcraft.visiting import WritesRefused, htmx, reading_only, signed_in
from tests.factories.budgets import BudgetFactory, NoticeFactory
from tests.factories.exchange import TimeImportFactory
from tests.factories.living import LivingFactory
from tests.factories.missions import CarbonModelEntryFactory, CuratorLogFactory, MissionFactory
from tests.missions import entry_tables as entries
from tests.routes import ROUTES, url_of
from tests.runtime_memory import tables as memory
from tests.test_access import ONE_MISSION, ONESELF, TABLES
from tests.worlds import tables as worlds

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
BUDGET = {
    "/": 10,
    "/missions/": 8,
    "/missions/?status=open": 8,
    "/missions/?status=all&sort=newest": 8,
    "/missions/?status=all&sort=ended": 8,
    "/missions/?q=mission": 8,
    "/missions/?quest=Dig&level=0&assigned=carbondev": 8,
    "/missions/trash/": 8,
    "/missions/curator/": 6,
    "/missions/calibration/": 8,
    "/missions/{pk}/": 8,
    "/missions/{pk}/history/": 8,
    "/missions/{pk}/time/": 8,
    "/missions/{pk}/score/": 8,
    "/missions/{pk}/what-if/?urgency=9&easiness=5&impact=5": 8,
    "/missions/{pk}/edit/words/": 8,
    "/missions/{pk}/edit/plan/": 8,
    "/missions/{pk}/complete/": 8,
    "/missions/{pk}/offline/": 8,
    "/missions/days/2026-11-18/": 8,
    "/reports/": 10,
    "/reports/?month=2026-11": 10,
    "/reports/?day=2026-11-18": 10,
    "/reports/year/": 6,
    "/reports/estimates/": 8,
    "/reports/honesty/": 10,
    "/settings/gamification/": 6,
    "/journal/": 8,
    "/journal/?q=day&month=2026-11&mood=good": 8,
    "/journal/?tag=flow": 7,
    "/journal/new/?day=2026-11-18": 10,
    "/journal/trash/": 6,
    "/journal/moods/": 6,
    "/journal/memory/": 7,
    "/journal/memory/new/": 5,
    "/missions/files/": 8,
    "/missions/files/entries.csv": 8,
    "/profile/": 9,
    "/profile/edit/": 8,
    "/waiting/": 8,
    "/settings/": 8,
    "/settings/client-keys/": 8,
    "/settings/network/": 8,
    "/settings/archive/": 5,
    "/more/": 8,
    "/keys/": 8,
    "/search/?q=mission": 10,
    "/commands/": 9,
    "/commands/?q=mission": 10,
    "/waiting/news/?since=2026-11-18T00:00:00Z": 9,
    "/settings/notifications/": 6,
    "/timer/": 4,
    "/billing/": 10,
    "/billing/?period=quarter": 10,
    "/billing/requests/": 7,
    "/billing/requests/?period=month&share=assigned&model=claude-opus-4-6": 7,
    "/billing/requests/{usage}/": 10,
    "/billing/?period=all": 10,
    "/billing/by/project/": 8,
    "/billing/block/": 8,
    "/billing/files/requests.csv": 10,
    "/billing/sessions/": 8,
    "/billing/models/": 8,
    "/billing/by/mission/": 9,
    "/billing/tools/": 9,
    "/billing/prices/": 10,
    "/billing/unassigned/": 10,
    "/billing/links/": 7,
    "/billing/links/?tab=ended": 7,
    "/billing/budgets/": 6,
    "/billing/budgets/new/": 7,
    "/billing/telemetry/": 5,
    "/missions/{pk}/agents/": 10,
    "/agents/": 7,
    "/agents/?tab=archived": 7,
    "/agents/new/": 5,
    "/agents/stop-all/": 5,
    "/runs/": 10,
    "/runs/?status=failed&trigger=plan": 10,
    "/runs/?model=claude-opus-4-6&errors=yes&text=s1": 10,
    "/agents/config.schema.json": 3,
    "/spaces/": 8,
    "/spaces/?tab=archived": 7,
    "/spaces/new/": 6,
    **entries.BUDGET,
}
FRAGMENTS = {
    ("/search/?q=mission&in=agents", "of-agents"): 6,
    ("/commands/?q=mission&in=agents", "palette-list"): 8,
    ("/missions/?status=open", "rows"): 5,
    ("/missions/days/2026-11-18/", "journal-of-day"): 4,
    ("/journal/?q=day", "rows"): 8,
    ("/billing/requests/", "rows"): 6,
    ("/billing/?period=2026-11-18", "cost"): 6,
    ("/billing/block/", "block"): 8,
    ("/runs/", "now"): 4,
    ("/missions/{pk}/agents/", "lanes-in-short"): 6,
    ("/missions/{pk}/edit/words/", "part-words"): 4,
    ("/missions/{pk}/what-if/?urgency=9&easiness=5&impact=5", "priority"): 4,
}


def live_through(owner, mission, now):
    """A mission with every kind of row: time, notes, history, a prediction, points."""
    at = now - timedelta(hours=3)
    enrichment = maturation.Enrichment("look", "bump", 0.7, {"silicon_description": "files"})
    maturation.enrich(mission=mission, enrichment=enrichment, now=at)
    editing.add_note(user=owner, mission=mission, message="a note", now=at)
    timer.start(user=owner, mission=mission, now=at)
    timer.pause(user=owner, mission=mission, now=at + timedelta(minutes=5))


def fill(owner, rows):
    """ROWS missions in every state; the first is the one that pages are about."""
    now = NOON - timedelta(hours=9)
    first = None
    for number in range(rows):
        mission = MissionFactory(owner=owner, ripe=True, quest_name="Dig")
        first = first or mission
        live_through(owner, mission, now + timedelta(minutes=20 * number))
        for kind in (lifecycle.trash, lifecycle.archive):
            kind(user=owner, mission=MissionFactory(owner=owner), now=now)
        queue.add(user=owner, mission=MissionFactory(owner=owner), now=now)
        done = MissionFactory(owner=owner)
        day = {"seconds": 60, "on": now.date(), "valor": Decimal(1)}
        timer.log_offline(user=owner, mission=done, now=now, **day)
        MissionFactory(owner=None)
    for number in range(rows):
        editing.add_note(user=owner, mission=first, message=str(number), now=now)
        timer.log_offline(user=owner, mission=first, seconds=60, on=now.date(), now=now)
    spend(owner, first, rows)
    for number in range(rows):
        BudgetFactory(owner=owner, about="source", subject=f"road {number}")
        CuratorLogFactory(owner=owner, mission_results="[]")
        TimeImportFactory(owner=owner)
        CarbonModelEntryFactory(owner=owner, answered=True, confidence=number / 20)
        NoticeFactory(budget__owner=owner, budget__about="source", budget__subject=f"r{number}")
    for _ in range(rows):
        LivingFactory(owner=owner)
        LivingFactory(owner=owner, archived_at=now)
    timer.start(user=owner, mission=first, now=NOON)
    return Mission.objects.get(pk=first.pk)


def spend(owner, mission, rows):
    """What agents used, assigned and not: ROWS projects, branches, models and sessions."""
    for number in range(rows):
        named = {"project": f"-p{number}", "branch": f"b{number}", "session": f"s{number}"}
        at = NOON - timedelta(hours=1 + number)
        model = OPUS if number % 2 else f"mystery-model-{number}"
        told = [fact(request_id=f"{number}-{n}", message_id="", offset=n) for n in range(2)]
        record(owner, *(one._replace(at=at, model=model, **named) for one in told))
        say = {"owner": owner, "mission": mission, "now": NOON}
        linking.link(subject="session", name=f"s{number}", **say)
        linking.link(subject="project", name="-elsewhere" + str(number), **say)
        linking.link(subject="request", name=told[0].key, **say)
        record(owner, fact()._replace(session="loose", request_id=f"l{number}", message_id=""))


def address(url, mission):
    usage = UsageEvent.objects.filter(owner=mission.owner, mission=mission).latest("id")
    return url.format(pk=mission.pk, usage=usage.pk)


def cost(client, url, **headers):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url, headers=headers)
    assert response.status_code == 200
    asked = [query["sql"][:160] for query in captured if "SAVEPOINT" not in query["sql"]]
    return len(asked), asked


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        yield


def spent(owner, rows):
    """What every page and fragment of OWNER costs with ROWS of everything."""
    mission, client = fill(owner, rows), signed_in(owner)
    pages = {url: cost(client, address(url, mission)) for url in BUDGET}
    parts = {
        (url, target): cost(client, address(url, mission), **htmx(target))
        for url, target in FRAGMENTS
    }
    return pages | parts


def test_every_page_keeps_to_its_budget_and_costs_the_same_with_many_rows(owner, stranger, at_noon):
    few, many = spent(stranger, 1), spent(owner, 20)

    most = BUDGET | FRAGMENTS
    assert {place: asked for place, (count, asked) in many.items() if count > most[place]} == {}
    counts = {place: (few[place][0], many[place][0]) for place in most}
    assert {place: pair for place, pair in counts.items() if len(set(pair)) > 1} == {}


def test_every_page_has_a_budget():
    known = {url.partition("?")[0] for url in BUDGET}
    pages = {name for table in (ONESELF, ONE_MISSION) for name in table if "get" in table[name]}
    pages -= {"missions:avatar", "missions:mission_preview", *worlds.ONESELF}
    pages -= {*memory.ONESELF, *memory.SEARCH, *memory.OVERVIEW}

    addresses = {url_of(name, Mission(pk=7)).replace("/7/", "/{pk}/") for name in pages}

    assert addresses <= known


def test_a_get_never_writes(owner, at_noon):
    client, mission = signed_in(owner), fill(owner, 1)
    urls = {name: url_of(name, mission) for name in sorted({*ROUTES} - {"sign_in_by_link"})}
    for name in worlds.PICTURES:
        client.get(urls[name])  # the first look draws the picture and keeps it

    with reading_only():
        answers = {name: client.get(url).status_code for name, url in urls.items()}

    readable = {name for table in TABLES for name, verbs in table.items() if "get" in verbs}
    assert {name for name, status in answers.items() if status != 405} == readable & {*urls}


def test_the_guard_against_writing_is_awake(owner):
    client = signed_in(owner)

    with reading_only(), pytest.raises(WritesRefused):
        client.post("/missions/create/", {"name": "a write"})
