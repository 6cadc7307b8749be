"""Addresses of requests to the desk, programs and guides."""

from __future__ import annotations

from django.urls import path

from tenure.web.views import guides, programs, requests

urlpatterns = [
    path("programs/", programs.programs, name="programs"),
    path("programs/applications/<int:application_id>/", programs.application, name="application"),
    path(
        "programs/applications/<int:application_id>/evidence/",
        programs.application_evidence,
        name="application_evidence",
    ),
    path(
        "programs/applications/<int:application_id>/check/",
        programs.application_check,
        name="application_check",
    ),
    path(
        "program-evidence/<int:evidence_id>/file/",
        programs.application_file,
        name="application_file",
    ),
    path("customers/<int:customer_id>/facts/", programs.customer_fact, name="customer_fact"),
    path(
        "customers/<int:customer_id>/applications/",
        programs.customer_application,
        name="customer_application",
    ),
    path("guides/", guides.guides, name="guides"),
    path("guides/<slug:code>/", guides.guide, name="guide"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.request_new, name="request_new"),
    path("requests/<int:request_id>/", requests.one_request, name="request"),
    path("requests/<int:request_id>/taking/", requests.request_taking, name="request_taking"),
    path(
        "requests/<int:request_id>/confirmation/",
        requests.request_confirmation,
        name="request_confirmation",
    ),
    path("requests/<int:request_id>/answer/", requests.request_answer, name="request_answer"),
    path(
        "requests/<int:request_id>/execution/", requests.request_execution, name="request_execution"
    ),
    path(
        "requests/<int:request_id>/settlement/",
        requests.request_settlement,
        name="request_settlement",
    ),
    path("request-files/<int:file_id>/file/", requests.request_file, name="request_file"),
]
