"""Addresses of the forecast."""

from __future__ import annotations

from django.urls import path

from tenure.web.views import forecast

FORECAST = [
    path("forecast/", forecast.forecast, name="forecast"),
    path("forecast/people/<int:staff_id>/call/", forecast.forecast_call, name="forecast_call"),
    path("forecast/movement/", forecast.forecast_movement, name="forecast_movement"),
    path("forecast/renewals/<int:renewal_id>/", forecast.forecast_renewal, name="forecast_renewal"),
    path(
        "forecast/renewals/<int:renewal_id>/judgement/",
        forecast.forecast_judgement,
        name="forecast_judgement",
    ),
]
