from django.urls import include, path, re_path

from missions.views import board, days, editing, ladder, mission, profile, timer

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
    path("archive/", timer.mission_archive, name="mission_archive"),
    path("restore/", timer.mission_restore, name="mission_restore"),
    path("reopen/", timer.mission_reopen, name="mission_reopen"),
    path("trash/", timer.mission_trash, name="mission_trash"),
    path("put-back/", timer.mission_put_back, name="mission_put_back"),
    path("queue/add/", board.queue_add, name="queue_add"),
    path("queue/remove/", board.queue_remove, name="queue_remove"),
    path("queue/move/", board.queue_move, name="queue_move"),
]

urlpatterns = [
    path("missions/", board.mission_list, name="mission_list"),
    path("missions/create/", board.mission_create, name="mission_create"),
    path("missions/trash/", board.mission_trash_list, name="mission_trash_list"),
    path("missions/<int:pk>/", include(one)),
    path("missions/days/<str:on>/", days.day, name="day"),
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
