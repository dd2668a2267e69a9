from django.urls import include, path, register_converter

from runtime_memory.addresses import Key
from runtime_memory.views import (
    audit,
    checklists,
    lineages,
    past,
    profiles,
    scorecard,
    search,
    sessions,
    skills,
    workflows,
)
from runtime_memory.views.api import lineage
from runtime_memory.views.api import sessions as told_sessions
from runtime_memory.views.api import skills as told_skills
from runtime_memory.views.api import workflows as told_workflows

app_name = "runtime_memory"
register_converter(Key, "memory_key")

told = [
    path("sessions", told_sessions.session_start, name="api_session_start"),
    path("sessions/<memory_key:key>/turns", told_sessions.turn_append, name="api_turn_append"),
    path("sessions/<memory_key:key>/end", told_sessions.session_end, name="api_session_end"),
    path("runs", told_workflows.run_start, name="api_run_start"),
    path("runs/<memory_key:key>/steps", told_workflows.step_start, name="api_step_start"),
    path("runs/<memory_key:key>/end", told_workflows.run_end, name="api_run_end"),
    path("steps/<memory_key:key>/end", told_workflows.step_end, name="api_step_end"),
    path("events", told_workflows.event_append, name="api_event_append"),
    path("skills", told_skills.skill_record, name="api_skill_record"),
    path("proposals", told_skills.proposal_create, name="api_proposal_create"),
    path(
        "proposals/<memory_key:key>/validations",
        told_skills.validation_record,
        name="api_validation_record",
    ),
    path("proposals/<memory_key:key>/deploys", told_skills.deploy_record, name="api_deploy_record"),
]

urlpatterns = [
    path("memory/", sessions.session_list, name="session_list"),
    path("memory/sessions/<memory_key:key>/", sessions.session_detail, name="session_detail"),
    path("memory/runs/", workflows.run_list, name="run_list"),
    path("memory/runs/<memory_key:key>/", workflows.run_detail, name="run_detail"),
    path("memory/skills/", skills.skill_list, name="skill_list"),
    path("memory/skills/<memory_key:key>/", skills.skill_detail, name="skill_detail"),
    path(
        "memory/proposals/<memory_key:key>/checklist/",
        checklists.proposal_checklist,
        name="proposal_checklist",
    ),
    path("memory/search/", search.search, name="search"),
    path("memory/as-of/", past.as_of, name="as_of"),
    path("memory/scorecard/", scorecard.scorecard, name="scorecard"),
    path("memory/audit/", audit.audit, name="audit"),
    path("memory/audit/verify/", audit.verification_begin, name="verification_begin"),
    path("memory/audit/verify/<int:pk>/", audit.verification_go_on, name="verification_go_on"),
    path(
        "memory/skills/<memory_key:key>/lineage.json",
        lineages.skill_lineage,
        name="skill_lineage",
    ),
    path(
        "memory/skills/<memory_key:key>/proposals/<memory_key:proposal>/changes/",
        lineages.proposal_changes,
        name="proposal_changes",
    ),
    path("memory/profiles/", profiles.profile_list, name="profile_list"),
    path(
        "memory/profiles/<slug:kind>/<memory_key:key>/",
        profiles.profile_detail,
        name="profile_detail",
    ),
    path(
        "memory/profiles/<slug:kind>/<memory_key:key>/compare/",
        profiles.profile_compare,
        name="profile_compare",
    ),
    path("lineage/latest", lineage.lineage_latest, name="api_lineage_latest"),
    path("lineage/runs", lineage.lineage_runs, name="api_lineage_runs"),
    path("api/memory/", include(told)),
]
