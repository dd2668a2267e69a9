from django.urls import path, register_converter

from runtime_memory.addresses import Key
from runtime_memory.views import (
    audit,
    lineages,
    past,
    profiles,
    scorecard,
    sessions,
    skills,
    workflows,
)

app_name = "runtime_memory"
register_converter(Key, "memory_key")

urlpatterns = [
    path("memory/", sessions.session_list, name="session_list"),
    path("memory/sessions/<memory_key:key>/", sessions.session_detail, name="session_detail"),
    path("memory/runs/", workflows.run_list, name="run_list"),
    path("memory/runs/<memory_key:key>/", workflows.run_detail, name="run_detail"),
    path("memory/skills/", skills.skill_list, name="skill_list"),
    path("memory/skills/<memory_key:key>/", skills.skill_detail, name="skill_detail"),
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
]
