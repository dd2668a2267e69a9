from django.urls import include, path, re_path

from missions.views import (
    board,
    bulk,
    days,
    editing,
    entries,
    evidence,
    exchange,
    honesty,
    imports,
    ladder,
    learning,
    mission,
    profile,
    reports,
    sheets,
    switches,
    timer,
    timesheet,
    years,
)
from missions.views.api import entries as told_entries
from missions.views.api import missions as told_missions
from missions.views.api import timer as told_timer

app_name = "missions"

one = [
    path("", mission.mission_detail, name="mission_detail"),
    path("history/", mission.mission_history, name="mission_history"),
    path("time/", mission.mission_time, name="mission_time"),
    path("score/", mission.mission_score, name="mission_score"),
    path("what-if/", mission.mission_what_if, name="mission_what_if"),
    path("edit/<slug:part>/", editing.mission_edit, name="mission_edit"),
    path("criteria/tick/", editing.criterion_tick, name="criterion_tick"),
    path("notes/add/", editing.note_add, name="note_add"),
    path("notes/<int:note>/remove/", editing.note_remove, name="note_remove"),
    path("notes/<int:note>/put-back/", editing.note_put_back, name="note_put_back"),
    path("level/raise/", ladder.level_raise, name="level_raise"),
    path("level/lower/", ladder.level_lower, name="level_lower"),
    path("results/record/", ladder.result_record, name="result_record"),
    path("answer/", ladder.mission_answer, name="mission_answer"),
    path("start/", timer.mission_start, name="mission_start"),
    path("pause/", timer.mission_pause, name="mission_pause"),
    path("shelve/", timer.mission_shelve, name="mission_shelve"),
    path("discard/", timer.mission_discard, name="mission_discard"),
    path("complete/", timer.mission_complete, name="mission_complete"),
    path("complete/preview/", timer.mission_preview, name="mission_preview"),
    path("offline/", timer.mission_offline, name="mission_offline"),
    path("quiet/keep/", evidence.quiet_keep, name="quiet_keep"),
    path("quiet/trim/", evidence.quiet_trim, name="quiet_trim"),
    path("quiet/pause/", evidence.quiet_pause, name="quiet_pause"),
    path("quiet/move/", evidence.quiet_move, name="quiet_move"),
    path("archive/", timer.mission_archive, name="mission_archive"),
    path("restore/", timer.mission_restore, name="mission_restore"),
    path("reopen/", timer.mission_reopen, name="mission_reopen"),
    path("trash/", timer.mission_trash, name="mission_trash"),
    path("put-back/", timer.mission_put_back, name="mission_put_back"),
    path("queue/add/", board.queue_add, name="queue_add"),
    path("queue/remove/", board.queue_remove, name="queue_remove"),
    path("queue/move/", board.queue_move, name="queue_move"),
]

told = [
    path("timer", told_timer.timer_now, name="api_timer"),
    *(
        path(f"timer/{act}", told_timer.timer_act, {"act": act}, name=f"api_timer_{act}")
        for act in told_timer.SHAPES
    ),
    path("time-entries", told_entries.entry_index, name="api_entries"),
    path("missions", told_missions.mission_index, name="api_missions"),
    path("missions/<int:pk>", told_missions.mission_one, name="api_mission"),
    path("missions/<int:pk>/signs", told_missions.signs_give, name="api_signs"),
]

files = [
    path("", exchange.exchange, name="exchange"),
    path("<slug:rows>.<slug:form>", exchange.export, name="export"),
    path("calendar/make/", exchange.calendar_make, name="calendar_make"),
    path("calendar/revoke/", exchange.calendar_revoke, name="calendar_revoke"),
    path("imports/upload/", imports.import_upload, name="import_upload"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/carry-out/", imports.import_carry_out, name="import_carry_out"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
]

time = [
    path("", timesheet.time_list, name="time_list"),
    path("day/<str:on>/", sheets.time_day, name="time_day"),
    path("week/<str:on>/", sheets.time_week, name="time_week"),
    path("add/", entries.entry_add, name="entry_add"),
    path("bulk/", bulk.entry_bulk, name="entry_bulk"),
    path("undo/<int:pk>/", timesheet.act_undo_step, name="undo_step"),
    path("quiet/", evidence.quiet_setting, name="quiet_setting"),
    path("here/", evidence.presence, name="presence"),
    path("<int:pk>/", entries.entry_detail, name="entry_detail"),
    path("<int:pk>/split/", entries.entry_split, name="entry_split"),
    path("<int:pk>/delete/", entries.entry_delete, name="entry_delete"),
]

urlpatterns = [
    path("api/", include(told)),
    path("missions/files/", include(files)),
    path("calendar/<str:token>.ics", exchange.calendar_feed, name="calendar_feed"),
    path("missions/", board.mission_list, name="mission_list"),
    path("missions/create/", board.mission_create, name="mission_create"),
    path("missions/trash/", board.mission_trash_list, name="mission_trash_list"),
    path("missions/curator/", learning.curator_log, name="curator_log"),
    path("missions/calibration/", learning.calibration, name="calibration"),
    path("missions/<int:pk>/", include(one)),
    path("missions/days/<str:on>/", days.day, name="day"),
    path("time/", include(time)),
    path("reports/", reports.report, name="report"),
    path("reports/year/", years.report_year, name="report_year"),
    path("reports/estimates/", honesty.report_estimates, name="report_estimates"),
    path("reports/honesty/", honesty.report_honesty, name="report_honesty"),
    path("settings/gamification/", switches.gamification, name="gamification"),
    path("timer/", timer.timer_pill, name="timer"),
    path("timer/undo/", timer.act_undo, name="undo"),
    path("profile/", profile.profile, name="profile"),
    path("profile/edit/", profile.profile_edit, name="profile_edit"),
    path("profile/avatar/", profile.avatar_upload, name="avatar_upload"),
    re_path(
        r"^avatars/(?P<name>[0-9a-f]{64})\.(?P<extension>webp|vrm|glb)$",
        profile.avatar,
        name="avatar",
    ),
]
