from __future__ import annotations

from datetime import timedelta

import pytest

from agents.usage import linking, narrowing
from tests.agents.facts import AT, fact, many, record
from tests.agents.logs import NOW, OPUS, one
from tests.agents.views.reading import texts
from tests.devcraft.visiting import htmx
from tests.factories.agents import PriceVersionFactory

pytestmark = pytest.mark.django_db
LIST = "/billing/requests/"
SEVEN = {
    "plain": {},
    "opus": {"model": OPUS},
    "q": {"project": "-q"},
    "t": {"session": "t"},
    "feature": {"branch": "feature"},
    "mystery": {"model": "mystery-model-9"},
    "old": {"at": AT - timedelta(days=20)},
}


@pytest.fixture
def seven(owner):
    told = [fact(request_id=n, message_id=n, **changes) for n, changes in SEVEN.items()]
    record(owner, *told)


def shown(client, query):
    response = client.get(LIST + query)
    assert response.status_code == 200
    return {event.request_id for event in response.context["page"].rows}


def week(*without):
    return set(SEVEN) - {"old", *without}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", week()),
        ("?period=month", set(SEVEN)),
        (f"?model={OPUS}", {"opus"}),
        ("?project=-q", {"q"}),
        ("?session=t", {"t"}),
        ("?branch=feature", {"feature"}),
        ("?project=-p&branch=main&session=s", week("q", "t", "feature")),
        ("?project=", set()),
        ("?project=nowhere", set()),
        ("?cost=unknown", {"mystery"}),
        ("?cost=guess", week()),
        ("?share=assigned", set()),
        ("?share=unassigned", week()),
        ("?share=stolen", week()),
        ("?mission=", week()),
        ("?mission=7", set()),
    ],
)
def test_the_address_narrows_the_list(desk, seven, query, expected):
    assert shown(desk, query) == expected


def test_the_list_may_be_narrowed_to_a_mission_and_to_how_it_was_found(desk, owner, seven, mission):
    linking.link(owner=owner, subject="session", name="t", mission=mission, now=NOW)

    assert shown(desk, f"?mission={mission.pk}") == {"t"}
    assert shown(desk, "?mission=") == week("t")
    assert shown(desk, "?share=assigned") == {"t"}


@pytest.mark.parametrize("field", ["project", "model", "session", "branch", "mission", "period"])
@pytest.mark.parametrize("value", ["%00", "%00%00-p", "%ff%fe", "9" * 5000, "-1", "%27%22%3E"])
def test_no_value_in_an_address_breaks_a_page(desk, seven, field, value):
    for page in (LIST, "/billing/", "/billing/unassigned/"):
        assert desk.get(f"{page}?{field}={value}").status_code == 200


@pytest.mark.parametrize("field", ["before", "after", "share", "cost"])
@pytest.mark.parametrize("value", ["%00", "x:y", "9" * 99, "%F0%9F%8C%8D"])
def test_a_forged_cursor_or_filter_means_the_start(desk, seven, field, value):
    assert shown(desk, f"?{field}={value}") == week()


def test_pages_lead_on_and_back(desk, owner):
    record(owner, *many(120))

    first = desk.get(LIST).context["page"]
    second = desk.get(LIST, {"after": first.older}).context["page"]
    third = desk.get(LIST, {"after": second.older}).context["page"]
    again = desk.get(LIST, {"before": second.newer}).context["page"]

    ids = [event.pk for part in (first, second, third) for event in part.rows]
    assert (len(ids), len(set(ids)), third.older) == (120, 120, "")
    assert [event.pk for event in again.rows] == [event.pk for event in first.rows]


def test_htmx_gets_the_rows_alone(desk, seven):
    answer = desk.get(LIST, headers=htmx("rows")).content

    assert b"<table" in answer
    assert b"<html" not in answer


def explained(client, owner):
    return texts(client, f"{LIST}{one(owner).pk}/")


def test_a_cost_from_the_book_is_explained_line_by_line(desk, owner):
    record(owner, fact(cache_read_tokens=10_000, cache_write_1h_tokens=2000))

    said = explained(desk, owner)

    assert "Why it cost $0.0195" in said
    assert "In, uncached 1,000 3 $0.003" in said
    assert "Read from the cache 10,000 0.3 $0.003" in said
    assert "Written to the cache for 1 hour 2,000 6 $0.012" in said
    assert "Out 100 15 $0.0015" in said
    assert "Together $0.0195" in said
    assert "no tiers." in said
    assert "threshold" not in said
    assert "from genai-prices" in said


