"""Django application of the forecast."""

from django.apps import AppConfig


class ForecastConfig(AppConfig):
    """Register the models of the forecast."""

    name = "tenure.forecast"
    label = "forecast"
    default_auto_field = "django.db.models.BigAutoField"
