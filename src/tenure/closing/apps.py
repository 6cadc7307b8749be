"""Django application of closing."""

from django.apps import AppConfig


class ClosingConfig(AppConfig):
    """Register the models of closing."""

    name = "tenure.closing"
    label = "closing"
    default_auto_field = "django.db.models.BigAutoField"