def test_a_stated_cost_is_shown_beside_the_calculated_one(desk, owner):
    record(owner, fact(provided_pico=9_990_000_000_000))

    said = explained(desk, owner)

    assert "The log itself states this cost: $9.99" in said
    assert "From the price book it would be $0.0045" in said


def test_an_answer_without_a_model_is_explained(desk, owner):
    record(owner, fact(model="<synthetic>"))

    assert "No model was asked" in explained(desk, owner)


def test_an_unknown_cost_names_the_model_that_nobody_knows(desk, owner):
    record(owner, fact(model="mystery-model-9"))

    said = explained(desk, owner)

    assert "Why its cost is unknown" in said
    assert "does not know mystery-model-9 of anthropic" in said


def test_a_price_that_lacks_a_unit_is_explained(desk, owner):
    PriceVersionFactory(model="half", rates={"input": [[0, "3"]]})
    record(owner, fact(model="half"))

    assert "has no price for all of these tokens" in explained(desk, owner)


def test_fast_mode_and_overrides_are_said(desk, owner):
    rates = {"input": [[0, "5"], [500, "10"]], "output": [[0, "25"]]}
    how = {"tier_mode": "graduated", "is_override": True, "fast_multiplier": 6}
    PriceVersionFactory(model=OPUS, rates=rates, **how)
    record(owner, fact(model=OPUS, speed="fast"))

    said = explained(desk, owner)

    assert "In, uncached 500 30 $0.015 In, uncached 500 60 $0.03" in said
    assert "an override, from by hand" in said
    assert "graduated: only tokens past the threshold pay the higher rate" in said
    assert "Fast mode costs 6 times the price" in said


def test_where_a_request_comes_from_is_said(desk, owner):
    odd = {"flags": "odd version,spaced", "is_sidechain": True}
    record(owner, fact(path="-p/x.jsonl", offset=1234, **odd))

    said = explained(desk, owner)

    assert "claude-code: -p/x.jsonl at byte 1,234" in said
    assert "Flagged odd version, spaced" in said
    assert "An agent within the session made it." in said


def test_changes_of_a_request_are_shown(desk, owner):
    record(owner, fact(output_tokens=1))
    record(owner, fact(output_tokens=300, offset=9))

    said = explained(desk, owner)

    assert "The log went on with the same answer." in said
    assert "1 → 300 tokens out · $0.003015 → $0.0075" in said


def test_the_list_shows_the_sum_of_what_is_filtered(desk, seven):
    for query, said in {
        "": "Requests 6 Cost $0.03 Tokens 6.6 k Of unknown cost 1",
        "?project=-q": "Requests 1 Cost $0.0045 Tokens 1.1 k Of unknown cost 0",
        "?project=-p&branch=main": "Requests 4 Cost $0.02 Tokens 4.4 k Of unknown cost 1",
        "?cost=unknown": "Requests 1 Cost unknown Tokens 1.1 k Of unknown cost 1",
    }.items():
        assert said in texts(desk, LIST + query)


def test_a_sum_that_leaves_requests_out_says_so(desk, seven, monkeypatch):
    monkeypatch.setattr(narrowing, "MOST_SUMMED", 2)

    said = texts(desk, f"{LIST}?branch=main")

    assert "Newest requests 2" in said
    assert "only the newest 2 are in this sum" in said


def test_tokens_written_to_the_cache_stand_beside_those_read(desk, owner):
    cached = {"cache_read_tokens": 700, "cache_write_5m_tokens": 300, "cache_write_1h_tokens": 2000}
    record(owner, fact(request_id="a", message_id="a", **cached))
    record(owner, fact(request_id="b", message_id="b", cache_read_tokens=40))

    said = texts(desk, LIST)

    assert "1 k 700 +2.3 k written 100 $" in said
    assert "1 k 40 100 $" in said


def test_each_filter_is_named_and_can_be_dropped(desk, seven):
    html = desk.get(f"{LIST}?period=all&project=-p&mission=&after=x").content.decode()

    assert 'href="?period=all&amp;mission=" aria-label="Drop the filter project"' in html
    assert 'href="?period=all&amp;project=-p" aria-label="Drop the filter mission"' in html


def test_a_bad_filter_is_refused_in_a_sentence(desk, seven):
    said = texts(desk, f"{LIST}?share=stolen&mission=<b>")

    assert "Share must be assigned, assumed or unassigned, not “stolen”; it was left out." in said
    assert "Mission must be the number of a mission, not “<b>”; it was left out." in said
