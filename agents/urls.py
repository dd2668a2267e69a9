from django.urls import path

from agents.views import billing, lane, requests, unassigned

app_name = "agents"
urlpatterns = [
    path("billing/", billing.billing, name="billing"),
    path("billing/requests/", requests.request_list, name="request_list"),
    path("billing/requests/<int:pk>/", requests.request_detail, name="request_detail"),
    path("billing/unassigned/", unassigned.unassigned, name="unassigned"),
    path("billing/assign/", unassigned.assign, name="assign"),
    path("billing/links/<int:pk>/end/", unassigned.link_end, name="link_end"),
    path("missions/<int:pk>/agents/", lane.mission_lane, name="mission_lane"),
]
