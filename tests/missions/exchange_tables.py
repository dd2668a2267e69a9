"""The routes of files, calendars and programs' missions by whom they answer."""

from __future__ import annotations

from missions.models import TimeImport
from tests.factories.exchange import TimeImportFactory

PAGE, ACT = {"get"}, {"post"}

ANYONE = {"api_openapi": PAGE}
ONESELF = {
    "missions:exchange": PAGE,
    "missions:export": PAGE,
    "missions:calendar_make": ACT,
    "missions:calendar_revoke": ACT,
    "missions:import_upload": ACT,
}
ONE_IMPORT = {
    "missions:import_detail": PAGE,
    "missions:import_carry_out": ACT,
    "missions:import_discard": ACT,
}
BY_TOKEN = {"missions:calendar_feed": PAGE}
SCOPES = {
    ("missions:api_timer", "get"): "time:read",
    ("missions:api_timer_start", "post"): "time:write",
    ("missions:api_timer_pause", "post"): "time:write",
    ("missions:api_timer_resume", "post"): "time:write",
    ("missions:api_timer_stop", "post"): "time:write",
    ("missions:api_timer_complete", "post"): "time:write",
    ("missions:api_entries", "get"): "time:read",
    ("missions:api_missions", "get"): "missions:read",
    ("missions:api_missions", "post"): "missions:write",
    ("missions:api_mission", "get"): "missions:read",
    ("missions:api_mission", "patch"): "missions:write",
    ("missions:api_signs", "post"): "time:write",
}
DISPATCHED = {
    "missions:api_missions": {"get", "head", "post"},
    "missions:api_mission": {"get", "head", "patch"},
}
PROGRAMS = {name: {verb} for name, verb in SCOPES} | DISPATCHED
TABLES = (BY_TOKEN, PROGRAMS)


def import_of(mission):
    """The id of a file that the person who owns MISSION brings in."""
    mine = TimeImport.objects.filter(owner=mission.owner).order_by("id").first()
    return (mine or TimeImportFactory(owner=mission.owner, file_name="a private plan.csv")).pk
