"""Addresses of what people say about a renewal, and of the list of what happened on it."""

from __future__ import annotations

from django.urls import path

from tenure.web.views import engagement

urlpatterns = [
    path("renewals/<int:renewal_id>/risk/", engagement.renewal_risk, name="renewal_risk"),
    path(
        "renewals/<int:renewal_id>/stakeholders/",
        engagement.renewal_stakeholders,
        name="renewal_stakeholders",
    ),
    path(
        "renewals/<int:renewal_id>/contacts/", engagement.renewal_contacts, name="renewal_contacts"
    ),
    path("renewals/<int:renewal_id>/notes/", engagement.renewal_notes, name="renewal_notes"),
    path(
        "renewals/<int:renewal_id>/next-step/",
        engagement.renewal_next_step,
        name="renewal_next_step",
    ),
    path("renewals/<int:renewal_id>/snooze/", engagement.renewal_snooze, name="renewal_snooze"),
    path("renewals/<int:renewal_id>/waiting/", engagement.renewal_waiting, name="renewal_waiting"),
    path(
        "renewals/<int:renewal_id>/activity/", engagement.renewal_activity, name="renewal_activity"
    ),
    path(
        "renewals/<int:renewal_id>/colleagues/",
        engagement.renewal_colleagues,
        name="renewal_colleagues",
    ),
]
