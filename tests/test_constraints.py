"""Every named rule of the database is broken once; update() and create() pass no form."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from devcraft.constraints import one_of
from tests.devcraft.processes import ROOT
from tests.devcraft.visiting import APPS
from tests.factories.backups import BackupFactory, RestoreFactory
from tests.factories.devcraft import (
    ClientKeyFactory,
    RawRowFactory,
    SignInLinkFactory,
    SourceRowFactory,
    UserFactory,
)
from tests.factories.exchange import CalendarLinkFactory, TimeImportFactory
from tests.factories.missions import (
    MORNING,
    CarbonModelEntryFactory,
    CuratorLogFactory,
    DayTotalFactory,
    HistoryEntryFactory,
    HourTotalFactory,
    JournalFactory,
    JournalMentionFactory,
    JournalTagFactory,
    JournalVersionFactory,
    LocalDayFactory,
    MemoryFactory,
    MemoryUseFactory,
    MissionFactory,
    NoteFactory,
    ProfileFactory,
    ScoreEntryFactory,
    TimeEntryFactory,
    TimerActFactory,
    WorkSignFactory,
    XpEntryFactory,
)
from tests.runtime_memory.test_constraints import RULES, checked

pytestmark = pytest.mark.django_db
queued = partial(MissionFactory, queued=True)
wip = partial(MissionFactory, wip=True)
done = partial(MissionFactory, done=True)
closed = partial(TimeEntryFactory, closed=True)
claimed = partial(TimeEntryFactory, claimed=True)
written = partial(JournalFactory, creation_token="t")
answered = partial(CarbonModelEntryFactory, answered=True)

UPDATES = [
    ("user_day_start_hour_in_morning", UserFactory, {"day_start_hour": 13}),
    ("user_theme_known", UserFactory, {"theme": "neon"}),
    ("user_zone_named", UserFactory, {"zone": ""}),
    ("mission_name_given", MissionFactory, {"name": ""}),
    ("mission_status_known", partial(MissionFactory, origin="imported"), {"status": "doing"}),
    ("mission_horizon_known", MissionFactory, {"horizon": "later"}),
    ("mission_execution_mode_known", MissionFactory, {"execution_mode": "magic"}),
    ("mission_origin_known", MissionFactory, {"origin": "stolen"}),
    ("mission_urgency_in_range", MissionFactory, {"urgency": Decimal("0.99")}),
    ("mission_urgency_in_range", MissionFactory, {"urgency": Decimal("10.01")}),
    ("mission_easiness_in_range", MissionFactory, {"easiness": 0}),
    ("mission_easiness_in_range", MissionFactory, {"easiness": 11}),
    ("mission_impact_in_range", MissionFactory, {"impact": Decimal("0.5")}),
    ("mission_impact_in_range", MissionFactory, {"impact": Decimal("10.5")}),
    ("mission_maturity_level_in_range", MissionFactory, {"maturity_level": 9}),
    ("mission_valor_in_range", MissionFactory, {"valor": Decimal("-0.01")}),
    ("mission_valor_in_range", MissionFactory, {"valor": Decimal("2.01")}),
    ("mission_flawless_percent_in_range", MissionFactory, {"flawless_percent": 100.1}),
    ("mission_flawless_percent_in_range", MissionFactory, {"flawless_percent": -0.1}),
    ("mission_reviewer_score_in_range", MissionFactory, {"reviewer_score": 101}),
    ("mission_tester_score_in_range", MissionFactory, {"tester_score": -1}),
    ("mission_gamer_score_in_range", MissionFactory, {"gamer_score": 1e300}),
    ("mission_archived_knows_from_where", MissionFactory, {"status": "archived"}),
    ("mission_archived_knows_from_where", MissionFactory, {"archived_from": "todo"}),
    ("mission_archived_knows_from_where", done, {"status": "archived", "archived_from": "wip"}),
    ("mission_only_todo_is_queued", queued, {"status": "wip"}),
    ("mission_only_todo_is_queued", queued, {"queue_position": 0}),
    ("mission_only_todo_is_queued", queued, {"trashed_at": MORNING}),
    ("mission_only_todo_is_queued", queued, {"owner": None}),
    ("mission_only_wip_is_paused", MissionFactory, {"is_paused": True}),
    ("mission_paused_at_means_paused", wip, {"paused_at": MORNING, "is_paused": False}),
    ("mission_in_trash_is_not_wip", wip, {"trashed_at": MORNING}),
    ("mission_done_has_end_and_score", done, {"ended_at": None}),
    ("mission_done_has_end_and_score", done, {"score": None}),
    ("mission_done_has_end_and_score", done, {"valor": None}),
    ("mission_done_has_end_and_score", MissionFactory, {"score": 1}),
    ("mission_done_has_end_and_score", MissionFactory, {"ended_at": MORNING}),
    ("mission_done_has_end_and_score", MissionFactory, {"status": "done"}),
    ("mission_time_not_negative", MissionFactory, {"actual_seconds": -1}),
    ("mission_time_not_negative", MissionFactory, {"total_paused_ms": -1}),
    ("mission_target_positive", MissionFactory, {"target_seconds": 0}),
    ("profile_xp_not_negative", ProfileFactory, {"total_xp": -1}),
    ("profile_quiet_minutes_within_day", ProfileFactory, {"quiet_minutes": 1441}),
    ("profile_level_in_range", ProfileFactory, {"level": 0}),
    ("profile_level_in_range", ProfileFactory, {"level": 100}),
    ("note_type_known", NoteFactory, {"type": "secret"}),
    ("note_system_stays", NoteFactory, {"type": "system", "removed_at": MORNING}),
    ("carbonmodelentry_rating_in_range", answered, {"rating": 10.1}),
    ("carbonmodelentry_rating_in_range", answered, {"rating": -0.1}),
    ("carbonmodelentry_confidence_in_range", CarbonModelEntryFactory, {"confidence": 1.01}),
    ("carbonmodelentry_decision_known", CarbonModelEntryFactory, {"decision": "maybe"}),
    ("carbonmodelentry_judged_only_when_answered", answered, {"actual_response": None}),
    ("carbonmodelentry_judged_only_when_answered", CarbonModelEntryFactory, {"rating": 5}),
    ("memory_category_known", MemoryFactory, {"category": "rumour"}),
    ("journal_content_given", JournalFactory, {"content": ""}),
    ("journaltag_name_given", JournalTagFactory, {"name": ""}),
    ("journalmention_of_one_thing", JournalMentionFactory, {"world": ""}),
    ("worksign_source_named", WorkSignFactory, {"source": ""}),
    ("timeimport_kind_known", TimeImportFactory, {"kind": "guess"}),
    ("curatorlog_status_known", CuratorLogFactory, {"status": "tired"}),
    ("curatorlog_tokens_not_negative", CuratorLogFactory, {"tokens_in": -1}),
    ("curatorlog_tokens_not_negative", CuratorLogFactory, {"tokens_out": -1}),
    ("timeentry_timed_or_claimed", closed, {"claimed_seconds": 60}),
    ("timeentry_timed_or_claimed", claimed, {"claimed_on": None}),
    ("timeentry_timed_or_claimed", claimed, {"claimed_seconds": -1}),
    ("timeentry_timed_or_claimed", claimed, {"started_at": MORNING}),
    ("timeentry_ends_after_start", closed, {"ended_at": MORNING - timedelta(seconds=1)}),
    ("timeentry_close_reason_known", closed, {"close_reason": "bored"}),
    ("timeentry_closed_for_a_reason", closed, {"close_reason": ""}),
    ("timeentry_closed_for_a_reason", TimeEntryFactory, {"close_reason": "pause"}),
    ("timeentry_closed_for_a_reason", claimed, {"close_reason": "pause"}),
    ("timeentry_source_known", closed, {"source": "sun"}),
    ("daytotal_not_negative", DayTotalFactory, {"timed_seconds": -1}),
    ("daytotal_not_negative", DayTotalFactory, {"claimed_seconds": -1}),
    ("localday_not_negative", LocalDayFactory, {"timed_seconds": -1}),
    ("localday_not_negative", LocalDayFactory, {"claimed_seconds": -1}),
    ("localday_not_negative", LocalDayFactory, {"done_count": -1}),
    ("hourtotal_not_negative", HourTotalFactory, {"seconds": -1}),
    ("hourtotal_hour_of_the_clock", HourTotalFactory, {"hour": 24}),
]
CREATES = [
    ("scoreentry_kind_known", ScoreEntryFactory, {"kind": "gift"}),
    ("scoreentry_reopening_is_worth_nothing", ScoreEntryFactory, {"kind": "reopening"}),
]
TWICE = [
    ("sourcerow_identity", SourceRowFactory, ("source", "table", "source_id")),
    ("worksign_once_per_moment", WorkSignFactory, ("owner", "mission", "at", "source")),
    ("calendarlink_one_at_a_time", CalendarLinkFactory, ("owner",)),
    ("missions_calendarlink", CalendarLinkFactory, ("token_hash",)),
    ("rawrow_identity", RawRowFactory, ("source", "table", "source_id")),
    ("mission_queue_place_taken_once", queued, ("owner", "queue_position")),
    (
        "mission_created_once_per_token",
        partial(MissionFactory, creation_token="t"),
        ("owner", "creation_token"),
    ),
    ("memory_key_taken_once", MemoryFactory, ("owner", "category", "key")),
    ("journal_written_once_per_token", written, ("owner", "creation_token")),
    ("journaltag_once_per_entry", JournalTagFactory, ("entry", "name")),
    ("journalmention_once_per_word", JournalMentionFactory, ("entry", "word")),
    ("memoryuse_once_per_run", MemoryUseFactory, ("memory", "run")),
    ("daytotal_once_per_day_and_mission", DayTotalFactory, ("owner", "day", "mission")),
    ("localday_once_per_day", LocalDayFactory, ("owner", "day")),
    ("hourtotal_once_per_hour", HourTotalFactory, ("owner", "day", "hour")),
    ("timeract_token_used_once", partial(TimerActFactory, token="t"), ("owner", "token")),
    ("devcraft_signinlink", SignInLinkFactory, ("token_hash",)),
    ("devcraft_backup", BackupFactory, ("made_at",)),
    ("devcraft_restore", RestoreFactory, ("mark",)),
    ("devcraft_clientkey", ClientKeyFactory, ("public_id",)),
    ("missions_profile", ProfileFactory, ("owner",)),
]
GUARDED_TWICE = [
    ("scoreentry_sequence_taken_once", ScoreEntryFactory, ("mission", "sequence")),
    ("historyentry_sequence_taken_once", HistoryEntryFactory, ("mission", "sequence")),
    ("xpentry_paid_once", XpEntryFactory, ("owner", "key")),
    ("journalversion_number_taken_once", JournalVersionFactory, ("entry", "number")),
]
BORDERS = [
    (MissionFactory, {"urgency": 1, "easiness": 10, "impact": 1, "maturity_level": 8}),
    (MissionFactory, {"valor": 0, "flawless_percent": 0, "tester_score": 100}),
    (MissionFactory, {"valor": 2, "target_seconds": 1, "horizon": "fixed"}),
    (MissionFactory, {"status": "archived", "archived_from": "todo"}),
    (done, {"status": "archived", "archived_from": "done"}),
    (done, {"trashed_at": MORNING}),
    (MissionFactory, {"origin": "imported", "status": "done"}),
    (UserFactory, {"day_start_hour": 12}),
    (ProfileFactory, {"level": 99, "total_xp": 0, "quiet_minutes": 1440}),
    (answered, {"rating": 10, "confidence": 0}),
    (closed, {"ended_at": MORNING}),
    (claimed, {"claimed_seconds": 0}),
    (NoteFactory, {"removed_at": MORNING}),
]


def label(case):
    return case if isinstance(case, str) else None


def message(name, columns=()):
    """What the database says; SQLite names the columns of a broken unique rule instead."""
    if columns and connection.vendor == "sqlite":
        return "UNIQUE constraint failed: .*" + columns[-1]
    return name


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


@pytest.mark.parametrize(("name", "make", "columns"), GUARDED_TWICE, ids=label)
def test_a_second_line_cannot_take_the_number_of(name, make, columns):
    first = make()
    refusal = "is append-only" if connection.vendor == "sqlite" else name

    with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
        make(**{column: getattr(first, column) for column in columns})


@pytest.mark.parametrize(("make", "fields"), BORDERS)
def test_values_on_the_border_are_welcome(make, fields):
    row = make()

    assert type(row).objects.filter(pk=row.pk).update(**fields) == 1


def names():
    models = [model for label in APPS for model in our_models(label)]
    named = {constraint.name for model in models for constraint in model._meta.constraints}
    return named | {"timeentry_no_overlap"}


def our_models(app):
    return apps.get_app_config(app).get_models()


def test_every_rule_of_the_database_is_named_by_a_test_that_breaks_it():
    sources = "".join(file.read_text() for file in ROOT.glob("tests/**/test_*.py"))
    walked = {name for rule in RULES for name, _, _ in checked(rule)}

    assert sorted(name for name in names() - walked if name not in sources) == []


def test_no_test_breaks_a_rule_that_is_gone():
    broken = {case[0] for case in (*UPDATES, *CREATES, *GUARDED_TWICE)}

    assert sorted(broken - names()) == []


def _forms(field):
    return f"{field.name}__in", str(one_of(field.name, [value for value, _ in field.flatchoices]))


def test_every_choices_field_has_its_rule():
    lax = []
    for model in [model for app in APPS for model in our_models(app)]:
        rules = " ".join(str(rule.deconstruct()) for rule in model._meta.constraints)
        lax += [
            f"{model.__name__}.{field.name}"
            for field in model._meta.fields
            if field.choices and not any(form in rules for form in _forms(field))
        ]

    assert lax == ["TimeEntry.kind"]  # timeentry_timed_or_claimed names both kinds
