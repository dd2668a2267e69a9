"""Routes of missions, and who may open them with which verbs."""

from __future__ import annotations

PAGE, ACT, FORM = {"get"}, {"post"}, {"get", "post"}
ONESELF = {
    "missions:mission_list": PAGE,
    "missions:mission_create": ACT,
    "missions:mission_trash_list": PAGE,
    "missions:timer": PAGE,
    "missions:undo": ACT,
    "missions:profile": PAGE,
    "missions:profile_edit": FORM,
    "missions:avatar_upload": ACT,
    "missions:avatar": PAGE,
}
ONE_MISSION = {
    "missions:mission_detail": PAGE,
    "missions:mission_history": PAGE,
    "missions:mission_time": PAGE,
    "missions:mission_score": PAGE,
    "missions:mission_what_if": PAGE,
    "missions:mission_preview": PAGE,
    "missions:mission_edit": FORM,
    "missions:mission_complete": FORM,
    "missions:mission_offline": FORM,
    "missions:criterion_tick": ACT,
    "missions:note_add": ACT,
    "missions:note_remove": ACT,
    "missions:note_put_back": ACT,
    "missions:level_raise": ACT,
    "missions:level_lower": ACT,
    "missions:result_record": ACT,
    "missions:mission_answer": ACT,
    "missions:mission_start": ACT,
    "missions:mission_pause": ACT,
    "missions:mission_shelve": ACT,
    "missions:mission_discard": ACT,
    "missions:mission_archive": ACT,
    "missions:mission_restore": ACT,
    "missions:mission_reopen": ACT,
    "missions:mission_trash": ACT,
    "missions:mission_put_back": ACT,
    "missions:queue_add": ACT,
    "missions:queue_remove": ACT,
    "missions:queue_move": ACT,
    "agents:mission_lane": PAGE,
}
