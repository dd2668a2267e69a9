"""Every named rule of the agents' tables is broken once; no form stands in the way."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from tests.factories.agents import (
    AgentFactory,
    EntityFactory,
    FlatPlanFactory,
    LogFileFactory,
    MetricSeriesFactory,
    MissionLinkFactory,
    PriceVersionFactory,
    RunFactory,
    RunStepFactory,
    TelemetryPostFactory,
    TokenBurnFactory,
    UsageEventFactory,
    UsageTotalFactory,
)
from tests.test_constraints import label, message

pytestmark = pytest.mark.django_db
foreign = partial(RunFactory, foreign=True)
unpriced = partial(UsageEventFactory, unpriced=True)
assigned = partial(UsageEventFactory, assigned=True)
spanned = partial(RunStepFactory, trace_id="t", span_id="s")

UPDATES = [
    ("agents_name_given", AgentFactory, {"name": ""}),
    ("entities_type_known", EntityFactory, {"type": "ghost"}),
    ("runs_status_known", RunFactory, {"status": "tired"}),
    ("runs_status_known", RunFactory, {"status": "canceled"}),
    ("runs_origin_known", RunFactory, {"origin": "stolen"}),
    ("run_steps_kind_known", RunStepFactory, {"kind": "magic"}),
    ("run_steps_status_known", RunStepFactory, {"status": "queued"}),
    ("missionlink_subject_known", MissionLinkFactory, {"subject": "planet"}),
    ("telemetrypost_signal_known", TelemetryPostFactory, {"signal": "smoke"}),
    ("usagetotal_kind_known", UsageTotalFactory, {"kind": "mood"}),
    ("flatplan_ends_after_it_began", FlatPlanFactory, {"last": date(2025, 12, 31)}),
    ("flatplan_named_and_priced", FlatPlanFactory, {"monthly_pico": -1}),
    ("usageevent_tokens_not_negative", UsageEventFactory, {"input_tokens": -1}),
    ("usageevent_tokens_not_negative", UsageEventFactory, {"output_tokens": -1}),
    ("usageevent_tokens_not_negative", UsageEventFactory, {"cache_read_tokens": -1}),
    ("usageevent_tokens_not_negative", UsageEventFactory, {"cache_write_5m_tokens": -1}),
    ("usageevent_tokens_not_negative", UsageEventFactory, {"cache_write_1h_tokens": -1}),
    ("usageevent_tokens_not_negative", UsageEventFactory, {"reasoning_tokens": -1}),
    ("usageevent_cost_source_known", UsageEventFactory, {"cost_source": "guess"}),
    ("usageevent_cost_known_or_said_unknown", UsageEventFactory, {"cost_source": "unknown"}),
    ("usageevent_cost_known_or_said_unknown", UsageEventFactory, {"cost_pico": None}),
    ("usageevent_cost_known_or_said_unknown", UsageEventFactory, {"cost_pico": -1}),
    ("usageevent_cost_known_or_said_unknown", unpriced, {"cost_pico": 0}),
    ("usageevent_road_known", UsageEventFactory, {"road": "sea"}),
    ("usageevent_rank_known", assigned, {"rank": 7}),
    ("usageevent_mission_with_rank", UsageEventFactory, {"rank": 1}),
    ("usageevent_mission_with_rank", assigned, {"mission": None}),
    ("usageevent_mission_with_rank", assigned, {"rank": 0}),
]
CREATES = [
    ("priceversion_tier_mode_known", PriceVersionFactory, {"tier_mode": "stairs"}),
    ("priceversion_model_named", PriceVersionFactory, {"model": ""}),
    ("priceversion_model_named", PriceVersionFactory, {"provider": ""}),
]
TWICE = [
    ("agents_name", AgentFactory, ("name",)),
    ("entities_external_id", partial(EntityFactory, external_id="x"), ("external_id",)),
    ("runs_one_open_per_agent", RunFactory, ("agent",)),
    ("runs_one_per_foreign_session", foreign, ("owner", "session")),
    ("run_steps_numbered_once", RunStepFactory, ("run", "number")),
    ("run_steps_span_once", spanned, ("run", "span_id")),
    ("metricseries_once", MetricSeriesFactory, ("owner", "digest")),
    ("logfile_once", LogFileFactory, ("owner", "source", "path")),
    ("missionlink_one_open_per_subject", MissionLinkFactory, ("owner", "subject", "name")),
    ("flatplan_one_open_per_source", FlatPlanFactory, ("owner", "source")),
    ("usageevent_once_per_request", UsageEventFactory, ("owner", "provider", "key")),
    ("usagetotal_once_per_slot", UsageTotalFactory, ("owner", "kind", "slot", "subject")),
    (
        "tokenburn_once_per_hour",
        TokenBurnFactory,
        ("owner", "window", "source", "provider", "model"),
    ),
]
NEIGHBOURS = [
    (RunFactory, ("agent",), {"done": True}),
    (RunFactory, ("agent",), {"done": True, "status": "failed"}),
    (foreign, ("agent",), {}),
    (foreign, ("session",), {}),
    (partial(RunStepFactory, trace_id="t"), ("run",), {}),
    (MissionLinkFactory, ("owner", "name"), {"subject": "session"}),
    (UsageEventFactory, ("owner", "key"), {"provider": "openai"}),
    (UsageEventFactory, ("key",), {}),
]
BORDERS = [
    (UsageEventFactory, {"cost_pico": 0, "input_tokens": 0}),
    (unpriced, {"cost_pico": 0, "cost_source": "free"}),
    (assigned, {"mission": None, "rank": 0}),
    (assigned, {"rank": 1}),
    (RunFactory, {"status": "waiting_tool"}),
]


@pytest.mark.parametrize(("name", "make", "fields"), UPDATES, ids=label)
def test_an_update_cannot_break(name, make, fields):
    row = make()

    with pytest.raises(IntegrityError, match=message(name)), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize(("name", "make", "fields"), CREATES, ids=label)
def test_a_new_row_cannot_break(name, make, fields):
    with pytest.raises(IntegrityError, match=message(name)), transaction.atomic():
        make(**fields)


@pytest.mark.parametrize(("name", "make", "columns"), TWICE, ids=label)
def test_a_second_row_cannot_take_the_place_of(name, make, columns):
    first = make()
    same = {column: getattr(first, column) for column in columns}

    with pytest.raises(IntegrityError, match=message(name, columns)), transaction.atomic():
        make(**same)


@pytest.mark.parametrize(("make", "columns", "changes"), NEIGHBOURS)
def test_a_row_beside_another_is_welcome(make, columns, changes):
    first = make()
    same = {column: getattr(first, column) for column in columns}

    make(**same | changes)

    assert type(first).objects.count() == 2


@pytest.mark.parametrize(("make", "fields"), BORDERS)
def test_values_on_the_border_are_welcome(make, fields):
    row = make()

    assert type(row).objects.filter(pk=row.pk).update(**fields) == 1


def test_a_closed_link_is_in_nobodys_way():
    first = MissionLinkFactory(ended_at="2026-11-18T08:00:00Z")

    MissionLinkFactory(owner=first.owner, mission=first.mission, name=first.name)

    assert type(first).objects.count() == 2
