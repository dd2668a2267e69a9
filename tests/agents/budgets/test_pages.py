"""Pages of budgets: setting, changing, ending; what they show; what is refused."""

from __future__ import annotations

import pytest

from agents.models import Budget, BudgetNotice
from tests.agents.budgets.spending import DOLLAR, budget
from tests.agents.budgets.test_watching import spend
from tests.agents.logs import NOW
from tests.agents.views.reading import texts
from tests.devcraft.visiting import htmx, location
from tests.factories.agents import TokenBurnFactory
from tests.factories.living import LivingFactory
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
AT = "/billing/budgets/"
TYPED = {
    "about": "all",
    "period": "day",
    "limit": "5",
    "warn_share": "80",
    "at_limit": "stop",
}


def test_a_budget_is_set_changed_ended_and_put_back(desk, owner):
    assert "Set the first one" in texts(desk, AT)
    agent = LivingFactory(owner=owner, name="Ada")

    answer = desk.post(f"{AT}new/", TYPED | {"about": "agent", "agent": agent.slug})

    assert location(answer) == AT
    held = Budget.objects.get()
    assert (held.subject, held.agent, held.limit_pico) == (agent.slug, agent, 5 * DOLLAR)
    assert "$0 of $5.00" in texts(desk, agent.get_absolute_url())
    changed = TYPED | {"about": "mission", "mission": MissionFactory(owner=owner, name="Gate").name}
    desk.post(held.get_absolute_url(), changed | {"limit": "0.000001"})
    held.refresh_from_db()
    assert (held.about, held.agent, held.limit_pico) == ("mission", None, DOLLAR // 10**6)
    desk.post(f"{AT}{held.pk}/end/")
    assert Budget.objects.open().count() == 0
    desk.post(f"{AT}{held.pk}/renew/")
    assert Budget.objects.open().get() == held


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"limit": ""}, "Limit in dollars is needed."),
        ({"limit": "0"}, "Limit in dollars must be at least 0.000001."),
        ({"limit": "-5"}, "Limit in dollars must be at least 0.000001."),
        ({"limit": "1000001"}, "Limit in dollars must be at most 1000000."),
        ({"limit": "five"}, "Limit in dollars must be a number."),
        ({"limit": "NaN"}, "Limit in dollars must be a number."),
        ({"limit": "1.2345678"}, "Limit in dollars must have at most 6 decimal places."),
        ({"warn_share": "101"}, "Warn at, in percent must be at most 100."),
        ({"period": "year"}, "For how long must be one of: A day, A week, from Monday"),
        ({"about": "agent"}, "Agent is needed: choose the one that it is about."),
        ({"about": "agent", "agent": "of-nobody"}, "Agent must be one of"),
        ({"about": "mission"}, "Mission is needed: type its name or number."),
        ({"about": "mission", "mission": "#99"}, "Mission #99 does not exist"),
        (
            {"about": "source", "source": "claude-code"},
            "When it is spent can only be “Say so” for other tools.",
        ),
        ({"about": "source"}, "Source is needed: choose the one that it is about."),
        ({"about": "source", "source": "weather"}, "Source must be one of"),
    ],
)
def test_what_makes_no_sense_is_said_and_stays_typed(desk, owner, typed, sentence):
    TokenBurnFactory(owner=owner)
    answer = desk.post(f"{AT}new/", TYPED | {"limit": "7.25"} | typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert all(
        f'value="{value}"' in page
        for value in (typed | {"limit": "7.25"} | typed).values()
        if value and value.isdigit()
    )
    assert not Budget.objects.exists()


def test_an_agent_or_a_mission_of_somebody_else_is_not_offered(desk, stranger):
    theirs, mission = LivingFactory(owner=stranger), MissionFactory(owner=stranger)

    for typed in (
        {"about": "agent", "agent": theirs.slug},
        {"about": "mission", "mission": f"#{mission.pk}"},
    ):
        assert desk.post(f"{AT}new/", TYPED | typed).status_code == 422

    assert not Budget.objects.exists()


def test_a_second_budget_of_the_same_kind_is_refused_where_it_was_typed(desk, owner):
    budget(owner, 1, now=NOW)

    answer = desk.post(f"{AT}new/", TYPED | {"limit": "9"})

    assert answer.status_code == 422
    assert "Budget is set already for the same thing and period" in answer.content.decode()


def test_bars_say_how_far_it_is_and_where_it_leads(desk, owner):
    budget(owner, 1, now=NOW)
    spend(owner, 25, 1)
    spend(owner, None, 2, model="mystery-model-9")

    shown = texts(desk, AT)

    assert "$0.25 of $1.00" in shown
    assert "25 %" in shown
    assert "by its end" in shown
    assert "1 request of unknown cost is not counted." in shown
    bars = desk.get(AT, headers=htmx("budget-bars")).content.decode()
    assert "$0.25 of $1.00" in bars
    assert "How they stand" not in bars
    assert f'hx-get="{AT}"' in desk.get("/billing/").content.decode()


def test_a_mission_shows_its_own_budgets_alone(desk, owner):
    mission = MissionFactory(owner=owner)
    budget(owner, 1, now=NOW)
    budget(owner, 2, "mission", mission=mission, now=NOW)
    lane = desk.get(f"/missions/{mission.pk}/agents/").content.decode()

    bars = desk.get(f"{AT}?mission={mission.pk}", headers=htmx("budget-bars")).content.decode()

    assert f'hx-get="{AT}?mission={mission.pk}"' in lane
    assert ("of $2.00" in bars, "of $1.00" in bars) == (True, False)


def test_the_bell_counts_what_was_not_seen_and_it_is_put_away(desk, owner, stranger):
    budget(owner, 1, now=NOW)
    spend(owner, 100, 1)
    notice = BudgetNotice.objects.get()

    shown = texts(desk, "/waiting/")
    assert "The budget of $1.00 a day for everything is spent" in shown
    assert 'aria-label="Waiting for you: 1"' in desk.get("/").content.decode()

    assert desk.post(f"{AT}seen/", {"up_to": "soon"}).status_code == 422
    answer = desk.post(f"{AT}seen/", {"up_to": str(notice.pk), "next": "/waiting/"})

    assert location(answer) == "/waiting/"
    assert 'aria-label="Waiting for you: 0"' in desk.get("/").content.decode()
    assert "is spent" in texts(desk, AT)
