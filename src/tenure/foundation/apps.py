"""Django application of foundation."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Register the models of foundation."""

    name = "tenure.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"
