from django.urls import path

from agents.views import billing, lane, living, ranking, requests, unassigned, words, writing

app_name = "agents"
urlpatterns = [
    path("agents/", living.agent_list, name="agent_list"),
    path("agents/new/", writing.agent_new, name="agent_new"),
    path("agents/config.schema.json", living.config_schema, name="config_schema"),
    path("agents/<slug:slug>/", living.agent_detail, name="agent_detail"),
    path("agents/<slug:slug>/edit/", writing.agent_edit, name="agent_edit"),
    path("agents/<slug:slug>/discard/", living.agent_discard, name="agent_discard"),
    path("agents/<slug:slug>/recover/", living.agent_recover, name="agent_recover"),
    path("billing/", billing.billing, name="billing"),
    path("billing/by/<slug:kind>/", ranking.ranking, name="ranking"),
    path("billing/requests/", requests.request_list, name="request_list"),
    path("billing/requests/<int:pk>/", requests.request_detail, name="request_detail"),
    path("billing/unassigned/", unassigned.unassigned, name="unassigned"),
    path("billing/assign/", words.assign, name="assign"),
    path("billing/links/<int:pk>/end/", words.link_end, name="link_end"),
    path("billing/links/<int:pk>/undo/", words.link_undo, name="link_undo"),
    path("billing/links/<int:pk>/renew/", words.link_renew, name="link_renew"),
    path("missions/<int:pk>/agents/", lane.mission_lane, name="mission_lane"),
]
