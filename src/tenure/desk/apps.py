"""Django application of desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Register the models of desk."""

    name = "tenure.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
